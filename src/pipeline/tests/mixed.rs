//! Sets whose modules do not all find one another in the same way.

use super::references::{hashed, text};
use super::*;
use crate::{Imports, References};

const MODULES: [&str; 3] = ["a.js", "b.js", "c.js"];

/// `a.js` and `b.js` import `c.js`, and the page both.
fn tree(head: &str) -> Tree {
    let tree = Tree::new();
    let page = format!("{head}<script type=module src=a.js></script>");
    tree.write("ui/page.html", page).write("ui/c.js", "'c'");
    tree.write("ui/a.js", "import './b.js'; import './c.js'").write("ui/b.js", "import './c.js'");
    tree.settle();
    tree
}

/// Builds it with these ways for these globs.
fn build(tree: &Tree, ways: &[(&str, Imports)]) -> Build {
    let mut build = tree.build();
    for (glob, imports) in ways {
        build.references(*glob, References::hashed().imports(*imports));
    }
    build
}

fn entry(tree: &Tree, path: &str) -> String {
    format!("\"/{path}\":\"/{}\"", hashed(tree, path))
}

/// What is written anew asks for hashed paths, and what is not is led there.
#[test]
fn a_map_leads_to_modules_that_are_written_anew() {
    let (map, rewrite) = (Imports::Map, Imports::Rewrite);
    for ways in [
        [("*", map), ("b.js", rewrite)],
        [("*", rewrite), ("*.html", map)],
        [("*", rewrite), ("b.js", map)],
        [("*", map), ("*.html", rewrite)],
    ] {
        let tree = tree("");
        run(&build(&tree, &ways)).report();
        let entries = MODULES.map(|path| entry(&tree, path)).join(",");
        let page = format!(
            "<script type=\"importmap\">{{\"imports\":{{{entries}}}}}</script>\
             <script type=module src={}></script>",
            hashed(&tree, "a.js")
        );
        assert_eq!(text(&tree, "page.html"), page, "{ways:?}");
        let notes = pack(&tree, "out", "components");
        let of_program = Pack::open(&notes).unwrap().notes(Pack::SET).next().is_some();
        assert_eq!(of_program, ways != [("*", rewrite), ("*.html", map)], "{ways:?}");
    }
}

/// It has to say the same of hashed paths, by which some ask.
#[test]
fn a_map_of_the_page_is_for_both_sorts() {
    let tree = tree("<script type=importmap>{\"imports\":{\"/c.js\":\"/d.js\"}}</script>");
    tree.write("ui/d.js", "'d'").settle();
    run(&build(&tree, &[("*", Imports::Map), ("b.js", Imports::Rewrite)])).report();
    let [c, d] = ["c.js", "d.js"].map(|path| hashed(&tree, path));
    let own = format!("\"/{c}\":\"/{d}\",\"/c.js\":\"/{d}\"}}}}");
    let page = text(&tree, "page.html");
    assert!(page.contains(&own), "{page}");
}

/// A key of an import map is a whole URL, so none leads on what has a query.
#[test]
fn a_module_with_a_query_keeps_its_name_where_there_is_a_map() {
    for (imports, left) in [(Imports::Map, 3), (Imports::Rewrite, 0)] {
        let head = "<script type=importmap>{\"imports\":{\"lib\":\"./c.js#y\"}}</script>\
                    <script type=module src=c.js?v=3></script><link rel=modulepreload href=c.js?w>";
        let tree = tree(head);
        tree.write("ui/b.js", "import './c.js?v=3'; import 'lib'").settle();
        let report = run(&build(&tree, &[("*", imports)])).report();
        assert_eq!(report.references_left(), left);
        let page = text(&tree, "page.html");
        let c = hashed(&tree, "c.js");
        for behind in ["?v=3", "?w", "#y"] {
            let is_hashed = page.contains(&format!("{c}{behind}"));
            assert_eq!(is_hashed, imports == Imports::Rewrite, "{page}");
            assert_eq!(page.contains(&format!("c.js{behind}")), imports == Imports::Map, "{page}");
        }
    }
}

/// No map leads from the one name to the other, so the author is told.
#[test]
fn a_module_that_has_two_names_is_told_of() {
    let (keep, map, rewrite) = (Imports::Keep, Imports::Map, Imports::Rewrite);
    let names = |it: &str, by: &str| {
        format!(
            "{it} asks for \"c.js\" by its name, and {by} by its hashed path, so that a browser \
             that has both runs it twice: give all three one `imports`"
        )
    };
    let import = "<script type=module>import './c.js'</script>";
    for (ways, head, told) in [
        (vec![("*", rewrite), ("b.js", keep)], "", Some(names("b.js", "a.js"))),
        (vec![("*", rewrite), ("*.html", keep)], import, Some(names("page.html", "a.js"))),
        (vec![("*", rewrite), ("[ab].js", keep)], import, Some(names("a.js", "page.html"))),
        // Nobody asks for `a.js` but the page.
        (vec![("*", rewrite), ("*.html", keep)], "", None),
        // A map leads from the one to the other.
        (vec![("*", rewrite), ("b.js", keep), ("*.html", map)], "", None),
        (vec![("*", map), ("b.js", keep)], "", None),
        (vec![("*", map), ("*.html", keep)], import, None),
        (vec![("*", keep)], import, None),
        (vec![("*", rewrite)], import, None),
    ] {
        let tree = tree(head);
        let build = build(&tree, &ways);
        for _ in 0..2 {
            let run = run(&build);
            assert_eq!(run.told("warning"), told.as_slice(), "{ways:?}");
            run.report();
        }
    }
}

/// No map leads on what is no script, and of JSON that is asked for by two names there are two.
#[test]
fn what_is_no_script_has_one_name() {
    let (keep, map, rewrite) = (Imports::Keep, Imports::Map, Imports::Rewrite);
    let twice = "a.js asks for \"d.json\" by its name, and b.js by its hashed path, so that a \
                 browser that has both runs it twice: give all three one `imports`";
    for (ways, told, are_hashed) in [
        (vec![("*", map), ("b.js", rewrite)], None, false),
        (vec![("*", rewrite), ("a.js", map)], None, false),
        (vec![("*", rewrite)], None, true),
        (vec![("*", rewrite), ("a.js", keep)], Some(twice.to_owned()), true),
    ] {
        let head = "<script type=importmap>{\"imports\":{\"/x.js\":\"/d.json\"}}</script>";
        let tree = tree(head);
        let data =
            "import d from './d.json' with {type: 'json'}; new URL('p.png', import.meta.url);";
        let sheet = "import e from './e.css' with {type: 'css'};";
        tree.write("ui/a.js", data).write("ui/b.js", [data, sheet].concat());
        tree.write("ui/d.json", "1").write("ui/e.css", "a{}").write("ui/p.png", "p");
        tree.write("ui/x.js", "").settle();
        let run = run(&build(&tree, &ways));
        assert_eq!(run.told("warning"), told.as_slice(), "{ways:?}");
        run.report();
        let (page, script) = (text(&tree, "page.html"), text(&tree, "b.js"));
        for (path, text) in [("d.json", &script), ("e.css", &script), ("d.json", &page)] {
            assert_eq!(text.contains(&hashed(&tree, path)), are_hashed, "{path} {ways:?}: {text}");
        }
        assert!(script.contains(&hashed(&tree, "p.png")), "{script}");
    }
}
