//! `Dev::Live`: in a dev profile cargo leaves edits to live mode.

use crate::harness::{Project, dependency, package};

const BUILD: &str = r#"use include_components_build::{Build, Dev, Error};
fn main() -> Result<(), Error> {
    Build::new().root("components").dev(Dev::Live).run()?;
    Ok(())
}
"#;

/// Prints a file as it is embedded, then as live mode finds it.
const MAIN: &str = r#"include_components::include_components!(mod ui);
fn main() {
    let text = || ui::COMPONENTS.get("a.txt").and_then(|it| it.to_str()).unwrap_or("gone");
    let embedded = text();
    for _ in 0..100 {
        // The first look may take longer than a request waits.
        ui::COMPONENTS.live().refresh();
        if text() != embedded { break }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    println!("{embedded} {}", text());
}
#[test]
fn embedded_is_what_is_on_disk() {
    let embedded = ui::COMPONENTS.iter().map(|it| (it.path(), it.digest()));
    include_components_build::Build::new().root("components").verify(embedded).unwrap();
}
"#;

#[test]
fn cargo_leaves_edits_to_live_mode_in_a_dev_profile_alone() {
    let project = Project::new("unwatched-app");
    let run_time = dependency("runtime").replace("path =", "features = [\"live\"], path =");
    let helper = dependency(".");
    project.write(
        "Cargo.toml",
        format!(
            "{}[dependencies]\ninclude-components = {run_time}\n\
             [build-dependencies]\ninclude-components-build = {helper}\n\
             [dev-dependencies]\ninclude-components-build = {helper}\n[workspace]\n",
            package(project.name),
        ),
    );
    project.write("build.rs", BUILD);
    project.write("src/main.rs", MAIN);
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
    project.write("src/main.rs", format!("{MAIN}\n// edited"));
    assert!(project.build().ran_rustc("unwatched_app"));
    assert_eq!(project.run("debug"), b"one two\n");

    project.cargo(&["build", "--release"]).success();
    project.write("components/a.txt", "three");
    let release = project.cargo(&["build", "--release"]).success();
    assert!(release.ran_build_script(project.name) && !release.stderr.contains("Dev::Live"));
    assert_eq!(project.run("release"), b"three three\n");
}
