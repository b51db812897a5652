#![cfg(unix)]

use super::*;
use crate::testing::Tree;

#[test]
fn crates_beside_are_found_by_their_paths() {
    let tree = Tree::new();
    let found = || {
        let top = tree.path("").canonicalize().unwrap();
        let (dirs, lock) = beside(&top.join("ui"));
        let short = |path: &PathBuf| path.strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
        (dirs.iter().map(short).collect::<Vec<_>>(), lock.as_ref().map(short))
    };
    tree.write("shared/Cargo.toml", "[package]\nname = \"shared\"\n");
    assert_eq!(found(), (vec![], None), "it is no crate");
    tree.write(
        "ui/Cargo.toml",
        "[package]\nname = \"ui\"\npath = \"../no\"\n[lib]\npath = \"src/lib.rs\"\n[dependencies]\n\
         serde = { version = \"1\", features = [\"path\"] }\n\
         shared = { version = \"1\", path = \"../shared\" }\ninner = { path = \"inner\" }\n\
         types.workspace = true\nunused = \"1\"\n\n[dependencies.model]\npath='../model'\n\
         [dependencies.more]\nworkspace = true\n",
    );
    tree.write("ui/inner/Cargo.toml", "").write("model/Cargo.toml", "").write("Cargo.lock", "");
    assert_eq!(found(), (vec!["model".into(), "shared".into()], Some("Cargo.lock".into())));
    tree.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"ui\"]\n[workspace.dependencies]\n\
         types = { path = \"types\" }\nunused = { path = \"unused\" }\n\
         [workspace.dependencies.more]\npath = \"more\"\n",
    );
    for name in ["types", "unused", "more", "deep"] {
        tree.write(format!("{name}/Cargo.toml"), "");
    }
    // They depend on others, and on one another.
    tree.write(
        "shared/Cargo.toml",
        "[dependencies]\ndeep = { path = \"../deep\" }\nui = { path = \"../ui\" }",
    );
    tree.write("deep/Cargo.toml", "[dependencies]\nshared = { path = \"../shared\" }");
    assert_eq!(found().0, ["deep", "model", "more", "shared", "types"]);
}
