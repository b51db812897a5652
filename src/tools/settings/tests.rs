use super::*;
use crate::testing::Tree;

/// Finds the settings of the package in `apps/site`, which has these inputs.
fn found(tree: &Tree, inputs: &[&str]) -> Vec<String> {
    let top = tree.path("");
    let inputs: Vec<PathBuf> = inputs.iter().map(|it| top.join(it)).collect();
    let inputs = inputs.iter().map(PathBuf::as_path);
    let found = outside(&top.join("apps/site"), Some(&top.join("yarn.lock")), inputs);
    let short =
        |path: &PathBuf| path.strip_prefix(&top).unwrap().to_str().unwrap().replace('\\', "/");
    found.iter().map(short).collect()
}

#[test]
fn what_is_above_is_found_up_to_the_top() {
    let tree = Tree::new();
    tree.write("apps/postcss.config.js", "").write(".postcssrc", "").write("tsconfig.json", "{}");
    assert!(found(&tree, &[]).is_empty(), "it is no package");
    tree.write("apps/site/package.json", "{}");
    assert_eq!(found(&tree, &[]), ["apps/postcss.config.js", "tsconfig.json"], "the nearest");
    tree.write("apps/site/jsconfig.json", "{}");
    assert_eq!(found(&tree, &["apps/site/jsconfig.json"]), ["apps/postcss.config.js"]);
    tree.remove("apps/site/jsconfig.json").write("apps/.git", "");
    assert_eq!(found(&tree, &[]), ["apps/postcss.config.js"], "the repository");
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
