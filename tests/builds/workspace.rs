//! Two packages with components in one program.

use std::fs;

use crate::harness::{self, Project, build_rs, dependency, package};
use crate::listing;

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
