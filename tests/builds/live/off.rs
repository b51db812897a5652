//! Where live mode is not: nothing is started, and nothing is in the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::app::{App, Package};
use crate::harness::program;

/// What only live mode calls or is.
const OF_LIVE: [&str; 7] =
    ["Looker", "Slot", "live", "process::Command", "Condvar", "posix_spawn", "spawn"];

#[test]
fn a_release_program_has_nothing_of_it() {
    let package = Package::new("it-live-release", "Include");
    let with = fs::read_to_string(package.path("Cargo.toml")).unwrap();
    let without = with.replace("features = [\"live\"]", "features = [\"std\"]");
    let live_main = fs::read_to_string(package.path("src/main.rs")).unwrap();
    let mut programs = Vec::new();
    for manifest in [&with, &without] {
        package.write("Cargo.toml", manifest);
        package.write("src/main.rs", crate::harness::MAIN);
        package.cargo(&["build", "--release"]).success();
        let tree = package.cargo(&["tree", "-e", "normal"]).success().stdout;
        programs.push((symbols(&program("release", package.name)), without_paths(&tree)));
    }
    let [(with_it, tree), (without_it, tree_without)] = <[_; 2]>::try_from(programs).unwrap();
    assert!(tree.contains("include-components-pack"), "{tree}");
    assert_eq!(tree, tree_without);
    assert!(with_it.len() > 100, "{} symbols", with_it.len());
    let more: Vec<_> = with_it.difference(&without_it).collect();
    assert!(more.is_empty(), "{more:?}");

    // One that calls it, too, has the names alone.
    package.write("Cargo.toml", &with);
    package.write("src/main.rs", live_main);
    for debug_assertions in [false, true] {
        let profile = format!("{with}\n[profile.release]\ndebug-assertions = {debug_assertions}\n");
        package.write("Cargo.toml", profile);
        package.cargo(&["build", "--release"]).success();
        let record = package
            .build_dirs("release")
            .into_iter()
            .map(|dir| dir.join("out/components.live.record"));
        assert!(!record.into_iter().any(|it| it.exists()), "a record");
        let mut app = App::start(&program("release", package.name), &[]);
        app.ask("live");
        package.write("components/kept.txt", format!("kept {debug_assertions}"));
        let off = app.look_twice();
        let why = ["compiled without debug assertions", "the build left no live record"];
        assert!(
            off.starts_with("off ") && off.contains(why[usize::from(debug_assertions)]),
            "{off}"
        );
        assert_ne!(app.ask("constant"), format!("kept {debug_assertions}"));
        assert_eq!([app.ask("size"), app.ask("version")], ["16", "0"]);
        if !debug_assertions {
            let symbols = symbols(&program("release", package.name));
            let of_live = |it: &&String| {
                OF_LIVE.iter().any(|word| it.contains(word)) && it.contains("include_components")
            };
            let found: Vec<_> = symbols.iter().filter(of_live).collect();
            assert!(found.is_empty(), "{found:?}");
        }
    }
}

/// The switch, and a test, start nothing.
#[test]
fn nothing_is_started_unasked() {
    let package = Package::new("it-live-off", "Include");
    package.write("tests/unit.rs", TEST);
    let tested = package.cargo(&["test"]).success();
    assert!(tested.stdout.contains("looks_up ... ok"), "{}", tested.stdout);
    assert!(!fs::read_to_string(package.path("log")).unwrap().contains("start true"));

    package.build();
    let mut app = package.start_with(&[("INCLUDE_COMPONENTS_LIVE", "0")]);
    let off = app.ask("live");
    assert!(off.contains("INCLUDE_COMPONENTS_LIVE is 0"), "{off}");
    package.write("components/kept.txt", "kept 1");
    assert_eq!([app.look_twice(), app.ask("constant")], [off, "kept 0".to_owned()]);
    assert!(package.scripts().is_empty());
    assert!(!package.out_dir().join("components.live").exists());
}

const TEST: &str = r#"
#[test]
fn looks_up() {
    let components = include_components::include_components!();
    assert!(components.get("kept.txt").is_some());
    std::thread::sleep(std::time::Duration::from_millis(300));
    let component = include_components::component!("kept.txt");
    assert_eq!((component.bytes(), components.version()), (&b"kept 0"[..], 0));
}
"#;

/// Returns the names in a program, without their hashes.
fn symbols(program: &Path) -> BTreeSet<String> {
    let output = Command::new("nm").arg("-C").arg(program).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let name = |line: &str| line.get(19..).unwrap_or_default().to_owned();
    // Numbers that the compiler gives.
    let numbered = ["anon.", "str.", "GCC_except_table"];
    let is_ours = |name: &String| !numbered.iter().any(|it| name.starts_with(it));
    text.lines().map(name).filter(is_ours).collect()
}

fn without_paths(tree: &str) -> String {
    tree.lines().map(|line| line.split(" (").next().unwrap_or_default().to_owned() + "\n").collect()
}
