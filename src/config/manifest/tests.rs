use super::*;
use crate::testing::Tree;

/// What Vite 8 wrote for a small app, shortened.
const OF_VITE: &str = r#"{
  "_shared-B7PI925R.js": {"file": "assets/shared-B7PI925R.js", "name": "shared", "css": ["assets/shared-ChJ_j-JJ.css"]},
  "_deep-a1B2c3D4.js": {"file": "assets/deep-a1B2c3D4.js", "name": "deep", "imports": ["_shared-B7PI925R.js"]},
  "src/logo.svg": {"file": "assets/logo-BCR4Czon.svg", "src": "src/logo.svg"},
  "src/lazy.ts": {"file": "assets/lazy-DCkOVWhJ.js", "name": "lazy", "src": "src/lazy.ts", "isDynamicEntry": true},
  "src/main.ts": {
    "file": "assets/main-BRBmoGS9.js", "name": "main", "src": "src/main.ts", "isEntry": true,
    "imports": ["_deep-a1B2c3D4.js", "_shared-B7PI925R.js"], "dynamicImports": ["src/lazy.ts"],
    "css": ["assets/main-DC8K2W0m.css"], "assets": ["assets/logo-BCR4Czon.svg"]
  },
  "src/admin.ts": {"file": "admin.js", "name": "admin", "src": "src/admin.ts", "isEntry": true}
}"#;

fn tree(manifest: &str, text: &str, files: &[&str]) -> Tree {
    let tree = Tree::new();
    tree.write(format!("ui/{manifest}"), text);
    for file in files {
        tree.write(format!("ui/{file}"), file);
    }
    tree
}

fn read(tree: &Tree, path: &str, prefix: &str, served_at: &str) -> Result<Manifest, String> {
    let given = "ui".to_owned();
    let root = Root { given, prefix: prefix.to_owned(), path: tree.path("ui"), is_own: false };
    let served_at = ServedAt::new(served_at).unwrap();
    let manifest = Manifest::read(&tree.path(path), &[root], &served_at);
    manifest.map_err(|problem| problem.to_string())
}

#[test]
fn vites_has_hashed_names_and_entries() {
    let files = [
        "assets/shared-B7PI925R.js",
        "assets/shared-ChJ_j-JJ.css",
        "assets/deep-a1B2c3D4.js",
        "assets/logo-BCR4Czon.svg",
        "assets/lazy-DCkOVWhJ.js",
        "assets/main-BRBmoGS9.js",
        "assets/main-DC8K2W0m.css",
        "admin.js",
    ];
    let under: Vec<String> = files.iter().map(|file| format!("dist/{file}")).collect();
    let under: Vec<&str> = under.iter().map(String::as_str).collect();
    let tree = tree("dist/.vite/manifest.json", OF_VITE, &under);
    let manifest = read(&tree, "ui/dist/.vite/manifest.json", "app/", "/").unwrap();
    assert_eq!(manifest.left_out, "app/dist/.vite");
    let all = |files: &[&str]| files.iter().map(|it| format!("app/dist/{it}")).collect::<Vec<_>>();
    // `admin.js` is what the bundler would write for other bytes, too.
    let mut hashed = all(&files[..7]);
    hashed.sort();
    assert_eq!(manifest.hashed.into_iter().collect::<Vec<_>>(), hashed);
    let main = Entry {
        name: "src/main.ts".to_owned(),
        file: "app/dist/assets/main-BRBmoGS9.js".to_owned(),
        styles: all(&[files[1], files[6]]),
        preloads: all(&[files[2], files[0]]),
    };
    assert_eq!(manifest.entries.len(), 2);
    assert_eq!(manifest.entries[0], main);
    assert_eq!(manifest.entries[1].file, "app/dist/admin.js");
}

#[test]
fn webpacks_have_hashed_names() {
    let files = ["static/js/main.0f0e1a2b.js", "static/css/main.a1b2c3d4.css", "index.html"];
    let flat = r#"{"main.js": "/ui/static/js/main.0f0e1a2b.js",
                   "main.css": "auto/../static/css/main.a1b2c3d4.css", "index.html": "/index.html"}"#;
    let nested = format!("{{\"files\": {flat}, \"entrypoints\": [\"static/js/x.js\"]}}");
    let objects = r#"{"main.js": {"src": "static/js/main.0f0e1a2b.js", "integrity": "sha384-x"},
                      "main.css": {"src": "static/css/main.a1b2c3d4.css"},
                      "entrypoints": {"main": {"assets": {"js": ["static/js/main.0f0e1a2b.js"]}}}}"#;
    for (text, served_at) in [(flat, "/ui/"), (&nested, "/ui/"), (objects, "/")] {
        let tree = tree("asset-manifest.json", text, &files);
        let manifest = read(&tree, "ui/asset-manifest.json", "", served_at).unwrap();
        assert_eq!(manifest.left_out, "asset-manifest.json");
        let hashed: Vec<&str> = manifest.hashed.iter().map(String::as_str).collect();
        assert_eq!(hashed, [files[1], files[0]], "{text}");
    }
}

#[test]
fn a_word_behind_a_name_is_no_hash() {
    let files = ["main.bundle.js", "main-legacy.js", "main.0a1b2c.js"];
    let text = r#"{"main.js": "main.bundle.js", "main.mjs": "main-legacy.js",
                   "main.cjs": "main.0a1b2c.js"}"#;
    let tree = tree("manifest.json", text, &files);
    let manifest = read(&tree, "ui/manifest.json", "", "/").unwrap();
    assert_eq!(manifest.hashed.iter().collect::<Vec<_>>(), [files[2]]);
}

#[test]
fn a_hash_is_told_from_a_word() {
    for stem in ["index-DfQ0q7xY", "a.0f0e1a2b", "0f0e1a2b3c4d", "x-C-_aB3-d", "main.min-1a2B3c4D"]
    {
        assert!(looks_hashed(stem), "{stem}");
    }
    for stem in ["index", "main-settings", "jquery-3.7.1", "v1.2", "a-b2c", "bootstrap.bundle"] {
        assert!(!looks_hashed(stem), "{stem}");
    }
}

#[test]
fn what_is_wrong_is_said_with_the_path_and_the_remedy() {
    let tree = tree("m.json", "{\n  \"a.js\" \"b.js\"}", &[]);
    tree.write("ui/list.json", "[]").write("m.json", "{}");
    tree.write("ui/gone.json", r#"{"a.js": "a.1234.js", "b.js": "../b.js"}"#);
    let error = |path| read(&tree, path, "", "/").unwrap_err();
    let missing = error("ui/none.json");
    assert!(missing.starts_with("cannot read the manifest"), "{missing:?}");
    assert!(missing.contains("none.json\": build the front end first"), "{missing:?}");
    let place = error("ui/m.json");
    let expected = "m.json:2:10: this is not JSON: a `:` is expected; build the front end again";
    assert!(place.contains(expected), "{place:?}");
    let list = error("ui/list.json");
    assert!(list.contains("list.json\": it is no object; build the front end again"), "{list:?}");
    assert!(error("m.json").starts_with("the manifest is below no root:"));
    let gone = read(&tree, "ui/gone.json", "", "/").unwrap();
    assert_eq!(gone.missing, ["../b.js", "a.1234.js"]);
}

/// What is read of a manifest has one shape: another is one of another bundler, or none.
#[test]
fn a_manifest_of_another_shape_is_refused() {
    let cases = [
        (r#"{"a": 5}"#, "\"a\" is neither a file nor an object"),
        (r#"{"a": null}"#, "\"a\" is neither a file nor an object"),
        (r#"{"a": ["a.js"]}"#, "\"a\" is neither a file nor an object"),
        (r#"{"a": {"isEntry": true}}"#, "there is no `file` in \"a\""),
        (r#"{"inputs": {}, "outputs": {}}"#, "there is no `file` in \"inputs\""),
        (r#"{"a": {"file": 5}}"#, "`file` is no string in \"a\""),
        (r#"{"a": {"file": 5, "src": "a.ts"}}"#, "`file` is no string in \"a\""),
        (r#"{"a": {"file": "a.js", "src": []}}"#, "`src` is no string in \"a\""),
        (r#"{"a": {"file": "a.js", "name": 1}}"#, "`name` is no string in \"a\""),
        (
            r#"{"a": {"file": "a.js", "isEntry": 1}}"#,
            "`isEntry` is neither `true` nor `false` in \"a\"",
        ),
        (r#"{"a": {"file": "a.js", "css": "a.css"}}"#, "`css` is no list of strings in \"a\""),
        (r#"{"a": {"file": "a.js", "assets": [1]}}"#, "`assets` is no list of strings in \"a\""),
        (r#"{"a": {"file": "a.js", "imports": {}}}"#, "`imports` is no list of strings in \"a\""),
        (
            r#"{"a": {"file": "a.js", "imports": ["b"]}}"#,
            "`imports` has \"b\", which is not there, in \"a\"",
        ),
        (r#"{"files": {"a.js": {}}}"#, "a file is no string in \"files\""),
        (r#"{"a": {"file": "a.js"}, "\u0061": {"file": "b.js"}}"#, "\"a\" is there twice"),
        (r#"{"a": {"file": "a.js", "file": "b.js"}}"#, "\"file\" is there twice in \"a\""),
    ];
    for (text, expected) in cases {
        let tree = tree("m.json", text, &["a.js", "b.js"]);
        let error = read(&tree, "ui/m.json", "", "/").unwrap_err();
        let expected = format!("m.json\": {expected}; build the front end again, and give the");
        assert!(error.contains(&expected), "{text}: {error}");
    }
    for text in ["{}", r#"{"entrypoints": ["a.js"], "a.js": "a.js"}"#, r#"{"files": {}}"#] {
        let tree = tree("m.json", text, &["a.js"]);
        assert_eq!(read(&tree, "ui/m.json", "", "/").map(|it| it.entries.len()), Ok(0), "{text}");
    }
}

#[test]
fn a_glob_of_one_path_matches_no_other() {
    use crate::base::glob::Glob;
    for path in ["m.json", "a/[x]{y}/m,n-*.json", ".vite", "é!?.json"] {
        let glob = Glob::new(&literal_glob(path)).unwrap();
        assert!(glob.matches(path), "{path}");
        assert!(!glob.matches(&format!("x/{path}")) && !glob.matches(&format!("{path}x")));
    }
}
