//! Packages that are built in the dev profile here, and in release by `tests/builds`.

use crate::harness::{Project, dependency, package};

/// Makes a package of the three files of the README.
pub(crate) fn three_files(name: &'static str) -> Project {
    let project = Project::new(name);
    project.write("src/main.rs", THREE_FILES_MAIN);
    project.write("components/button.html", BUTTON);
    project.write("components/icons/close.svg", "<svg/>\n");
    project
}

/// Returns what the program of the README prints.
pub(crate) fn printed_by_three_files() -> String {
    let digest = blake3::hash(BUTTON.as_bytes());
    format!("button.html {digest}\nbutton.html\nicons/close.svg\nfound\n")
}

/// Makes a package with one set, of which cargo leaves edits to live mode in a dev profile.
pub(crate) fn live_in_dev(name: &'static str) -> Project {
    let project = Project::new(name);
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
    project.write("build.rs", LIVE_BUILD);
    project.write("src/main.rs", LIVE_MAIN);
    project
}

/// Returns some bytes that look random, the same for the same arguments.
pub(crate) fn bytes(seed: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}

const BUTTON: &str = "<button>{label}</button>\n";

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

const LIVE_BUILD: &str = r#"use include_components_build::{Build, Dev, Error};
fn main() -> Result<(), Error> {
    Build::new().root("components").dev(Dev::Live).run()?;
    Ok(())
}
"#;

/// Prints a file as it is embedded, then as live mode finds it.
pub(crate) const LIVE_MAIN: &str = r#"include_components::include_components!(mod ui);
fn main() {
    let text = || ui::COMPONENTS.get("a.txt").and_then(|it| it.to_str()).unwrap_or("gone");
    let embedded = text();
    for _ in 0..3000 {
        // The first look may take longer than a request waits. In release there is none.
        let status = ui::COMPONENTS.live().refresh();
        let is_off = matches!(status, include_components::Status::Off { .. });
        if text() != embedded || is_off { break }
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
