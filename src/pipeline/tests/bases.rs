//! Pages that say what their references are relative to.

use super::references::{hashed, name, text};
use super::*;
use crate::{Imports, References};

/// Writes a page with a module, and what it loads.
fn tree(page: &str) -> Tree {
    let tree = Tree::new();
    tree.write("ui/p/page.html", page).write("ui/x.png", "1").write("ui/p/x.png", "2");
    tree.write("ui/m.js", "import './n.js'").write("ui/n.js", "n").write("ui/d/e.js", "e").settle();
    tree
}

/// What is left as it is, as it is listed.
fn left(run: &Run) -> Vec<&str> {
    let reasons = run.told("warning").into_iter();
    reasons.filter(|it| it.contains("is left as it is")).collect()
}

/// Neither what it says nor what would be put in may be taken for that of another server.
#[test]
fn a_page_with_a_base_elsewhere_is_left_as_it_is() {
    for base in ["https://other/", "//other/ui/", "{{ base }}/", "&Dopf;/"] {
        for imports in [Imports::Keep, Imports::Map, Imports::Rewrite] {
            let page = format!(
                "<base href='{base}'><img src=/x.png><img src=x.png><img src=//other/x.png>\
                 <img srcset='/no.png 1x'><p style='a:url(/no.png)'><style>a{{b:url(/x.png)}}</style>\
                 <link rel=modulepreload href=/n.js>\
                 <script type=importmap>{{\"imports\":{{\"m\":\"/m.js\",\"d/\":\"/d/\"}}}}</script>\
                 <script type=module src=/m.js></script><script type=module>import '/n.js'</script>"
            );
            let tree = tree(&page);
            let mut build = tree.build();
            let references = References::hashed().imports(imports).preload_modules();
            build.references("*.html", references.clone()).references("*.js", references);
            if !cfg!(feature = "js") {
                let references = References::hashed().imports(imports);
                build.references("*.html", references.clone()).references("*.js", references);
                if imports == Imports::Rewrite {
                    continue;
                }
            }
            let run = run_in(CargoEnv { explain: true, ..no_cargo() }, &build);
            let left = left(&run);
            assert!(left.len() == 1 && left[0].starts_with("p/page.html: \""), "{left:?}");
            run.report();
            assert_eq!(text(&tree, "p/page.html"), page, "{imports:?}");
        }
    }
}

/// A whole URL names what is served, whatever the base is, and so does what is put in.
#[test]
fn a_host_that_is_said_is_found_from_elsewhere() {
    let page = "<base href=https://other/><img src=/x.png><img src=//cdn.example/ui/x.png>\
                <img src=http://cdn.example/ui/x.png><script type=module src=https://cdn.example/ui/m.js></script>";
    let tree = tree(page);
    let mut build = tree.build();
    build.references("*", References::hashed().imports(Imports::Map));
    build.served_at("https://cdn.example/ui");
    run(&build).report();
    let at = "https://cdn.example/ui/";
    let [m, n, e] = ["m.js", "n.js", "d/e.js"]
        .map(|it| (format!("{at}{it}"), format!("{at}{}", hashed(&tree, it))));
    let entry = |(from, to): &(String, String)| format!("\"{from}\":\"{to}\"");
    let map = [entry(&e), entry(&m), entry(&n)].join(",");
    let x = name("x", b"1", ".png");
    let expected = format!(
        "<base href=https://other/><img src=/x.png><img src=//cdn.example/ui/{x}>\
         <img src=http://cdn.example/ui/x.png><script type=\"importmap\">{{\"imports\":{{{map}}}}}</script>\
         <script type=module src={}></script>",
        m.1
    );
    assert_eq!(text(&tree, "p/page.html"), expected);
}

#[test]
fn a_base_here_counts_for_all_that_follows() {
    let page = "<base target=x><base href=../><base href=https://other/><img src=x.png><img src=/x.png>\
                <p style='a:url(x.png)'><style>a{b:url(x.png)}</style><noscript><img src=x.png></noscript>";
    let tree = tree(page);
    let mut build = tree.build();
    build.references("*.html", References::hashed());
    assert_eq!(run(&build).report().references(), 5);
    assert_eq!(text(&tree, "p/page.html"), page.replace("x.png", &name("x", b"1", ".png")));
}

/// What is before it is loaded by one base or by the other.
#[test]
fn what_stands_before_a_base_is_left_if_that_matters() {
    let page = "<img src=x.png><img src=no.png><img src=/x.png><img src=../p/x.png><base href=/><img src=x.png>";
    let tree = tree(page);
    let mut build = tree.build();
    build.references("*.html", References::hashed());
    let run = run_in(CargoEnv { explain: true, ..no_cargo() }, &build);
    let expected = ["x.png", "no.png"]
        .map(|it| format!("p/page.html: \"{it}\" is left as it is: it stands before `<base>`"));
    assert_eq!(left(&run), expected);
    let report = run.report();
    assert_eq!((report.references(), report.references_left()), (3, 2));
    let (of_root, of_p) = (name("x", b"1", ".png"), name("x", b"2", ".png"));
    let expected = format!(
        "<img src=x.png><img src=no.png><img src=/{of_root}><img src=../p/{of_p}><base href=/><img src={of_root}>"
    );
    assert_eq!(text(&tree, "p/page.html"), expected);
}

/// It is read at once, so that a map that stands before is not relative to what is said.
#[cfg(feature = "js")]
#[test]
fn scripts_and_import_maps_before_a_base_are_relative_to_the_page() {
    for (imports, map, module) in [
        (Imports::Map, "\"lib\":\"./x.js\"", "import 'lib'; import '/p/x.js'"),
        (Imports::Rewrite, "\"lib\":\"./x.js\"", "import 'lib'; import '/p/x.js'"),
        (Imports::Rewrite, "\"./x.js\":\"./y.js\"", "import '/p/x.js'"),
        (Imports::Rewrite, "\"./x.js\":null", "import '/p/x.js'"),
    ] {
        let page = format!(
            "<script src=s.js></script><img src=x.png><script type=importmap>{{\"imports\":{{{map}}}}}</script>\
             <script type=module src=y.js></script><script type=module>import './y.js'</script>\
             <base href=../><script type=module>{module}</script>"
        );
        let tree = tree(&page);
        tree.write("ui/p/x.js", "x").write("ui/p/y.js", "y").write("ui/p/s.js", "s").settle();
        let mut build = tree.build();
        build.references("*", References::hashed().imports(imports));
        let run = run_in(CargoEnv { explain: true, ..no_cargo() }, &build);
        assert_eq!(left(&run).len(), 1, "{:?}", left(&run));
        run.report();
        let found = text(&tree, "p/page.html");
        let name = |path: &str| hashed(&tree, path).replace("p/", "");
        let [x, y, s] = ["p/x.js", "p/y.js", "p/s.js"].map(name);
        let mut expected = page.replace("src=y.js", &format!("src={y}")).replace("s.js", &s);
        if imports == Imports::Rewrite {
            expected = expected.replace("import './y.js'", &format!("import './{y}'"));
            expected = expected.replace("'/p/x.js'", &format!("'/p/{x}'"));
        }
        expected = expected.replace(":\"./x.js\"", &format!(":\"./{x}\""));
        expected = expected.replace(":\"./y.js\"", &format!(":\"./{y}\""));
        let entry = |path: &str| format!("\"/{path}\":\"/{}\",", hashed(&tree, path));
        let new = match imports {
            Imports::Map => {
                ["d/e.js", "m.js", "n.js", "p/s.js", "p/x.js", "p/y.js"].map(entry).concat()
            }
            _ if map.starts_with("\"lib") => String::new(),
            _ if map.ends_with("null") => format!("\"/p/{x}\":null,"),
            _ => format!("\"/p/{x}\":\"/p/{y}\","),
        };
        expected = expected.replace("{\"imports\":{", &format!("{{\"imports\":{{{new}"));
        assert_eq!(found, expected, "{imports:?} {map}");
    }
}

/// What is put in before such a base is of this server, as are modules there.
#[test]
fn a_map_before_a_base_elsewhere_is_of_the_page() {
    let page = "<script type=module src=../m.js></script><base href=https://other/>";
    let tree = tree(page);
    let mut build = tree.build();
    build.references("*", References::hashed().imports(Imports::Map));
    let run = run_in(CargoEnv { explain: true, ..no_cargo() }, &build);
    let expected = "is served there, say so with the host: `.served_at(\"https://…/\")`";
    assert!(matches!(left(&run)[..], [it] if it.ends_with(expected)), "{:?}", left(&run));
    run.report();
    let page = text(&tree, "p/page.html");
    assert!(page.contains("\"/m.js\":") && page.contains(&hashed(&tree, "m.js")), "{page}");
}
