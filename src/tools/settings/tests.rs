use super::*;
use crate::testing::Tree;

/// Finds the settings of the package in `apps/site`, which has these inputs.
fn found(tree: &Tree, inputs: &[&str]) -> Vec<String> {
    let top = tree.path("");
    let inputs: Vec<PathBuf> = inputs.iter().map(|it| top.join(it)).collect();
    let inputs = inputs.iter().map(PathBuf::as_path);
    let packages = [top.join("libs/ui")].into_iter().filter(|it| it.is_dir()).collect();
    let found = outside(&top.join("apps/site"), &packages, Some(&top.join("yarn.lock")), inputs);
    let short =
        |path: &PathBuf| path.strip_prefix(&top).unwrap().to_str().unwrap().replace('\\', "/");
    found.iter().map(short).collect()
}

#[test]
fn what_is_above_is_found_up_to_the_top() {
    let tree = Tree::new();
    tree.write("apps/postcss.config.js", "").write(".postcssrc", "").write("tsconfig.json", "{}");
    tree.write("apps/site/package.json", "{}");
    assert_eq!(found(&tree, &[]), ["apps/postcss.config.js", "tsconfig.json"], "the nearest");
    tree.write("apps/site/jsconfig.json", "{}");
    assert_eq!(found(&tree, &["apps/site/jsconfig.json"]), ["apps/postcss.config.js"]);
    tree.remove("apps/site/jsconfig.json").write("apps/.git", "");
    assert_eq!(found(&tree, &[]), ["apps/postcss.config.js"], "the repository");
}

/// So do the settings of a linked package's sources.
#[test]
fn what_counts_for_linked_packages_is_found() {
    let tree = Tree::new();
    tree.write("apps/site/package.json", "{}").write("libs/tsconfig.json", "{}");
    tree.write("libs/postcss.config.js", "").write(".git/HEAD", "").write("libs/ui/a.ts", "");
    assert_eq!(found(&tree, &[]), ["libs/tsconfig.json"]);
    tree.write("libs/ui/tsconfig.json", "{}");
    assert!(found(&tree, &["libs/ui/tsconfig.json"]).is_empty());
}

/// Some have them in their `package.json`, and others say which node it is.
#[test]
fn manifests_above_count_if_they_have_settings() {
    let tree = Tree::new();
    tree.write("apps/site/package.json", "{}").write("apps/package.json", "{\"postcss\": {}}");
    tree.write("package.json", "{\"scripts\": {}}").write(".git/HEAD", "");
    assert_eq!(found(&tree, &[]), ["apps/package.json"]);
    tree.write("package.json", "{\"browserslist\": [\"chrome 100\"]}").write(".nvmrc", "24");
    assert_eq!(found(&tree, &[]), [".nvmrc", "apps/package.json", "package.json"]);
}

#[test]
fn what_is_extended_is_found_wherever_it_is() {
    let tree = Tree::new();
    tree.write("apps/site/package.json", "{}").write("apps/.git", "");
    tree.write(
        "apps/site/tsconfig.app.json",
        "// one\n{ /* \"extends\": \"./none\" */ \"a\": [\"// no \\\" comment\",], \n\
         \"extends\": [\"../../base/one\", \"@tsconfig/strictest\", \"./inner.json\"], }",
    );
    tree.write("apps/site/inner.json", "{\"extends\": \"../../base/of-inner.json\"}");
    tree.write("base/one.json", "{\"extends\": \"./two.json\"}").write("base/of-inner.json", "{}");
    tree.write("base/two.json", "{\"extends\": \"./one.json\"}").write("base/three.json", "{}");
    let mut inputs = vec!["apps/site/tsconfig.app.json", "apps/site/inner.json"];
    assert_eq!(found(&tree, &inputs), ["base/of-inner.json", "base/one.json", "base/two.json"]);
    tree.write("apps/site/tsconfig.app.json", "{\"extends\": \"./tsconfig.b.json\"}");
    tree.write("apps/site/tsconfig.b.json", "{\"extends\": \"../../base/three.json\"");
    inputs[1] = "apps/site/tsconfig.b.json";
    assert!(found(&tree, &inputs).is_empty(), "half saved");
}

/// A path may be that of a directory, and lead there by `references`.
#[test]
fn what_is_referred_to_is_found() {
    let tree = Tree::new();
    let own = "\u{FEFF}// A mark, and a comment.\n{\"extends\": \"../..\", \"references\": [\
        {\"path\": \"../../libs/ui\"}, {\"path\": \"../../libs/x.json\"}, {\"path\": \"../none\"}]}";
    tree.write("apps/site/package.json", "{}").write("apps/.git", "");
    tree.write("apps/site/tsconfig.json", own).write("tsconfig.json", "{}");
    tree.write("libs/ui/tsconfig.json", "{}").write("libs/x.json", "{}");
    let all = ["libs/ui/tsconfig.json", "libs/x.json", "tsconfig.json"];
    assert_eq!(found(&tree, &["apps/site/tsconfig.json"]), all);
}

/// Each way through the links is another path.
#[cfg(unix)]
#[test]
fn links_do_not_lead_in_circles() {
    let tree = Tree::new();
    tree.write("apps/site/package.json", "{}").link(".", "apps/site/a").link(".", "apps/site/b");
    let own = r#"{"references": [{"path": "a"}, {"path": "b"}]}"#;
    tree.write("apps/site/tsconfig.json", own);
    assert!(found(&tree, &["apps/site/tsconfig.json"]).is_empty());
}
