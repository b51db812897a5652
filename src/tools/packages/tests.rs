#![cfg(unix)]

use super::*;
use crate::testing::Tree;

/// Finds the packages that the one in `apps/site` is made of, in a workspace of all.
fn found(tree: &Tree) -> Vec<String> {
    let top = tree.path("").canonicalize().unwrap();
    let short = |path: &PathBuf| path.strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
    beside(&top.join("apps/site"), &top).iter().map(short).collect()
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
