//! What the tests of `tests/it` have in the dev profile, in release.

use crate::projects::{live_in_dev, printed_by_three_files, three_files};

#[test]
fn the_three_files_of_the_readme_work_in_release() {
    let project = three_files("it-release-hello");
    project.cargo(&["build", "--release"]).success();
    assert_eq!(String::from_utf8(project.run("release")).unwrap(), printed_by_three_files());
}

#[test]
fn cargo_leaves_no_edits_to_live_mode_in_release() {
    let project = live_in_dev("it-release-watched");
    project.write("components/a.txt", "two");
    project.cargo(&["build", "--release"]).success();
    project.write("components/a.txt", "three");
    let release = project.cargo(&["build", "--release"]).success();
    assert!(release.ran_build_script(project.name) && !release.stderr.contains("Dev::Live"));
    assert!(release.ran_rustc("it_release_watched"), "{}", release.stderr);
    assert_eq!(project.run("release"), b"three three\n");
}
