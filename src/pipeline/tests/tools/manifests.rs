//! What the manifest of a tool says of the names and the entries in its folder.

use include_components_pack::NoteSort;

use super::*;
use crate::pipeline::tests::references::hashed;

/// Vite as far as its output goes: the names of two files have a hash of the source, one is
/// from the public directory and only looks so.
const VITE: &str = r#"set -e
[ "$1 $2 $4 $5" = "build --outDir --emptyOutDir --manifest=.vite/manifest.json" ]
hash=$(cksum <src/main.ts | cut -c 1-5)AbC
mkdir -p "$3/assets" "$3/.vite"
echo '<p>' >"$3/index.html"
echo '<svg/>' >"$3/assets/logo-12345678.svg"
cp src/main.ts "$3/assets/main-$hash.js"
echo '{}' >"$3/assets/main-$hash.js.map"
echo 'p {}' >"$3/assets/main-b1B2c3D4.css"
cat >"$3/.vite/manifest.json" <<END
{"src/main.ts": {"file": "assets/main-$hash.js", "name": "main", "src": "src/main.ts",
  "isEntry": true, "css": ["assets/main-b1B2c3D4.css"]}}
END
"#;

/// Makes a package with that in `node_modules`.
fn vite() -> Tree {
    let tree = Tree::new();
    tree.write("web/src/main.ts", "one").write("web/.gitignore", "node_modules\ndist\n");
    tree.script("web/node_modules/.bin/vite", VITE);
    tree
}

/// Returns the paths in the set, and of its entry the path of the script and the styles.
fn set(tree: &Tree) -> (Vec<String>, Option<(String, Vec<String>)>) {
    let parts = parts(tree, "out", "components");
    let pack = Pack::open(&parts[0]).unwrap();
    let path = |at| pack.entry(at).unwrap().path().unwrap().to_owned();
    let entry = pack.noted(NoteSort::Entry, "src/main.ts").map(|at| {
        let styles = pack.notes(at).filter(|(sort, _)| *sort == NoteSort::EntryStyle);
        (path(at), styles.map(|(_, text)| text.to_owned()).collect())
    });
    ((0..pack.len()).map(path).collect(), entry)
}

fn is_given(tree: &Tree, path: &str) -> bool {
    hashed(tree, path) == path
}

#[test]
fn vites_is_read_and_not_embedded() {
    let tree = vite();
    let run = || run_with(&tree, Tool::vite("web"), env(&tree), "out").unwrap();
    let check = || {
        let (paths, entry) = set(&tree);
        assert!(paths.iter().all(|path| !path.contains("manifest")), "{paths:?}");
        let (script, styles) = entry.unwrap();
        assert_eq!(styles, ["assets/main-b1B2c3D4.css"]);
        for given in [&script, &format!("{script}.map"), &styles[0]] {
            assert!(is_given(&tree, given), "{given}");
        }
        assert!(!is_given(&tree, "assets/logo-12345678.svg"));
        script
    };
    let report = run();
    assert_eq!((report.tools_run(), report.components(), report.hidden()), (1, 5, 0));
    let first = check();
    // What was so young that it proved nothing is read once more.
    tree.settle();
    run();
    assert_eq!(run().bytes_written(), 0);
    tree.settle().write("web/src/main.ts", "two");
    let report = run();
    assert_eq!((report.tools_run(), report.opened()), (1, 2), "the script and its map");
    assert_ne!(check(), first);
    tree.write("web/src/main.ts", "one");
    assert_eq!((run().tools_run(), check()), (0, first));
    let told = told(&tree, Tool::vite("web"), env(&tree));
    assert!(told.iter().all(|line| !line.starts_with("warning=")), "{told:?}");
}

#[test]
fn a_prebuilt_folder_may_have_one() {
    let tree = vite();
    let tool = || Tool::vite("web").prebuilt("web/dist");
    let env_of = |tools| CargoEnv { tools, ..env(&tree) };
    let save = ToolEnv { switch: "save".to_owned(), ..ToolEnv::default() };
    run_with(&tree, tool(), env_of(save), "out").unwrap();
    let made = set(&tree);
    tree.remove("out");
    let docs_rs = || env_of(ToolEnv { docs_rs: true, ..ToolEnv::default() });
    let report = run_with(&tree, tool(), docs_rs(), "out").unwrap();
    assert_eq!((report.tools_run(), set(&tree)), (0, made));
    assert!(!is_given(&tree, "assets/logo-12345678.svg"));
    assert!(is_given(&tree, "assets/main-b1B2c3D4.css"));
    // Without one, names have to do.
    tree.remove("web/dist/.vite");
    run_with(&tree, tool(), docs_rs(), "out").unwrap();
    assert_eq!(set(&tree).1, None);
    for path in ["assets/logo-12345678.svg", "assets/main-b1B2c3D4.css"] {
        assert!(is_given(&tree, path), "{path}");
    }
    // Where nothing was made, nothing is missing.
    tree.remove("web/dist");
    let report = run_with(&tree, Tool::vite("web"), docs_rs(), "empty").unwrap();
    assert_eq!(report.components(), 0);
}

/// Trunk writes no manifest, and may be told to leave out the hashes.
#[test]
fn trunks_names_are_known_by_their_form() {
    let tree = web();
    let env = || {
        let tools = ToolEnv { prebuilt: Some("dist".into()), ..ToolEnv::default() };
        CargoEnv { tools, ..env(&tree) }
    };
    let hashed =
        ["a-5b8a7d3c1f0e9b24.js", "a-5b8a7d3c1f0e9b24_bg.wasm", "b/c-0123456789abcdef.css"];
    let plain = ["index.html", "d-12345678.svg", "e-5b8a7d3c1f0e9b2g.js"];
    for path in hashed.iter().chain(&plain) {
        tree.write(format!("dist/{path}"), *path);
    }
    run_with(&tree, Tool::trunk("web"), env(), "out").unwrap();
    assert_eq!(hashed.map(|path| is_given(&tree, path)), [true; 3]);
    assert_eq!(plain.map(|path| is_given(&tree, path)), [false; 3]);
    tree.remove("dist").write("dist/a.js", "").write("dist/a_bg.wasm", "");
    let told = told(&tree, Tool::trunk("web"), env());
    assert!(told.iter().all(|line| !line.starts_with("warning=")), "{told:?}");
}

/// A root of the user's is neither what a manifest is about, nor are names in it.
#[test]
fn it_is_about_the_folder_alone() {
    let tree = vite();
    tree.write("ui/assets/main-b1B2c3D4.css", "mine").write("ui/assets/own-b1B2c3D4.css", "mine");
    let mut build = Build::new();
    build.root_at("own", tree.path("ui")).out_dir(tree.path("out"));
    build.root_from(Tool::vite("web"));
    crate::testing::run_in(env(&tree), &build).unwrap();
    assert!(is_given(&tree, "assets/main-b1B2c3D4.css"));
    for path in ["own/assets/main-b1B2c3D4.css", "own/assets/own-b1B2c3D4.css"] {
        assert!(!is_given(&tree, path), "{path}");
    }
}

#[test]
fn any_tool_may_have_one() {
    let tree = web();
    tree.write("web/make.sh", r#"echo a >"$1/app.1a2b3c4d.js"; cp m.json "$1/m.json""#);
    let run = |tool: Tool| {
        let report = run_with(&tree, tool, env(&tree), "out");
        report.map(|report| report.components()).map_err(|error| error.to_string())
    };
    let listing = |manifest: &str| tool(&tree).manifest(manifest);
    tree.write("web/m.json", r#"{"app.js": "app.1a2b3c4d.js"}"#);
    assert_eq!(run(listing("m.json")), Ok(1));
    assert!(is_given(&tree, "app.1a2b3c4d.js"));
    // The same folder with another option.
    assert_eq!(run(tool(&tree)), Ok(2));
    assert!(!is_given(&tree, "app.1a2b3c4d.js"));

    let error = run(listing("none.json")).unwrap_err();
    assert!(error.starts_with("there is no \"none.json\" in what \"sh\" made"), "{error}");
    for path in ["../m.json", "/m.json", ""] {
        let error = run(listing(path)).unwrap_err();
        assert!(error.starts_with("cannot read the manifest"), "{error}");
    }
    tree.write("web/m.json", "{");
    let error = run(listing("m.json")).unwrap_err();
    assert!(error.contains("m.json:1:") && error.contains("this is not JSON"), "{error}");
    // What a plugin removed is in no page.
    tree.write("web/m.json", r#"{"app.js": "app.1a2b3c4d.js", "b.js": "b.5e6f.js"}"#);
    let told = told(&tree, listing("m.json"), env(&tree));
    let warning = "warning=\"m.json\" of \"sh\" names \"b.5e6f.js\", and 0 others, which";
    assert!(told.iter().any(|line| line.starts_with(warning)), "{told:?}");
    assert!(is_given(&tree, "app.1a2b3c4d.js"));
}
