//! What browsers check of components.

use super::*;
use crate::References;

/// Without sha2 it is refused, not left out in silence.
#[cfg(not(feature = "integrity"))]
#[test]
fn digests_need_the_feature() {
    let tree = Tree::new();
    tree.write("ui/a.css", "a{}").settle();
    let mut build = tree.build();
    build.references("*.css", References::hashed().integrity());
    let messages = run(&build).messages();
    let expected = "cannot make the digests of \"*.css\": turn on the feature `integrity`";
    assert!(messages.len() == 1 && messages[0].starts_with(expected), "{messages:?}");
}

#[cfg(feature = "integrity")]
mod with_sha2 {
    use include_components_pack::NoteSort;

    use super::super::references::{hashed, text};
    use super::*;
    use crate::base::browser_digest::{csp_source, integrity};
    use crate::{Cache, Embed, Imports};

    /// Returns the notes of a component, or of the set.
    fn notes(tree: &Tree, out: &str, path: Option<&str>) -> Vec<(NoteSort, String)> {
        let parts = parts(tree, out, "components");
        let pack = Pack::open(&parts[0]).unwrap();
        let of = path.map_or(Pack::SET, |path| pack.find(path).unwrap());
        pack.notes(of).map(|(sort, text)| (sort, text.to_owned())).collect()
    }

    fn sri(tree: &Tree, path: &str) -> String {
        let sri = integrity(text(tree, path).as_bytes());
        assert_eq!(notes(tree, "out", Some(path)), [(NoteSort::Integrity, sri.clone())], "{path}");
        sri
    }

    #[test]
    fn style_sheets_have_the_digest_of_what_is_embedded() {
        let tree = Tree::new();
        tree.write("ui/a.css", "a{b:url(x.png)}").write("ui/x.png", "1").write("ui/b.css", "b{}");
        tree.write("ui/none/c.css", "c{}").settle();
        let mut build = tree.build();
        build.references("*", References::hashed().integrity());
        build.references("b.css", References::as_written().integrity());
        build.references("none/**", References::hashed()).cache(Cache::off());
        run(&build).report();
        let before = (sri(&tree, "a.css"), sri(&tree, "b.css"));
        for path in ["x.png", "none/c.css"] {
            assert_eq!(notes(&tree, "out", Some(path)), []);
        }
        assert_eq!(run(&build).report().bytes_written(), 0);
        tree.write("ui/x.png", "2").settle();
        run(&build).report();
        let after = (sri(&tree, "a.css"), sri(&tree, "b.css"));
        assert!(before.0 != after.0 && before.1 == after.1);
    }

    /// What was made once for some bytes is not made again, in another OUT_DIR either.
    #[test]
    fn the_caches_have_digests() {
        let tree = Tree::new();
        tree.write("ui/a.css", "a{}").settle();
        let mut build = tree.build();
        let integrity = References::hashed().integrity();
        build.references("*.css", integrity).cache(Cache::at(tree.path("cache")));
        run(&build).report();
        let before = notes(&tree, "out", Some("a.css"));
        let segments = tree.names("cache/v1").len();
        tree.remove("out/components.index").remove("out/components.set");
        run(&build).report();
        assert_eq!(tree.names("cache/v1").len(), segments, "nothing was to be added");
        assert_eq!(notes(&tree, "out", Some("a.css")), before);
    }

    /// Also where the index of the last pack is patched.
    #[test]
    fn incremental_is_clean_with_digests() {
        let tree = Tree::new();
        for nth in 0..40 {
            tree.write(format!("ui/{nth:02}.css"), format!("a{{b:url(i/{}.png)}}", nth % 7));
            tree.write(format!("ui/i/{}.png", nth % 7), "0");
        }
        let build = |out: &str| {
            let mut build = Build::new();
            build.root(tree.path("ui")).out_dir(tree.path(out)).embed(Embed::Link).part_size(300);
            build.references("*.css", References::hashed().integrity()).cache(Cache::off());
            build
        };
        for step in 0..8 {
            tree.write(format!("ui/{:02}.css", step * 3), format!("a{{c:{step}}}"));
            if step % 3 == 2 {
                tree.write(format!("ui/i/{step}.png"), format!("{step}"));
            }
            tree.settle();
            run_in(linux(), &build("out")).report();
            std::fs::create_dir(tree.path("clean")).unwrap();
            run_in(linux(), &build("clean")).report();
            let got = super::parts(&tree, "out", "components");
            assert!(got == super::parts(&tree, "clean", "components"), "{step}");
            tree.remove("clean");
        }
    }

    #[cfg(feature = "html")]
    #[test]
    fn pages_say_the_digests_of_what_they_load() {
        let tree = Tree::new();
        let page = "<link rel=stylesheet href=a.css><script src=\"a.js\" defer></script>\
                    <script src=own.js integrity=sha384-x></script><img src=x.png>\
                    <script>1</script>";
        tree.write("ui/page.html", page).write("ui/a.css", "a{b:url(x.png)}");
        tree.write("ui/a.js", "a").write("ui/own.js", "o").write("ui/x.png", "1").settle();
        let mut build = tree.build();
        build.references("*", References::hashed().integrity()).keep_name("a.js");
        build.cache(Cache::off());
        run(&build).report();
        let check = || {
            let (css, js) = (sri(&tree, "a.css"), sri(&tree, "a.js"));
            let expected = format!(
                "<link integrity=\"{css}\" rel=stylesheet href={}><script integrity=\"{js}\" \
                 src=\"a.js\" defer></script><script src={} integrity=sha384-x></script>\
                 <img src={}><script>1</script>",
                hashed(&tree, "a.css"),
                hashed(&tree, "own.js"),
                hashed(&tree, "x.png")
            );
            assert_eq!(text(&tree, "page.html"), expected);
            let script = (NoteSort::ScriptHash, csp_source(b"1"));
            assert_eq!(notes(&tree, "out", Some("page.html")), [script]);
        };
        check();
        // Its name stays, and its digest does not.
        tree.write("ui/a.js", "b").settle();
        let edited = run(&build).report();
        assert_eq!((edited.opened(), edited.linked()), (1, 1));
        check();
        tree.write("ui/x.png", "2").settle();
        run(&build).report();
        check();
        build.served_at("https://cdn.example.com/ui/");
        run(&build).report();
        let page = text(&tree, "page.html");
        assert_eq!(page.matches("\" crossorigin=\"anonymous\" ").count(), 2, "{page}");
    }

    #[cfg(feature = "html")]
    #[test]
    fn import_maps_say_the_digests_of_modules() {
        let tree = Tree::new();
        tree.write("ui/page.html", "<p><script type=module src=a.js></script>");
        tree.write("ui/a.js", "import './b.js'").write("ui/b.js", "b").write("ui/c.txt", "c");
        let mut build = tree.settle().build();
        build.references("*", References::hashed().imports(Imports::Map).integrity());
        build.served_at("/ui/");
        run(&build).report();
        let (a, b) = (hashed(&tree, "a.js"), hashed(&tree, "b.js"));
        let (sri_a, sri_b) = (sri(&tree, "a.js"), sri(&tree, "b.js"));
        let map = format!(
            "{{\"imports\":{{\"/ui/a.js\":\"/ui/{a}\",\"/ui/b.js\":\"/ui/{b}\"}},\
             \"integrity\":{{\"/ui/{a}\":\"{sri_a}\",\"/ui/{b}\":\"{sri_b}\"}}}}"
        );
        let expected = format!(
            "<p><script type=\"importmap\">{map}</script>\
             <script integrity=\"{sri_a}\" type=module src={a}></script>"
        );
        assert_eq!(text(&tree, "page.html"), expected);
        assert_eq!(notes(&tree, "out", None), [(NoteSort::ImportMap, map.clone())]);
        let hash = (NoteSort::ScriptHash, csp_source(map.as_bytes()));
        assert_eq!(notes(&tree, "out", Some("page.html")), [hash]);
    }

    /// No name and no digest can be put into what is in a circle with it, so none is.
    #[cfg(all(feature = "html", feature = "js"))]
    #[test]
    fn a_page_in_a_circle_says_no_digest_of_it() {
        let tree = Tree::new();
        tree.write(
            "ui/page.part",
            "<script type=module src=a.js></script><script src=b.js></script>",
        );
        tree.write("ui/a.js", "new URL('page.part', import.meta.url); import './c.js'; export {}");
        tree.write("ui/b.js", "b").write("ui/c.js", "export {}").settle();
        let mut build = tree.build();
        build.media_type("*.part", "text/html").cache(Cache::off());
        build.references("*", References::hashed().imports(Imports::Rewrite).integrity());
        run(&build).report();
        let (a, b) = (hashed(&tree, "a.js"), hashed(&tree, "b.js"));
        let sri_b = sri(&tree, "b.js");
        let expected = format!(
            "<script type=module src={a}></script><script integrity=\"{sri_b}\" src={b}></script>"
        );
        assert_eq!(text(&tree, "page.part"), expected);
        sri(&tree, "a.js");
        assert_eq!(run(&build).report().bytes_written(), 0);
    }
}
