//! What is recorded, and whose build scripts are started.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::app::{App, Package};
use crate::harness::program;

/// Variables of which nothing may be on disk.
const SECRET: [&str; 9] = [
    "CARGO_REGISTRY_TOKEN",
    "CARGO_REGISTRIES_MINE_TOKEN",
    "CARGO_REGISTRIES_CRATES_IO_TOKEN",
    "CARGO_REGISTRY_CREDENTIAL_PROVIDER_KEY",
    "CARGO_PKG_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "GITHUB_TOKEN",
    "DEP_MINE_TOKEN",
    "NPM_PASSWORD",
];

#[test]
fn no_secret_of_the_environment_is_on_disk() {
    let package = Package::new("it-live-secrets", "Include");
    let value = |name: &str| format!("value-of-{name}-0123456789");
    let values = SECRET.map(|name| (name, value(name)));
    let env: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    package.cargo_with(&["build"], &env).success();
    let mut app = package.start_with(&env);
    app.ask("live");
    app.soon("refresh", "good 0");
    package.write("components/kept.txt", "kept 1");
    app.soon("constant", "kept 1");

    let mut files = vec![program("debug", package.name)];
    let mut dirs = package.build_dirs("debug");
    while let Some(dir) = dirs.pop() {
        for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { &mut dirs } else { &mut files }.push(path);
        }
    }
    assert!(files.contains(&package.record()));
    assert!(files.iter().any(|file| file.ends_with("components.live/components.pack")));
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let found = bytes.windows(9).position(|window| window == b"value-of-");
        assert_eq!(found, None, "{}", file.display());
    }
    let record = fs::read_to_string(package.record()).unwrap();
    let names: Vec<&str> = record
        .split("\0\n")
        .filter_map(|line| line.strip_prefix("env=")?.split('=').next())
        .collect();
    assert!(names.contains(&"CARGO_CFG_TARGET_OS") && names.contains(&"CARGO_PKG_NAME"));
    for name in ["PATH", "HOME", "CARGO_MAKEFLAGS", "MAKEFLAGS", "OUT_DIR"] {
        assert!(!names.contains(&name), "{names:?}");
    }
    assert_eq!(mode(&package.record()), 0o600);
    // Also where it was laxer.
    set_mode(&package.record(), 0o644);
    package.write("components/kept.txt", "kept 2");
    package.build();
    assert_eq!(mode(&package.record()), 0o600);
}

/// Nothing is started that somebody else may have chosen.
#[test]
fn what_others_may_write_is_not_started() {
    let package = Package::built("it-live-trust", "Include");
    let executable = package.executable();
    let files = [package.record(), executable.clone(), package.out_dir()];
    let places: Vec<PathBuf> =
        files.into_iter().chain(executable.parent().map(Path::to_owned)).collect();
    package.write("components/kept.txt", "kept 1");
    let mut kept = package.start();
    kept.ask("live");
    kept.soon("constant", "kept 1");
    let live = package.out_dir().join("components.live");
    for place in places.iter().chain([&live]) {
        let before = mode(place);
        set_mode(place, before | 0o002);
        is_off(&package, "belongs to somebody else, or others may write to it");
        // What runs is ours.
        assert!(kept.ask("refresh").starts_with("good "));
        set_mode(place, before);
    }
    // Only root gives files away.
    let is_root = chown(&live, Some(12345), None).is_ok();
    chown(&live, Some(0), None).unwrap_or_default();
    for place in places.iter().chain([&live]).filter(|_| is_root) {
        chown(place, Some(12345), None).unwrap();
        is_off(&package, "belongs to somebody else");
        chown(place, Some(0), None).unwrap();
        // A group that is not the user's own.
        let before = mode(place);
        chown(place, None, Some(12345)).unwrap();
        set_mode(place, before | 0o020);
        is_off(&package, "others may write to it");
        chown(place, None, Some(0)).unwrap();
        set_mode(place, before);
    }
    is_good(&package);
}

/// A program starts what its own build has left, and nothing else.
#[test]
fn the_record_of_another_build_is_not_used() {
    let package = Package::built("it-live-record", "Include");
    let record = fs::read_to_string(package.record()).unwrap();
    let build = record.split("\0\n").nth(1).unwrap().strip_prefix("build=").unwrap();
    let marks = [("0".repeat(32), "another build"), (String::new(), "another build")];
    for (other, why) in marks {
        fs::write(package.record(), record.replace(build, &other)).unwrap();
        is_off(&package, why);
    }
    for other in [record.replace("live 1", "live 2"), record.replace("dir=", "div="), String::new()]
    {
        fs::write(package.record(), other).unwrap();
        is_off(&package, "another build");
    }
    fs::remove_file(package.record()).unwrap();
    is_off(&package, "no live record");
    fs::write(package.record(), &record).unwrap();
    is_good(&package);

    // The program at another place still finds them; but not if they are elsewhere.
    let copy = package.path("copy");
    // By another process: a child that a parallel test starts would have a file of this one
    // open to be written, and what is open so cannot be run.
    let mut cp = Command::new("cp");
    assert!(cp.arg(program("debug", package.name)).arg(&copy).status().unwrap().success());
    let mut app = App::start(&copy, &[]);
    app.ask("live");
    app.soon("refresh", "good 0");
    drop(app);
    let (out, elsewhere) = (package.out_dir(), package.path("elsewhere"));
    fs::rename(&out, &elsewhere).unwrap();
    let mut app = App::start(&copy, &[]);
    app.ask("live");
    let off = app.soon("refresh", "off ");
    assert!(off.contains("there is no live record"), "{off}");
    assert_eq!([app.ask("constant"), app.ask("version")], ["kept 0", "0"]);
    assert!(!out.exists());
    fs::rename(&elsewhere, &out).unwrap();
}

/// A new program is off, and says why in its status and on the terminal.
#[track_caller]
fn is_off(package: &Package, why: &str) {
    let before = package.scripts();
    let mut app = package.start();
    app.ask("live");
    let off = app.soon("refresh", "off ");
    assert!(off.contains(why), "{off}");
    app.wait_for_told("is not live", 1);
    assert_eq!(app.ask("version"), "0");
    assert_eq!(package.scripts(), before);
}

#[track_caller]
fn is_good(package: &Package) {
    let mut app = package.start();
    app.ask("live");
    app.soon("refresh", "good ");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}
