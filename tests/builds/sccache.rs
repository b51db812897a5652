//! Compiler caches, which know what rustc reads by its dep-info alone.

use std::process::Command;

use crate::harness::{MAIN, Project, build_rs};
use crate::listing::{self, assert_same};

/// Of the bytes of a linked set rustc reads none: sccache knows of it by dep-info.
#[test]
fn sccache_gives_no_old_library() {
    if Command::new("sccache").arg("--version").output().is_err() {
        return eprintln!("not tested, as there is no sccache");
    }
    let project = Project::new("it-sccache");
    project.write("build.rs", build_rs(r#".root("components").embed(Embed::Link)"#));
    let lib = "pub fn set() -> &'static include_components::Components { include_components::include_components!() }\n";
    project.write("src/lib.rs", lib);
    project.write(
        "src/main.rs",
        MAIN.replace("include_components::include_components!()", "it_sccache::set()"),
    );
    let dir = project.path("sccache");
    let port = (20_000 + std::process::id() % 20_000).to_string();
    let env = [
        ("RUSTC_WRAPPER", "sccache"),
        ("SCCACHE_DIR", dir.to_str().unwrap()),
        ("SCCACHE_SERVER_PORT", &port),
        ("CARGO_INCREMENTAL", "0"),
    ];
    for text in ["one", "two", "one"] {
        project.write("components/a.txt", text);
        project.cargo_with(&["build"], &env).success();
        assert_same(&listing::parse(&project.run("debug")), &project.on_disk("components"));
    }
    let mut stop = Command::new("sccache");
    stop.arg("--stop-server").envs(env).output().unwrap();
}
