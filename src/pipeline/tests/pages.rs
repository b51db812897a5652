//! Pages whose references are written with hashed paths.

use super::*;
use crate::References;

/// Without lol_html a page is refused, not left as it is in silence.
#[cfg(not(feature = "html"))]
#[test]
fn a_page_needs_the_feature() {
    let tree = Tree::new();
    tree.write("ui/a.html", "<p>").write("ui/b.svg", "<svg/>").settle();
    let mut build = tree.build();
    build.references("*", References::hashed());
    let messages = run(&build).messages();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages[0].contains("a.html\": turn on the feature `html`"), "{messages:?}");
    build.references("*.{html,svg}", References::as_written());
    assert_eq!(run(&build).report().components(), 2);
}

#[cfg(feature = "html")]
mod with_lol_html {
    use super::super::references::{hashed, name, text};
    use super::*;
    use crate::Imports;

    #[test]
    fn a_page_keeps_its_name_and_has_those_of_others() {
        let tree = Tree::new();
        let page = "<!doctype html><base href='/ui/sub/'>\n<link rel=stylesheet href=../s.css>\
                    <img src=\"/ui/a&#46;png\" srcset='/ui/a.png 1x, x.png 2x'><a href=../a.png>a</a>\
                    <script type=module src=../m.js></script><img src='{{ x }}.png'>";
        tree.write("ui/page.html", page).write("ui/s.css", "s{t:url(a.png)}");
        tree.write("ui/a.png", "1").write("ui/sub/x.png", "2").write("ui/m.js", "m").settle();
        let mut build = tree.build();
        build.served_at("/ui").references("*", References::hashed());
        let report = run(&build).report();
        assert_eq!((report.references(), report.references_left()), (5, 2));
        let (a, x) = (name("a", b"1", ""), name("x", b"2", ".png"));
        let expected = format!(
            "<!doctype html><base href='/ui/sub/'>\n<link rel=stylesheet href=../{}>\
             <img src=\"/ui/{a}&#46;png\" srcset='/ui/{a}.png 1x, {x} 2x'><a href=../a.png>a</a>\
             <script type=module src=../m.js></script><img src='{{{{ x }}}}.png'>",
            hashed(&tree, "s.css")
        );
        assert_eq!(text(&tree, "page.html"), expected);
        let parts = parts(&tree, "out", "components");
        let pack = Pack::open(&parts[0]).unwrap();
        let url = |path: &str| pack.entry(pack.find(path).unwrap()).unwrap().url().unwrap();
        assert_eq!(url("page.html"), "/ui/page.html");
        assert_eq!(url("sub/x.png"), format!("/ui/sub/{x}"));
    }

    #[test]
    fn images_manifests_and_scripts_have_names_of_others() {
        let tree = Tree::new();
        tree.write("ui/a.svg", "<svg><image href='x.png'/></svg>").write("ui/x.png", "1");
        tree.write("ui/app.webmanifest", r#"{"start_url":"x.png","icons":[{"src":"x\u002epng"}]}"#);
        tree.write("ui/a.js", "a\n//# sourceMappingURL=a.js.map").write("ui/a.js.map", "{}");
        tree.write("ui/b.js", "b\n//# sourceMappingURL=b.js.map\n").settle();
        let mut build = tree.build();
        build.references("*", References::hashed());
        assert_eq!(run(&build).report().references_left(), 1);
        let x = name("x", b"1", "");
        assert_eq!(text(&tree, "a.svg"), format!("<svg><image href='{x}.png'/></svg>"));
        let manifest = format!(r#"{{"start_url":"x.png","icons":[{{"src":"{x}\u002epng"}}]}}"#);
        assert_eq!(text(&tree, "app.webmanifest"), manifest);
        let map = name("a", b"{}", ".js.map");
        assert_eq!(text(&tree, "a.js"), format!("a\n//# sourceMappingURL={map}"));
        assert_eq!(text(&tree, "b.js"), "b\n\n");
    }

    /// A browser blocks what has another digest than the page says.
    #[test]
    fn the_integrity_of_what_is_written_anew_is_refused() {
        let tree = Tree::new();
        let page = "<link rel=stylesheet href=a.css integrity=sha384-x>\n\
                    <link rel=stylesheet href=b.css integrity=sha384-y>";
        tree.write("ui/page.html", page).write("ui/a.css", "a{}").write("ui/x.png", "1");
        tree.write("ui/b.css", "b{c:url(x.png)}").settle();
        let mut build = tree.build();
        build.references("*", References::hashed());
        let messages = run(&build).messages();
        let expected = "page.html:2:27: `integrity` is not that of \"b.css\", whose own references \
                        are written anew: remove it, or say \
                        `.references(\"b.css\", References::as_written())`";
        assert!(messages.len() == 1 && messages[0].contains(expected), "{messages:#?}");
        build.references("b.css", References::as_written());
        assert_eq!(run(&build).report().references(), 2);
    }

    #[test]
    fn an_import_map_leads_from_the_names_of_modules_to_hashed_ones() {
        let tree = Tree::new();
        let page = "<head><meta charset=utf-8><link rel=modulepreload href=b.js>\
                    <script type=module src=a.js></script>";
        tree.write("ui/page.html", page).write("ui/plain.html", "<script src=c.js></script>");
        let own = "<script type=importmap>{\"imports\":{\"lib\":\"./b.js\"}}</script>\
                   <script type=module>import 'lib'</script>";
        tree.write("ui/own.html", own);
        tree.write("ui/a.js", "import './b.js'").write("ui/b.js", "import './a.js'");
        tree.write("ui/c.js", "c").write("ui/vendor/d.js", "d").settle();
        let mut build = tree.build();
        build.references("*", References::hashed().imports(Imports::Map));
        build.references("vendor/**", References::as_written());
        run(&build).report();
        let check = |b: &[u8]| {
            let (a, b) = (name("a", b"import './b.js'", ".js"), name("b", b, ".js"));
            let c = name("c", b"c", ".js");
            let entries = format!("\"/a.js\":\"/{a}\",\"/b.js\":\"/{b}\",\"/c.js\":\"/{c}\"");
            let expected = format!(
                "<head><meta charset=utf-8><script type=\"importmap\">{{\"imports\":{{{entries}}}}}\
                 </script><link rel=modulepreload href={b}><script type=module src={a}></script>"
            );
            assert_eq!(text(&tree, "page.html"), expected);
            let expected = format!(
                "<script type=importmap>{{\"imports\":{{{entries},\"lib\":\"./{b}\"}}}}</script>\
                 <script type=module>import 'lib'</script>"
            );
            assert_eq!(text(&tree, "own.html"), expected);
            assert_eq!(text(&tree, "plain.html"), format!("<script src={c}></script>"));
            assert_eq!(text(&tree, "a.js"), "import './b.js'");
        };
        check(b"import './a.js'");
        tree.write("ui/b.js", "b").settle();
        let edited = run(&build).report();
        assert_eq!((edited.opened(), edited.linked()), (1, 2), "the pages, and no other module");
        check(b"b");
        assert_eq!(run(&build).report().bytes_written(), 0);
    }

    /// By the directory a browser would ask for their names as they are, and run those
    /// twice that others import, too.
    #[cfg(feature = "js")]
    #[test]
    fn modules_in_the_directory_of_an_import_map_have_names_of_their_own() {
        for imports in [Imports::Map, Imports::Rewrite] {
            let tree = Tree::new();
            let map = "{\"imports\":{\"x/\":\"./lib/\",\"x/own.js\":\"./lib/b.js\"}}";
            let module = "<script type=module>import 'x/a.js'</script>";
            tree.write("ui/p/page.html", format!("<script type=importmap>{map}</script>{module}"));
            tree.write("ui/p/lib/a.js", "import './b.js'").write("ui/p/lib/b.js", "export {}");
            tree.write("ui/p/lib/c.txt", "c").write("ui/p/other.js", "export {}").settle();
            let mut build = tree.build();
            build.references("*", References::hashed().imports(imports)).served_at("/ui");
            run(&build).report();
            let page = text(&tree, "p/page.html");
            let (a, b) = (hashed(&tree, "p/lib/a.js"), hashed(&tree, "p/lib/b.js"));
            let entries =
                format!("\"x/a.js\":\"/ui/{a}\",\"x/b.js\":\"/ui/{b}\",\"x/\":\"./lib/\"");
            assert!(page.contains(&entries), "{imports:?}: {page}");
            // What it says itself comes later, and so wins.
            let own = format!("\"x/own.js\":\"./lib/{}\"", b.rsplit('/').next().unwrap());
            assert!(page.find(&own).unwrap() > page.find(&entries).unwrap(), "{page}");
            assert_eq!(run(&build).report().bytes_written(), 0);
            tree.write("ui/p/lib/b.js", "export { }").settle();
            run(&build).report();
            assert!(text(&tree, "p/page.html").contains(&hashed(&tree, "p/lib/b.js")));
        }
    }

    #[cfg(feature = "js")]
    #[test]
    fn modules_are_written_anew_and_those_in_a_circle_at_once() {
        let tree = Tree::new();
        let page = "<script type=importmap>{\"imports\":{\"lib\":\"./d.js\"}}</script>\
                    <script type=module src=a.js></script>\
                    <script type=module>import './b.js'; import 'lib'; import './no.js'</script>";
        tree.write("ui/page.html", page).write("ui/a.js", "import './b.js';import 'lib'");
        tree.write("ui/b.js", "export * from './c.js'").write("ui/c.js", "import('./b.js')");
        tree.write("ui/d.js", "new URL('x.png', import.meta.url); import(y)")
            .write("ui/x.png", "1");
        tree.write("ui/e.js", "e").settle();
        let mut build = tree.build();
        build.references("*", References::hashed().imports(Imports::Rewrite));
        let report = run(&build).report();
        assert_eq!((report.references(), report.references_left()), (7, 2));
        let check = || {
            let [a, b, c, d] = ["a.js", "b.js", "c.js", "d.js"].map(|it| hashed(&tree, it));
            let expected = format!(
                "<script type=importmap>{{\"imports\":{{\"lib\":\"./{d}\"}}}}</script>\
                 <script type=module src={a}></script>\
                 <script type=module>import './{b}'; import 'lib'; import './no.js'</script>"
            );
            assert_eq!(text(&tree, "page.html"), expected);
            assert_eq!(text(&tree, "a.js"), format!("import './{b}';import 'lib'"));
            assert_eq!(text(&tree, "b.js"), format!("export * from './{c}'"));
            assert_eq!(text(&tree, "c.js").trim_end(), format!("import('./{b}')"));
            [a, b, c, d]
        };
        let before = check();
        tree.write("ui/c.js", "import('./b.js') ").settle();
        let edited = run(&build).report();
        assert_eq!((edited.opened(), edited.linked()), (1, 4), "the circle, and what imports it");
        let after = check();
        let is_other = |at: usize| before[at] != after[at];
        assert!((0..3).all(is_other) && !is_other(3));
        assert_eq!(run(&build).report().bytes_written(), 0);
    }

    #[cfg(not(feature = "js"))]
    #[test]
    fn modules_need_a_feature_to_be_written_anew() {
        let tree = Tree::new();
        tree.write("ui/a.html", "<p>").write("ui/b.js", "b").write("ui/c.css", "").settle();
        let mut build = tree.build();
        build.references("*", References::hashed().imports(Imports::Rewrite));
        let messages = run(&build).messages();
        assert_eq!(messages.len(), 2, "{messages:?}");
        assert!(messages.iter().all(|it| it.contains("turn on the feature `js`")), "{messages:?}");
    }
}
