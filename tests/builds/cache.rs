//! Where the persistent cache is, with a real cargo.

use std::fs;

use crate::harness::{MAIN, Project, manifest};
use crate::listing;

/// A target directory that cargo finds has no `CACHEDIR.TAG`, as after `mkdir target`
/// and in Docker's cache mounts. A CI script gives the variable a relative path.
#[test]
fn two_packages_and_a_target_directory_that_was_there_share_a_cache() {
    let project = Project::new("it-cache");
    project.remove("Cargo.toml");
    project.write("ws/Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"a\", \"b\"]\n");
    project.rename("Cargo.lock", "ws/Cargo.lock");
    for name in ["a", "b"] {
        let write = |path: &str, text: &str| project.write(format!("ws/{name}/{path}"), text);
        let name = format!("it-cache-{name}");
        write("Cargo.toml", &manifest(&name, "").replace("[workspace]", ""));
        write("build.rs", BUILD);
        write("src/main.rs", MAIN);
        write("src/listing.rs", listing::PROGRAM);
        write("components/a.txt", "the same");
    }
    fs::create_dir(project.path("made")).unwrap();
    let target = project.path("made");
    let build = |cache: &str| {
        let env =
            [("CARGO_TARGET_DIR", target.to_str().unwrap()), ("INCLUDE_COMPONENTS_CACHE", cache)];
        project.cargo_with(&["build", "-j1", "--manifest-path", "ws/Cargo.toml"], &env).success()
    };
    let built = build("").stderr;
    let count = |stderr: &str, what: &str| {
        stderr.lines().filter(|line| line.contains("warning: ") && line.ends_with(what)).count()
    };
    let counts = |stderr: &str| (count(stderr, ": 1 compiled"), count(stderr, ": 0 compiled"));
    assert_eq!(counts(&built), (1, 1), "the second takes what the first made:\n{built}");
    assert!(project.path("made/include-components/v1").is_dir());

    for name in ["a", "b"] {
        project.write(format!("ws/{name}/components/a.txt"), "another");
    }
    let built = build("kept/here").stderr;
    assert_eq!(counts(&built), (1, 1), "the second takes what the first made:\n{built}");
    assert!(project.path("ws/kept/here/v1").is_dir());
    for place in ["kept", "made/kept", "ws/a/kept", "ws/b/kept"] {
        assert!(!project.path(place).exists(), "{place}");
    }
}

/// A build script with a compiler of its own, which says how often that ran.
const BUILD: &str = r#"use include_components_build::{BoxError, Build, Compiler, Context, Error, KeyHasher};

struct Upper;

impl Compiler for Upper {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("upper");
    }

    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        Ok(input.to_ascii_uppercase())
    }
}

fn main() -> Result<(), Error> {
    let report = Build::new().root("components").compile("*", Upper).run()?;
    println!("cargo::warning={} compiled", report.compiled());
    Ok(())
}
"#;
