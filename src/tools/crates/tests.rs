#![cfg(unix)]

use super::*;
use crate::testing::Tree;

#[test]
fn crates_beside_are_found_by_their_paths() {
    let tree = Tree::new();
    let found = || {
        let top = tree.path("").canonicalize().unwrap();
        let Crates { dirs, lock, .. } = beside(&top.join("ui"));
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

/// Finds what the crate in `ui` is made of besides crates.
fn around(tree: &Tree) -> (Vec<(String, Vec<String>)>, Vec<String>) {
    let top = tree.path("").canonicalize().unwrap();
    let short = |path: &PathBuf| path.strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
    let Crates { workspaces, settings, .. } = beside(&top.join("ui"));
    let short_all = |paths: &Vec<PathBuf>| paths.iter().map(short).collect::<Vec<String>>();
    let workspaces = workspaces.iter().map(|(root, all)| (short(root), short_all(all)));
    (workspaces.collect(), short_all(&settings))
}

#[test]
fn what_sets_up_cargo_is_found_as_far_as_the_repository() {
    let tree = Tree::new();
    tree.write("ui/Cargo.toml", "[dependencies]\nshared = { path = \"../shared\" }\n");
    tree.write("shared/Cargo.toml", "[package]\n").write("rust-toolchain.toml", "");
    tree.write(".cargo/config.toml", "").write("ui/.cargo/config.toml", "");
    assert_eq!(around(&tree), (vec![], vec![]), "nothing says how far it goes");
    tree.write("Cargo.toml", "[package]\n# of no [workspace]\n");
    assert_eq!(around(&tree), (vec![], vec![]), "it is no workspace");
    tree.write(".git/HEAD", "");
    let settings = vec!["rust-toolchain.toml".to_owned(), ".cargo/config.toml".to_owned()];
    assert_eq!(around(&tree), (vec![], settings.clone()));
    tree.remove(".git").write("Cargo.toml", "[ workspace ] # all\nmembers = [\"*\"]\n");
    let members = vec!["ui".to_owned(), "shared".to_owned()];
    assert_eq!(around(&tree), (vec![(String::new(), members)], settings));
    // A crate that is a workspace of its own has nothing of another.
    tree.write("ui/Cargo.toml", "[workspace]\n");
    assert_eq!(around(&tree), (vec![], vec![]));
    // Patches are crates, too.
    tree.write("ui/Cargo.toml", "").write("fork/Cargo.toml", "");
    tree.write("Cargo.toml", "[workspace]\n[patch.crates-io]\nx = { path = \"fork\" }\n");
    let dirs = beside(&tree.path("ui").canonicalize().unwrap()).dirs;
    assert_eq!(dirs.into_iter().collect::<Vec<_>>(), [tree.path("fork").canonicalize().unwrap()]);
}

#[test]
fn a_workspace_in_a_copy_has_the_members_that_are_there() {
    let manifest = "[package]\nname = \"app\"\n[dependencies]\nx = \"1\"\n[workspace]\n\
        members = [ # all\n  \"ui\", \"other\",\n]\nresolver = \"2\"\n\
        default-members = [\"other\"]\n[workspace.dependencies]\nmembers = \"1\"\n\
        [[bin]]\nname = \"b\"\n[profile.release] # small\nopt-level = \"z\"\n";
    let expected = "[workspace]\nmembers = [\"ui\", \"shared\"]\nresolver = \"2\"\n\
        [workspace.dependencies]\nmembers = \"1\"\n\
        [profile.release] # small\nopt-level = \"z\"\n";
    assert_eq!(with_members(manifest, &["ui".into(), "shared".into()]), expected);
    // Cargo takes one without the table itself.
    let text = with_members("[workspace.package]\nedition = \"2024\"\n", &["ui".into()]);
    let expected = "[workspace]\nmembers = [\"ui\"]\n[workspace.package]\nedition = \"2024\"\n";
    assert_eq!(text, expected);
}
