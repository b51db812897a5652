#![cfg(unix)]

use super::*;
use crate::base::cargo_env::CargoEnv;
use crate::base::threads::Threads;
use crate::compile::tool::Tool;
use crate::config::builder::Build;
use crate::testing::{Tree, config, no_cargo};
use crate::tools::inputs;
use crate::tools::record::Record;

/// Does something with a tool in a tree.
fn with<T>(tree: &Tree, tool: Tool, act: impl FnOnce(&ToolRoot<'_>) -> T) -> T {
    let mut build = Build::new();
    build.root_from(tool).out_dir(tree.path("out"));
    let env = CargoEnv { manifest_dir: Some(tree.path("")), ..no_cargo() };
    act(&config(&build, env).unwrap().tools.all[0])
}

/// Packages are of all that decides which there are, and what was run for them.
#[test]
fn packages_are_of_what_decides_them() {
    let tree = Tree::new();
    tree.write("ui/package.json", "{}").write("ui/yarn.lock", "# yarn lockfile v1");
    let stamp = |tool: Tool| {
        let lock = Lock::find(&tree.path("ui")).unwrap();
        with(&tree, tool, |tool| stamp_of(tool, &lock))
    };
    let tool = || Tool::new("sh", "ui");
    let mut stamps = vec![stamp(tool())];
    assert_eq!(stamp(tool()), stamps[0]);
    stamps.push(stamp(tool().install_scripts(true)));
    for (file, text) in [
        (".npmrc", ""),
        (".npmrc", "registry=https://other"),
        (".yarnrc.yml", "nodeLinker: node-modules"),
        ("bunfig.toml", "[install]"),
        ("package.json", "{\"a\": 1}"),
        ("yarn.lock", "__metadata:"),
    ] {
        tree.write(format!("ui/{file}"), text);
        stamps.push(stamp(tool()));
    }
    // The same bytes, by another manager.
    tree.remove("ui/yarn.lock").write("ui/package-lock.json", "{}");
    stamps.push(stamp(tool()));
    tree.remove("ui/package-lock.json").write("ui/pnpm-lock.yaml", "{}");
    stamps.push(stamp(tool()));
    let count = stamps.len();
    stamps.sort();
    stamps.dedup();
    assert_eq!(stamps.len(), count);
}

/// Whatever a directory beside is called, it has a place of its own in the copy.
#[test]
fn directories_beside_have_places_of_their_own() {
    let tree = Tree::new();
    tree.write("ui/x", "mine").write("d/x", "beside").write("src/x", "of src");
    let tool = Tool::new("sh", "ui").reads("d/**").reads("src/**");
    with(&tree, tool, |tool| {
        let dir = tree.path("ui").canonicalize().unwrap();
        let mut inputs = inputs::list(tool, &dir, &tree.path(""), None).unwrap();
        inputs.read(&Threads::new(1), &Record::default()).unwrap();
        let copy = copy(tool, &dir, &inputs).unwrap();
        for (path, text) in [("x", "mine"), ("../d/x", "beside"), ("../src/x", "of src")] {
            assert_eq!(fs::read(copy.join(path)).unwrap(), text.as_bytes());
        }
    });
}
