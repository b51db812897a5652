//! A linked pack in several parts, each a library of its own.

use std::fs;
use std::path::PathBuf;

use crate::harness::{Project, build_rs, target_dir};
use crate::listing::{self, assert_same};
use crate::projects::bytes;

/// A package with a linked set of about 10 MB, in at least 4 parts.
fn project(name: &'static str) -> Project {
    let project = Project::new(name);
    project.write("build.rs", build_rs(r#".root("components").embed(Embed::Link)"#));
    for nth in 0..40 {
        project.write(format!("components/{}/{nth:02}.bin", nth % 4), bytes(nth, 180_000));
    }
    project.write("components/2/long.bin", bytes(100, 2_500_000));
    project.write("components/2/twin.bin", bytes(7, 180_000));
    project.write("components/0/empty.txt", "");
    project.write("src/main.rs", MAIN);
    project
}

/// Returns the OUT_DIR of a package's build script.
fn out_dir(project: &Project, profile: &str) -> PathBuf {
    let entries = fs::read_dir(target_dir().join(profile).join("build")).unwrap().flatten();
    let prefix = format!("{}-", project.name);
    let of_package = entries.filter(|it| it.file_name().to_string_lossy().starts_with(&prefix));
    let mut out_dirs = of_package.map(|it| it.path().join("out"));
    out_dirs.find(|out| out.join("components.set").is_file()).expect("an OUT_DIR with a set")
}

/// Returns the names of the parts' files, without the one with the index.
fn parts(project: &Project, profile: &str) -> Vec<String> {
    let set = fs::read_to_string(out_dir(project, profile).join("components.set")).unwrap();
    let (_, parts) = set.split_once("\nparts ").unwrap();
    let names = parts.lines().skip(1).filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

#[test]
fn a_set_of_several_parts_is_embedded_byte_for_byte_in_both_profiles() {
    let project = project("it-parts");
    for (arguments, profile) in [(&["build"][..], "debug"), (&["build", "--release"], "release")] {
        project.cargo(arguments).success();
        let count = parts(&project, profile).len();
        assert!((3..12).contains(&count), "{count} parts");
        let expected = project.on_disk("components");
        assert_same(&listing::parse(&project.run(profile)), &expected);
    }
    let before = parts(&project, "debug");
    project.write("components/1/21.bin", bytes(1000, 70_000));
    project.write("components/3/new.bin", bytes(1001, 70_000));
    project.remove("components/0/20.bin");
    assert_same(&project.embedded(), &project.on_disk("components"));
    let after = parts(&project, "debug");
    assert!(before.iter().any(|part| after.contains(part)), "{before:?} {after:?}");
    assert!(before.iter().any(|part| !after.contains(part)), "{before:?} {after:?}");
}

/// A library that is left behind, or comes from a backup, has another symbol.
#[test]
fn a_stale_part_is_a_link_error_or_made_again_and_never_stale_data() {
    let project = project("it-stale");
    project.build();
    let out = out_dir(&project, "debug");
    let before = parts(&project, "debug");
    let copies: Vec<Vec<u8>> =
        before.iter().map(|name| fs::read(out.join(name)).unwrap()).collect();
    project.write("components/1/21.bin", bytes(1000, 80_000));
    project.build();
    let after = parts(&project, "debug");
    assert_eq!(after.len(), before.len());
    let nth = (0..before.len()).find(|nth| before[*nth] != after[*nth]).unwrap();
    assert!(!out.join(&before[nth]).exists(), "the old part is left");

    fs::write(out.join(&after[nth]), &copies[nth]).unwrap();
    let main = fs::read_to_string(project.path("src/main.rs")).unwrap();
    project.write("src/main.rs", format!("{main}// linked again\n"));
    let built = project.cargo(&["build"]);
    if built.ok {
        assert!(built.ran_build_script(project.name), "{}", built.stderr);
    } else {
        assert!(built.stderr.contains("undefined symbol"), "{}", built.stderr);
        // What gets it going again.
        project.write("build.rs", fs::read(project.path("build.rs")).unwrap());
    }
    assert_same(&project.embedded(), &project.on_disk("components"));
}

/// Looks into the set in each way that there is.
const MAIN: &str = r#"#![forbid(unsafe_code)]
#![deny(warnings)]
mod listing;

use include_components::{component, include_components};

include_components!(pub mod ui);

fn main() {
    listing::print("components", include_components!());
    let long = component!("2/long.bin");
    assert_eq!(long.bytes(), ui::_2::LONG_BIN.bytes());
    assert_eq!(long, ui::COMPONENTS.get("2/long.bin").unwrap());
    assert_eq!(component!("2/twin.bin").bytes(), component!("3/07.bin").bytes());
    assert_eq!(component!("0/empty.txt").bytes(), b"");
    assert_eq!(component!("3/39.bin").bytes(), ui::_3::_39_BIN.bytes());
    for component in ui::COMPONENTS.iter() {
        assert_eq!(ui::COMPONENTS.get_hashed(component.hashed_path()), Some(component));
    }
}
"#;
