//! `Dev::Live`: in a dev profile cargo leaves edits to live mode.

use std::fs;

use crate::projects::{LIVE_MAIN, live_in_dev};

#[test]
fn cargo_leaves_edits_to_live_mode_in_a_dev_profile_alone() {
    let project = live_in_dev("unwatched-app");
    project.write("components/a.txt", "one");
    let built = project.build();
    assert!(built.stderr.contains("`Dev::Live`"), "{}", built.stderr);
    project.cargo(&["test"]).success();

    project.write("components/a.txt", "two");
    let again = project.build();
    assert!(!again.ran_build_script(project.name) && !again.ran_rustc("unwatched_app"));
    assert!(again.stderr.contains("`Dev::Live`"), "each build says so: {}", again.stderr);
    assert_eq!(project.run("debug"), b"one two\n");
    // A test that compares says that its set is old.
    let stale = project.cargo(&["test"]).failure();
    assert!(
        stale.stdout.contains("a.txt") && stale.stdout.contains("touch build.rs"),
        "{}",
        stale.stdout
    );
    // Compiled anew, it has the set that the build script left: no error of the macro.
    project.write("src/main.rs", format!("{LIVE_MAIN}\n// edited"));
    assert!(project.build().ran_rustc("unwatched_app"));
    assert_eq!(project.run("debug"), b"one two\n");
    // Without live mode nobody would see the edits.
    let manifest = fs::read_to_string(project.path("Cargo.toml")).unwrap();
    project.write("Cargo.toml", manifest.replace("\"live\"", ""));
    let stderr = project.cargo(&["build"]).failure().stderr;
    assert!(stderr.contains("turn on the feature `live`"), "{stderr}");
}
