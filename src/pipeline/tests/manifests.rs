//! What a bundler's manifest says of the names and the entries of a set.

use include_components_pack::NoteSort;

use super::references::hashed;
use super::*;
use crate::{Cache, Embed};

const MANIFEST: &str = r#"{
  "_dep-a1B2c3D4.js": {"file": "assets/dep-a1B2c3D4.js", "name": "dep", "css": ["assets/dep-b1B2c3D4.css"]},
  "main.ts": {"file": "assets/main-c1B2c3D4.js", "name": "main", "isEntry": true, "imports": ["_dep-a1B2c3D4.js"]}
}"#;

fn tree() -> Tree {
    let tree = Tree::new();
    tree.write("ui/.vite/manifest.json", MANIFEST).write("ui/index.html", "<p>");
    tree.write("ui/assets/dep-a1B2c3D4.js", "d").write("ui/assets/dep-b1B2c3D4.css", "c");
    tree.write("ui/assets/main-c1B2c3D4.js", "m").write("ui/assets/main-c1B2c3D4.js.map", "{}");
    tree.write("ui/favicon.svg", "<svg/>").settle();
    tree
}

#[test]
fn its_names_are_hashed_ones_and_it_is_not_embedded() {
    let tree = tree();
    let mut build = tree.build();
    build.manifest(tree.path("ui/.vite/manifest.json")).cache(Cache::off());
    let first = run(&build);
    assert_eq!(first.told("warning"), [""; 0], "nobody is to decide on .vite");
    assert_eq!(first.report().components(), 6);
    for path in ["dep-a1B2c3D4.js", "dep-b1B2c3D4.css", "main-c1B2c3D4.js.map"] {
        let path = format!("assets/{path}");
        assert_eq!(hashed(&tree, &path), path);
    }
    assert!(hashed(&tree, "favicon.svg") != "favicon.svg");
    let notes = || {
        let parts = parts(&tree, "out", "components");
        let pack = Pack::open(&parts[0]).unwrap();
        let of = pack.noted(NoteSort::Entry, "main.ts").unwrap();
        assert_eq!(pack.entry(of).unwrap().path(), Some("assets/main-c1B2c3D4.js"));
        let texts = pack.notes(of).map(|(_, text)| text.to_owned());
        texts.collect::<Vec<String>>()
    };
    let expected = ["main.ts", "assets/dep-b1B2c3D4.css", "assets/dep-a1B2c3D4.js"];
    assert_eq!(notes(), expected);
    assert_eq!(run(&build).report().bytes_written(), 0);
    // An edit of the entry alone, and then one of the manifest alone.
    tree.write("ui/assets/main-c1B2c3D4.js", "n").settle();
    run(&build).report();
    assert_eq!(notes(), expected);
    let without = MANIFEST.replace(", \"imports\": [\"_dep-a1B2c3D4.js\"]", "");
    tree.write("ui/.vite/manifest.json", without).settle();
    run(&build).report();
    assert_eq!(notes(), expected[..1]);
}

#[test]
fn incremental_is_clean_with_entries() {
    let tree = tree();
    for nth in 0..30 {
        tree.write(format!("ui/x/{nth}.txt"), "x");
    }
    let build = |out: &str| {
        let mut build = Build::new();
        build.root(tree.path("ui")).out_dir(tree.path(out)).embed(Embed::Link).part_size(100);
        build.manifest(tree.path("ui/.vite/manifest.json")).cache(Cache::off());
        build
    };
    for step in 0..6 {
        let file = if step % 2 == 0 { "ui/assets/main-c1B2c3D4.js" } else { "ui/x/7.txt" };
        tree.write(file, format!("{step}{step}")).settle();
        run_in(linux(), &build("out")).report();
        std::fs::create_dir(tree.path("clean")).unwrap();
        run_in(linux(), &build("clean")).report();
        assert!(parts(&tree, "out", "components") == parts(&tree, "clean", "components"), "{step}");
        tree.remove("clean");
    }
}

#[test]
fn one_that_is_not_there_is_an_error_unless_all_of_it_may_be_missing() {
    let tree = Tree::new();
    let mut build = tree.build();
    build.manifest(tree.path("ui/manifest.json"));
    let messages = run(&build).messages();
    assert!(messages[0].contains("manifest.json\": build the front end first"), "{messages:?}");
    build.allow_missing();
    assert_eq!(run(&build).report().components(), 0);
    tree.write("ui/manifest.json", r#"{"a.js": "a.1234.js", "b.js": "../b.js"}"#);
    let messages = run(&build).messages();
    assert_eq!(messages.len(), 2, "{messages:?}");
    let expected = "the manifest names \"a.1234.js\", which is not there:";
    assert!(messages[1].starts_with(expected), "{messages:?}");
    assert!(messages[1].contains("build the front end again"), "{messages:?}");
}
