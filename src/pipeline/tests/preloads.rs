//! Modules that pages load ahead.

use super::references::{hashed, text};
use super::*;
use crate::{Imports, References};

fn tree() -> Tree {
    let tree = Tree::new();
    tree.write(
        "ui/page.html",
        "<script>1</script><script type=module src=m/a.js></script>\
         <script type=module>import './m/e.js'</script>",
    );
    tree.write("ui/m/a.js", "import './b.js'; import('./late.js'); import 'bare'");
    tree.write("ui/m/b.js", "export * from './c.js'; import './a.js'").write("ui/m/c.js", "0");
    tree.write("ui/m/late.js", "import './d.js'").write("ui/m/d.js", "0").write("ui/m/e.js", "0");
    tree.write("ui/plain.html", "<script src=m/d.js></script>").settle();
    tree
}

#[test]
fn what_modules_import_is_loaded_ahead() {
    for imports in [Imports::Keep, Imports::Rewrite, Imports::Map] {
        let tree = tree();
        let mut build = tree.build();
        build.references("*", References::hashed().imports(imports).preload_modules());
        build.served_at("/ui");
        run(&build).report();
        let name = |path: &str| match imports {
            Imports::Keep => path.to_owned(),
            _ => hashed(&tree, path),
        };
        let ahead = ["m/e.js", "m/b.js", "m/c.js"];
        let preload =
            |path: &str| format!("<link rel=\"modulepreload\" href=\"/ui/{}\"/>", name(path));
        let preloads: String = ahead.map(preload).concat();
        let page = text(&tree, "page.html");
        let entry = format!("{preloads}<script type=module src={}>", name("m/a.js"));
        assert!(page.contains(&entry), "{imports:?}: {page}");
        assert_eq!(page.contains("importmap"), imports == Imports::Map);
        assert!(!text(&tree, "plain.html").contains("modulepreload"));
        assert_eq!(run(&build).report().bytes_written(), 0);
        // One more of them, which the page must name.
        tree.write("ui/m/c.js", "import './d.js'").settle();
        run(&build).report();
        let page = text(&tree, "page.html");
        assert!(page.contains(&preload("m/d.js")), "{imports:?}: {page}");
    }
}

/// The element would be before the map, which a browser refuses then.
#[test]
fn they_come_behind_the_import_map_of_the_page() {
    let tree = tree();
    let page =
        "<script type=importmap>{\"imports\":{}}</script><link rel=modulepreload href=m/a.js>";
    tree.write("ui/page.html", page).settle();
    let mut build = tree.build();
    build.references("*", References::hashed().imports(Imports::Map).preload_modules());
    run(&build).report();
    let page = text(&tree, "page.html");
    let (map, first) = (page.find("</script>").unwrap(), page.find("<link").unwrap());
    assert!(map < first && page.matches("<link").count() == 3, "{page}");
}

/// By another name the browser would load it twice.
#[test]
fn a_module_that_the_map_has_not_keeps_its_name() {
    let tree = tree();
    let mut build = tree.build();
    build.references("*", References::hashed().imports(Imports::Map).preload_modules());
    build.references("m/b.js", References::hashed().preload_modules());
    run(&build).report();
    let page = text(&tree, "page.html");
    assert!(page.contains("<link rel=\"modulepreload\" href=\"/m/b.js\"/>"), "{page}");
    assert!(!page.contains(&hashed(&tree, "m/b.js")), "{page}");
}

/// A name in the map of the page is no request for it, and may be what modules import.
#[test]
fn they_go_by_way_of_the_import_map_of_the_page() {
    for imports in [Imports::Keep, Imports::Rewrite, Imports::Map] {
        let tree = tree();
        let map = "{\"imports\":{\"bare\":\"./m/c.js\",\"not/\":\"./m/\",\"/m/e.js\":\"/m/d.js\"},\
                   \"scopes\":{\"/m/b.js\":{\"/m/c.js\":\"/m/late.js\",\"/m/a.js\":null}}}";
        let modules =
            "<script type=module src=m/a.js></script><script type=module>import './m/e.js'";
        tree.write("ui/page.html", format!("<script type=importmap>{map}</script>{modules}"))
            .settle();
        let mut build = tree.build();
        build.references("*", References::hashed().imports(imports).preload_modules());
        run(&build).report();
        let page = text(&tree, "page.html");
        let name = |path: &str| match imports {
            Imports::Keep => path.to_owned(),
            _ => hashed(&tree, path),
        };
        let ahead = ["m/d.js", "m/b.js", "m/c.js", "m/late.js"];
        let preload =
            |path: &str| format!("<link rel=\"modulepreload\" href=\"/{}\"/>", name(path));
        let preloads: String = ahead.map(preload).concat();
        assert!(page.contains(&format!("</script>{preloads}<script")), "{imports:?}: {page}");
    }
}

/// `modulepreload` is for scripts, and what has a `?` behind it is another module.
#[test]
fn nothing_but_scripts_is_loaded_ahead_by_its_own_url() {
    for imports in [Imports::Keep, Imports::Rewrite, Imports::Map] {
        let tree = Tree::new();
        tree.write("ui/page.html", "<script type=module src=a.js></script>");
        let js = "import b from './b.json' with { type: 'json' }; import './c.wasm'; \
                  import d from './d.css' with { type: 'css' }; import './e.js?x'; \
                  import f from './f.js' with { type: 'json' }; import './g.js'";
        tree.write("ui/a.js", js).write("ui/g.js", "g");
        for path in ["b.json", "c.wasm", "d.css", "e.js", "f.js"] {
            tree.write(format!("ui/{path}"), "1");
        }
        let mut build = tree.settle().build();
        build.references("*", References::hashed().imports(imports).preload_modules());
        run(&build).report();
        let page = text(&tree, "page.html");
        assert_eq!(page.matches("modulepreload").count(), 1, "{imports:?}: {page}");
    }
}
