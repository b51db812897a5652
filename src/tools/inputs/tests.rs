#![cfg(unix)]

use super::*;
use crate::base::cargo_env::CargoEnv;
use crate::compile::tool::Tool;
use crate::config::builder::Build;
use crate::testing::{Tree, config, no_cargo};

fn inputs(tree: &Tree, tool: Tool) -> Inputs {
    let mut build = Build::new();
    build.root_from(tool).out_dir(tree.path("out"));
    let env = CargoEnv { manifest_dir: Some(tree.path("")), ..no_cargo() };
    let config = config(&build, env).unwrap();
    let tool = &config.tools.all[0];
    let dir = tool.dir.canonicalize().unwrap();
    super::list(tool, &dir, &config.places.package, None).unwrap()
}

/// Returns the names of the inputs and what is watched, both from the package's directory.
fn list(tree: &Tree, tool: Tool) -> (Vec<String>, Vec<String>) {
    let inputs = inputs(tree, tool);
    let top = tree.path("").canonicalize().unwrap();
    let short = |path: &PathBuf| path.strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
    let mut watched: Vec<String> = inputs.watched.iter().map(short).collect();
    watched.sort();
    (inputs.files.into_iter().map(|it| it.name).collect(), watched)
}

#[test]
fn ignored_files_are_neither_inputs_nor_watched() {
    let tree = Tree::new();
    tree.write("ui/index.html", "").write("ui/src/a.ts", "").write("ui/src/deep/b.ts", "");
    let tool = || Tool::new("sh", "ui");
    assert_eq!(list(&tree, tool()).1, ["ui"], "all of it is an input");

    tree.write("ui/.gitignore", "*.log\n.env.local\n").write("ui/node_modules/x/y", "");
    tree.write("ui/.env.local", "").write("ui/src/deep/a.log", "").write("ui/lib/c.ts", "");
    let (names, watched) = list(&tree, tool());
    let all = [".env.local", ".gitignore", "index.html", "lib/c.ts", "src/a.ts", "src/deep/b.ts"];
    assert_eq!(names, all);
    let expected = ["ui/.env.local", "ui/.gitignore", "ui/index.html", "ui/lib", "ui/src"];
    assert_eq!(watched, expected, "a new file beside a.log is seen");
    tree.write("ui/src/deep/node_modules/x", "");
    let expected = ["ui/src/a.ts", "ui/src/deep/b.ts"];
    assert_eq!(list(&tree, tool()).1[4..], expected);

    tree.write("ui/dist/x", "").write("ui/src/a.test.ts", "");
    let tool = tool().prebuilt("ui/dist").ignore("*.test.ts").ignore("lib");
    let all = [".env.local", ".gitignore", "index.html", "src/a.ts", "src/deep/b.ts"];
    assert_eq!(list(&tree, tool).0, all);
}

#[test]
fn what_is_elsewhere_is_an_input_if_that_is_said() {
    let tree = Tree::new();
    tree.write("ui/a", "").write("shared/b.ts", "").write("shared/c.rs", "").write("target/d", "");
    let (names, watched) = list(&tree, Tool::new("sh", "ui").reads("shared/**/*.ts"));
    assert_eq!(names, ["../shared/b.ts", "a"]);
    assert_eq!(watched, ["shared", "ui"]);
}

#[test]
fn links_are_followed_but_not_in_circles() {
    let tree = Tree::new();
    tree.write("ui/a", "").write("other/b", "");
    tree.link("../other", "ui/other").link("..", "ui/up").link(".", "ui/here");
    tree.link("nowhere", "ui/dangling").link("a", "ui/c").link("../ui", "other/back");
    let (names, _) = list(&tree, Tool::new("sh", "ui"));
    assert_eq!(names, ["a", "c", "other/b"]);
}

/// A directory that has the output in it has none of it among the inputs.
#[test]
fn the_output_is_no_input() {
    let tree = Tree::new();
    tree.write("ui/a", "").write("ui/built/debug/b", "");
    let mut build = Build::new();
    build.root_from(Tool::new("sh", "ui")).out_dir(tree.path("ui/built/debug"));
    let env = CargoEnv { manifest_dir: Some(tree.path("")), ..no_cargo() };
    let config = config(&build, env).unwrap();
    let dir = tree.path("ui").canonicalize().unwrap();
    let inputs = super::list(&config.tools.all[0], &dir, &config.places.package, None).unwrap();
    assert_eq!(inputs.files.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(inputs.watched, [dir.join("a")]);
}

/// Not every directory called `target` is one of cargo's.
#[test]
fn sources_may_be_called_target() {
    let tree = Tree::new();
    tree.write("ui/src/target/a.ts", "").write("ui/target/debug/b", "");
    let names = || list(&tree, Tool::new("sh", "ui")).0;
    assert_eq!(names(), ["src/target/a.ts", "target/debug/b"]);
    tree.write("ui/target/CACHEDIR.TAG", "");
    assert_eq!(names(), ["src/target/a.ts"]);
    tree.write("ui/src/Cargo.toml", "");
    assert_eq!(names(), ["src/Cargo.toml"]);
}

/// Packages that a manager links into `node_modules` are read from where they are.
#[test]
fn linked_packages_are_inputs() {
    let tree = Tree::new();
    tree.write("ui/package.json", r#"{"dependencies": {"parts": "file:../parts"}}"#);
    tree.write("parts/package.json", "{}").write("parts/src/a.ts", "");
    tree.write("parts/node_modules/b/index.js", "").write("parts/.gitignore", "*.log\n");
    tree.write("parts/x.log", "");
    let (names, watched) = list(&tree, Tool::new("sh", "ui"));
    let all = ["../parts/.gitignore", "../parts/package.json", "../parts/src/a.ts", "package.json"];
    assert_eq!(names, all);
    assert_eq!(watched, ["parts/.gitignore", "parts/package.json", "parts/src", "ui"]);
}

/// Settings above the directory, and those that others extend, decide what a tool makes.
#[test]
fn settings_outside_are_inputs() {
    let tree = Tree::new();
    tree.write("ui/package.json", "{}").write("ui/tsconfig.json", r#"{"extends": "../base"}"#);
    tree.write("base.json", "{}").write(".browserslistrc", "").write(".git/HEAD", "");
    let (names, watched) = list(&tree, Tool::new("sh", "ui"));
    assert_eq!(names, ["../.browserslistrc", "../base.json", "package.json", "tsconfig.json"]);
    assert_eq!(watched, [".browserslistrc", "base.json", "ui"]);
}

/// What git ignores of them is made by a tool, and is not there in another checkout.
#[test]
fn settings_that_a_tool_makes_are_no_inputs() {
    let tree = Tree::new();
    tree.write("ui/package.json", "{}").write("ui/.gitignore", ".svelte-kit\n");
    tree.write(
        "ui/tsconfig.json",
        r#"{"extends": ["./.svelte-kit/tsconfig.json", "./node_modules/@tsconfig/x/tsconfig.json"]}"#,
    );
    tree.write("ui/.svelte-kit/tsconfig.json", "{}");
    tree.write("ui/node_modules/@tsconfig/x/tsconfig.json", "{}");
    let (names, _) = list(&tree, Tool::new("sh", "ui"));
    assert_eq!(names, [".gitignore", "package.json", "tsconfig.json"]);
}

/// What is in a directory of a package without a manifest of its own is of the one above.
#[test]
fn the_package_may_be_above() {
    let tree = Tree::new();
    tree.write("web/package.json", r#"{"dependencies": {"ui": "file:parts/ui"}}"#);
    tree.write("web/styles/a.css", "").write("web/parts/ui/package.json", "{}");
    tree.write("web/tsconfig.json", "{}").write("web/.git/HEAD", "");
    let (names, _) = list(&tree, Tool::new("node_modules/.bin/tailwindcss", "web/styles"));
    let all = ["../package.json", "../parts/ui/package.json", "../tsconfig.json", "a.css"];
    assert_eq!(names, all);
    assert_eq!(list(&tree, Tool::new("sh", "web/styles")).0, ["a.css"]);
}

/// Of all that is called `dist` only what the tool itself writes there is none.
#[test]
fn what_is_called_dist_may_be_a_source() {
    let tree = Tree::new();
    tree.write("web/package.json", r#"{"dependencies": {"ui": "file:../ui"}}"#);
    tree.write("web/dist/x.js", "").write("web/dist/a/x.js", "").write("web/src/dist/a.ts", "");
    tree.write("ui/package.json", "{}").write("ui/dist/index.js", "");
    let all = ["../ui/dist/index.js", "../ui/package.json", "package.json", "src/dist/a.ts"];
    assert_eq!(list(&tree, Tool::vite("web")).0, all);
    tree.write("web/Cargo.toml", "[package]\n");
    assert!(list(&tree, Tool::trunk("web")).0.contains(&"src/dist/a.ts".to_owned()));
}

/// What a linked package is compiled to is no input unless that is said, so it is warned of.
#[test]
fn what_is_built_beside_is_warned_of() {
    let tree = Tree::new();
    tree.write("web/package.json", r#"{"dependencies": {"ui": "file:../ui"}}"#);
    tree.write("ui/package.json", r#"{"main": "dist/index.js"}"#).write(".git/HEAD", "");
    tree.write("ui/dist/index.js", "");
    let warning = |tool: Tool| inputs(&tree, tool).warning;
    let tool = || Tool::new("sh", "web");
    assert_eq!(warning(tool()), None, "it is an input");
    tree.write("ui/.gitignore", "dist/\n");
    let expected = "\"sh\" in \"web\" is not run when \"ui/dist\" changes, which a linked package \
        gives to others and git ignores: say `reads(\"ui/dist/**\")`, or `ignore(\"../ui/dist\")` \
        if nothing is taken from there";
    assert_eq!(warning(tool()).as_deref(), Some(expected));
    for told in [tool().reads("ui/dist/**"), tool().ignore("../ui/dist"), tool().ignore("../ui")] {
        assert_eq!(warning(told), None);
    }
    tree.write(
        "web/package.json",
        r#"{"dependencies": {"ui": "../ui", "b": "../b", "c": "../c"}}"#,
    );
    for name in ["b", "c"] {
        tree.write(format!("{name}/package.json"), r#"{"main": "lib/a.js"}"#);
        tree.write(format!("{name}/lib/a.js"), "").write(format!("{name}/.gitignore"), "lib\n");
    }
    let text = warning(tool().ignore("../b/lib")).unwrap();
    assert!(text.contains("when \"c/lib\" changes"), "{text}");
    assert!(text.ends_with("from there; so it is with \"ui/dist\""), "{text}");
}
