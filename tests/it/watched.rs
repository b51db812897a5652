//! Which edits below a root start the build script, where `include` says which
//! directories have components.

use std::fs;

use crate::directives::age;
use crate::harness::{Project, build_rs};
use crate::listing::assert_same;

fn project(name: &'static str, calls: &str) -> Project {
    let project = Project::new(name);
    project.write("build.rs", build_rs(calls));
    project.write("components/dist/a.js", "a");
    project.write("components/node_modules/b.js", "b");
    project.write("components/src/c.ts", "c");
    project
}

/// Builds, and compares what is embedded with what is on disk in `dist`.
#[track_caller]
fn assert_embedded(project: &Project) {
    let embedded = project.embedded();
    let mut expected = project.on_disk("components/dist");
    expected.iter_mut().for_each(|item| item.path = format!("dist/{}", item.path));
    assert_same(&embedded, &expected);
}

#[track_caller]
fn assert_rebuilt(project: &Project, expected: bool, what: &str) {
    let built = project.build();
    let ran = built.stderr.contains("Running `");
    assert_eq!(ran, expected, "{what}:\n{}", built.stderr);
}

#[test]
fn an_edit_beside_the_directory_that_is_included_is_none() {
    let project =
        project("it-beside", r#".root("components").include("dist/**").exclude("*.map")"#);
    age(&project);
    assert_embedded(&project);
    assert_rebuilt(&project, false, "nothing");
    project.write("components/src/c.ts", "edited");
    project.write("components/src/new.ts", "new");
    project.write("components/node_modules/b.js", "edited");
    project.write("components/.hidden", "");
    project.write("components/new.txt", "");
    assert_rebuilt(&project, false, "edits beside it");
    project.write("components/dist/new/deep/x.js", "new");
    assert_embedded(&project);
    // What README says: cargo looks through a directory with all that is in it.
    project.build();
    project.write("components/dist/a.js.map", "excluded");
    assert_rebuilt(&project, true, "an excluded file in it");
}

#[test]
fn a_directory_that_is_included_may_come_and_go() {
    let project = project("it-come-and-go", r#".root("components").include("dist/**")"#);
    project.remove("components/dist");
    age(&project);
    assert_same(&project.embedded(), &[]);
    assert_rebuilt(&project, false, "nothing");
    project.write("components/dist/late.js", "late");
    assert_embedded(&project);
    project.remove("components/dist");
    assert_same(&project.embedded(), &[]);
    project.write("components/dist/again.js", "again");
    assert_embedded(&project);
}

#[test]
fn a_link_on_the_way_may_get_another_target() {
    use std::os::unix::fs::symlink;

    let calls = r#".root("components").include("dist/js/**").include("src/*").exclude("*.ts")"#;
    let project = project("it-link-on-the-way", calls);
    project.remove("components/dist");
    project.write("components/v1/js/a.js", "one");
    project.write("components/v2/js/a.js", "two");
    symlink("v1", project.path("components/dist")).unwrap();
    age(&project);
    let one = || {
        let [item] = &project.embedded()[..] else { panic!("one component") };
        item.digest.clone()
    };
    let before = one();
    project.build();
    assert_rebuilt(&project, false, "nothing");
    symlink("v2", project.path("components/next")).unwrap();
    fs::rename(project.path("components/next"), project.path("components/dist")).unwrap();
    assert_ne!(before, one());
}

/// A glob that may match anywhere, beside one that may not.
#[test]
fn one_glob_without_a_directory_is_enough_to_watch_the_root() {
    let project =
        project("it-anywhere", r#".root("components").include("dist/**").include("*.ts")"#);
    age(&project);
    project.build();
    project.write("components/elsewhere/new.ts", "new");
    let listed = project.embedded();
    assert!(listed.iter().any(|item| item.path == "elsewhere/new.ts"), "{listed:?}");
}
