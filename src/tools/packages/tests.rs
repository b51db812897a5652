#![cfg(unix)]

use super::*;
use crate::testing::Tree;

/// Finds the packages that the one in `apps/site` is made of, in a workspace of all.
fn found(tree: &Tree) -> Vec<String> {
    let top = tree.path("").canonicalize().unwrap();
    let short = |path: &PathBuf| path.strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
    let site = top.join("apps/site");
    beside(&site, &top).iter().filter(|it| !it.starts_with(&site)).map(short).collect()
}

#[test]
fn packages_are_found_by_paths_and_by_the_names_of_members() {
    let tree = Tree::new();
    assert!(found(&tree).is_empty(), "it is no package");
    tree.write(
        "apps/site/package.json",
        r#"{"dependencies": {"@my/ui": "*", "deep": "workspace:^", "vite": "^8"},
            "devDependencies": {"tool": "file:../../tool", "inner": "link:inner",
            "other": "workspace:@my/named@*", "ball": "file:../../ball.tgz"}}"#,
    );
    tree.write(
        "apps/site/inner/package.json",
        r#"{"dependencies": {"far": "portal:../../../far"}}"#,
    );
    tree.write("apps/other/package.json", r#"{"name": "@my/other"}"#);
    tree.write("packages/ui/package.json", r#"{"name": "@my/ui", "dependencies": {"last": "1"}}"#);
    tree.write("packages/node_modules/ui/package.json", r#"{"name": "@my/ui"}"#);
    tree.write("packages/named/package.json", r#"{"name": "@my/named"}"#);
    tree.write(
        "packages/last/package.json",
        r#"{"name": "last", "dependencies": {"@my/ui": "*"}}"#,
    );
    tree.write("libs/a/deep/package.json", r#"{"name": "deep"}"#);
    for path in ["tool", "far"] {
        tree.write(format!("{path}/package.json"), "{}");
    }
    tree.write("ball.tgz", "");
    let by_path = ["far", "tool"];
    assert_eq!(found(&tree), by_path);

    let all = ["far", "libs/a/deep", "packages/last", "packages/named", "packages/ui", "tool"];
    let list = r#"["packages/*", "./apps/site/", "libs/**"]"#;
    for (manifest, yaml) in [
        (format!(r#"{{"workspaces": {list}}}"#), ""),
        (format!(r#"{{"workspaces": {{"packages": {list}}}}}"#), ""),
        (
            "{}".to_owned(),
            "a: 1\npackages:\n  - 'packages/*' # all\n\n  - \"libs/**\"\nb:\n  - far",
        ),
        ("{}".to_owned(), "packages: ['packages/*', libs/**]\n"),
        ("{}".to_owned(), "packages:\n- packages/*\n- libs/a/deep\n"),
    ] {
        tree.write("package.json", &manifest).write("pnpm-workspace.yaml", yaml);
        assert_eq!(found(&tree), all, "{manifest} {yaml}");
    }
    tree.write("pnpm-workspace.yaml", "packages:\n- packages/*\n- '!packages/last'\n");
    assert_eq!(found(&tree), ["far", "packages/named", "packages/ui", "tool"]);
}

/// A path may stand alone, or for whatever depends on a package, and be that of a member.
#[test]
fn paths_are_known_however_they_are_written() {
    let tree = Tree::new();
    for name in ["a", "b", "c", "d/@my/e", "forks/f", "forks/g", "forks/h", "forks/i"] {
        tree.write(format!("{name}/package.json"), "{}");
    }
    tree.write("named/package.json", r#"{"name": "named"}"#);
    tree.write(
        "apps/site/package.json",
        r#"{"dependencies": {"a": "../../a", "b": "./../../b", "e": "workspace:../../d/@my/e",
            "named": "workspace:pack@ges/named", "c": "^1.2.3", "none": "."}}"#,
    );
    assert_eq!(found(&tree), ["a", "b", "d/@my/e"]);
    tree.write(
        "package.json",
        r#"{"workspaces": ["named"], "resolutions": {"f": "portal:./forks/f", "x": "1"},
            "overrides": {"y": {"g": "file:forks/g"}}, "pnpm": {"overrides": {"h": "link:forks/h"}}}"#,
    );
    tree.write("pnpm-workspace.yaml", "packages: []\noverrides:\n  'i': 'link:forks/i'\n");
    let all = ["a", "b", "d/@my/e", "forks/f", "forks/g", "forks/h", "forks/i", "named"];
    assert_eq!(found(&tree), all);
}

#[test]
fn entries_are_what_others_get() {
    let tree = Tree::new();
    tree.write(
        "ui/package.json",
        r#"{"main": "./dist/index.cjs", "types": "./dist/index.d.ts", "exports": {
            ".": {"types": "./dist/index.d.ts", "development": "./src/index.ts",
                "default": ["./dist/index.js", "./none.js"]},
            "./parts/*": "./lib/*", "./gone/*": "./gone/*", "./styles/*": "./css/*.css",
            "./icons/*": "./icons/*/index.js"}}"#,
    );
    let files = ["dist/index.cjs", "dist/index.js", "dist/index.d.ts", "src/index.ts", "lib/a"];
    for path in files.into_iter().chain(["css/a.css", "icons/a/index.js"]) {
        tree.write(format!("ui/{path}"), "");
    }
    let ui = tree.path("ui");
    let expected = ["dist/index.js", "lib/*", "css/*", "icons/*", "dist/index.cjs"];
    let expected = expected.map(|path| ui.join(path));
    assert_eq!(entries(&ui), expected);
}
