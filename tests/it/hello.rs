//! The first hour with the crate: its three files, in every kind of target.

use crate::harness::{Project, build_rs, dependency, package};
use crate::listing;
use crate::projects::{printed_by_three_files, three_files};

#[test]
fn the_three_files_of_the_readme_work() {
    let project = three_files("it-hello");
    project.cargo(&["check"]).success();
    project.build();
    assert_eq!(String::from_utf8(project.run("debug")).unwrap(), printed_by_three_files());
    project.cargo(&["test"]).success();
    project.cargo_with(&["doc", "--no-deps"], &[("RUSTDOCFLAGS", "-Dwarnings")]).success();
}

/// Every target of the package embeds both sets, one by each route, under
/// another name of the crate and under the strictest lints.
#[test]
fn every_target_of_a_strict_package_embeds_by_both_routes() {
    let project = Project::new("it-strict");
    let manifest = format!(
        "{}[dependencies]\nui_kit = {}\n[build-dependencies]\ninclude-components-build = {}\n\
         [[bench]]\nname = \"timing\"\nharness = false\n[workspace]\n",
        package("it-strict"),
        dependency("runtime"),
        dependency("."),
    );
    project.write("Cargo.toml", manifest);
    project.write("build.rs", build_rs(BOTH_ROUTES));
    project.write("src/lib.rs", STRICT_LIB);
    project.write("components/button.html", "<button/>");
    project.write("components/icons/close.svg", "<svg/>");
    project.write("components/icons/16/close.svg", "<svg width=\"16\"/>");
    for target in ["src/main.rs", "examples/shows.rs", "benches/timing.rs"] {
        project.write(target, STRICT_PROGRAM);
    }
    project
        .write("tests/uses.rs", format!("{STRICT_PROGRAM}\n#[test]\nfn embeds() {{ main() }}\n"));

    let tests = project.cargo(&["test", "--all-targets"]).success();
    assert_eq!(tests.stdout.matches("embeds ... ok").count(), 2, "{}", tests.stdout);
    let listed = "button.html icons/16/close.svg icons/close.svg ";
    assert!(tests.stdout.contains(listed), "the bench target lists: {}", tests.stdout);
    let doctests = project.cargo(&["test", "--doc"]).success();
    assert!(doctests.stdout.contains("1 passed"), "{}", doctests.stdout);
    for arguments in [&["run", "--bin", "it-strict"][..], &["run", "--example", "shows"]] {
        let ran = project.cargo(arguments).success();
        assert_eq!(ran.stdout, format!("{listed}\n"));
    }
    project.cargo_with(&["doc", "--no-deps"], &[("RUSTDOCFLAGS", "-Dwarnings")]).success();
}

/// A library needs to be linked only by targets that embed its package's set.
#[test]
fn a_program_embeds_without_the_library_of_its_package() {
    let project = Project::new("it-twin");
    project.write("build.rs", build_rs(r#".root("components").embed(Embed::Link)"#));
    project.write("src/lib.rs", "//! Knows nothing of components.\n");
    project.write("components/only.txt", "only the program embeds this");
    listing::assert_same(&project.embedded(), &project.on_disk("components"));
}

const BOTH_ROUTES: &str = r#".name("included").root("components").embed(Embed::Include)
.name("linked").root("components").embed(Embed::Link)"#;

const STRICT_LIB: &str = r#"//! Embeds under the strictest lints.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

::ui_kit::include_components!(
    /// The set that is included.
    pub mod included = "included"
);
::ui_kit::include_components!(
    /// The set that is linked.
    pub mod linked = "linked"
);

/// Lists the paths of both sets, which are equal.
///
/// ```
/// ui_kit::include_components!(mod own = "linked");
///
/// fn main() {
///     let expression = ui_kit::include_components!("included");
///     assert_eq!(expression.len(), own::COMPONENTS.len());
///     assert_eq!(own::BUTTON_HTML.bytes(), b"<button/>");
///     assert_eq!(it_strict::list().split(' ').next(), Some("button.html"));
/// }
/// ```
pub fn list() -> ::std::string::String {
    let mut paths = ::std::string::String::new();
    for component in linked::COMPONENTS.iter() {
        let twin = included::COMPONENTS.get(component.path());
        ::std::assert!(::std::matches!(twin, ::std::option::Option::Some(twin) if twin.bytes() == component.bytes()));
        paths.push_str(component.path());
        paths.push_str(" ");
    }
    ::std::assert_eq!(included::COMPONENTS.len(), linked::COMPONENTS.len());
    ::std::assert_eq!(included::BUTTON_HTML.digest(), ::ui_kit::component!("button.html", set = "linked").digest());
    paths
}

#[test]
fn embeds() {
    ::std::assert!(!list().is_empty());
}
"#;

const STRICT_PROGRAM: &str = r#"//! Embeds on its own, and compares with the library.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

ui_kit::include_components!(mod linked = "linked");
ui_kit::include_components!(pub(crate) mod included = "included");

fn main() {
    let paths: String = linked::COMPONENTS.iter().map(|it| format!("{} ", it.path())).collect();
    assert_eq!(paths, it_strict::list());
    assert_eq!(linked::BUTTON_HTML.bytes(), b"<button/>");
    assert_eq!(included::BUTTON_HTML.bytes(), it_strict::included::BUTTON_HTML.bytes());
    println!("{paths}");
}
"#;
