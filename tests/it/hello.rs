//! The first hour with the crate: its three files, in every kind of target.

use std::fs;

use crate::harness::{self, Project, build_rs, dependency, package};
use crate::listing;

#[test]
fn the_three_files_of_the_readme_work_in_both_profiles() {
    let project = Project::new("it-hello");
    project.write("src/main.rs", THREE_FILES_MAIN);
    project.write("components/button.html", "<button>{label}</button>\n");
    project.write("components/icons/close.svg", "<svg/>\n");
    let digest = blake3::hash(b"<button>{label}</button>\n");

    project.cargo(&["check"]).success();
    for (arguments, profile) in [(&["build"][..], "debug"), (&["build", "--release"], "release")] {
        project.cargo(arguments).success();
        let printed = String::from_utf8(project.run(profile)).unwrap();
        assert_eq!(printed, format!("button.html {digest}\nbutton.html\nicons/close.svg\nfound\n"));
    }
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

/// A library and a program of one workspace link sets with the same name and
/// the same bytes; the library is a shared one too.
#[test]
fn two_packages_of_a_workspace_link_equal_sets() {
    let project = Project::new("it-ws");
    project.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"app\", \"kit\"]\nresolver = \"3\"\n[profile.release]\nlto = \"fat\"\n",
    );
    let dependencies = format!(
        "[dependencies]\ninclude-components = {}\n[build-dependencies]\ninclude-components-build = {}\n",
        dependency("runtime"),
        dependency(".")
    );
    let kit = package("it-ws-kit");
    let kit_lib = "[lib]\ncrate-type = [\"rlib\", \"cdylib\"]\n";
    project.write("kit/Cargo.toml", format!("{kit}{dependencies}{kit_lib}"));
    project.write("kit/src/lib.rs", KIT_LIB);
    let app = package("it-ws-app");
    let app_needs = "[dependencies.it-ws-kit]\npath = \"../kit\"\n";
    project.write("app/Cargo.toml", format!("{app}{dependencies}{app_needs}"));
    project.write("app/src/main.rs", APP_MAIN);
    project.write("app/src/listing.rs", listing::PROGRAM);
    for member in ["app", "kit"] {
        let route = r#".root("components").embed(Embed::Link)"#;
        project.write(format!("{member}/build.rs"), build_rs(route));
        project.write(format!("{member}/components/a/marker.txt"), MARKER);
    }

    let mut expected = listing::on_disk("app", &project.path("app/components"));
    expected.extend(listing::on_disk("kit", &project.path("kit/components")));
    for (arguments, profile) in [(&["build"][..], "debug"), (&["build", "--release"], "release")] {
        project.cargo(arguments).success();
        let program = harness::program(profile, "it-ws-app");
        let embedded = listing::parse(&harness::run_program(&program));
        listing::assert_same(&embedded, &expected);
        let name =
            format!("{}it_ws_kit{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        let shared = fs::read(harness::target_dir().join(profile).join(name)).unwrap();
        assert!(shared.windows(MARKER.len()).any(|window| window == MARKER.as_bytes()));
    }
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

/// The third file of the README, with something to do in its loop.
const THREE_FILES_MAIN: &str = r#"
include_components::include_components!(pub mod ui);

fn main() {
    println!("{} {}", ui::BUTTON_HTML.path(), ui::BUTTON_HTML.digest()); // checked at compile time
    for component in ui::COMPONENTS.iter() {
        println!("{}", component.path());
    }
    let found = ui::COMPONENTS.get("icons/close.svg");                    // looked up at run time
    println!("{}", if found.is_some() { "found" } else { "not found" });
}
"#;

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

/// What is looked for in the bytes of the shared library.
const MARKER: &str = "the marker in the component of both packages";

const KIT_LIB: &str = r#"
include_components::include_components!(pub mod ui);

/// Keeps the set in the shared library.
#[unsafe(no_mangle)]
pub extern "C" fn it_ws_kit_first_byte() -> u8 {
    ui::COMPONENTS.iter().next().map_or(0, |component| component.bytes()[0])
}
"#;

const APP_MAIN: &str = r#"
mod listing;

fn main() {
    listing::print("app", include_components::include_components!());
    listing::print("kit", &it_ws_kit::ui::COMPONENTS);
}
"#;
