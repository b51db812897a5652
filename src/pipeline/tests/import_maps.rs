//! Pages that have import maps of their own.

use super::references::{hashed, text};
use super::*;
use crate::{ErrorKind, Imports, References};

/// Returns a text with `@x.js` for the hashed name of each of these components.
fn marked(tree: &Tree, path: &str, paths: &[&str]) -> String {
    let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    paths.iter().fold(text(tree, path), |text, path| {
        text.replace(&name(&hashed(tree, path)), &format!("@{}", name(path)))
    })
}

fn page(map: &str) -> String {
    format!("<script type=importmap>{map}</script><script type=module src=m.js></script>")
}

const ALL: [&str; 6] = ["a.js", "b.js", "d.js", "m.js", "x/e.js", "y/e.js"];

/// Returns a page with this import map, linked; and the report.
fn linked(map: &str, imports: Imports) -> (String, Report) {
    let tree = Tree::new();
    tree.write("ui/page.html", page(map)).write("ui/m.js", "import './a.js'; import './b.js'");
    tree.write("ui/a.js", "'a'").write("ui/b.js", "import './a.js'").write("ui/d.js", "'d'");
    tree.write("ui/x/e.js", "'x'").write("ui/y/e.js", "'y'").settle();
    let mut build = tree.build();
    build.references("*", References::hashed().imports(imports));
    let report = run(&build).report();
    assert_eq!(run(&build).report().bytes_written(), 0, "and again the same");
    let page = marked(&tree, "page.html", &ALL);
    let module = "</script><script type=module src=@m.js></script>";
    let map = page.strip_prefix("<script type=importmap>").and_then(|it| it.strip_suffix(module));
    (map.unwrap_or_else(|| panic!("{page}")).to_owned(), report)
}

/// Returns the entries of an import map of `Imports::Map`, without those of these modules.
fn entries(without: &[&str]) -> String {
    let entry = |path: &&str| {
        let dir = path.rfind('/').map_or(0, |slash| slash + 1);
        format!("\"/{path}\":\"/{}@{}\"", &path[..dir], &path[dir..])
    };
    let all = ALL.iter().filter(|path| !without.contains(path)).map(entry);
    all.collect::<Vec<String>>().join(",")
}

/// What the author maps to something else stays so, and no key is there twice.
#[test]
fn a_map_that_says_of_a_url_what_it_is_wins() {
    for key in ["/a.js", "./a.js", "./x/../a.js"] {
        let map = format!("{{\"imports\":{{\"{key}\":\"/d.js\"}}}}");
        let own = format!("\"{key}\":\"/@d.js\"");
        // Modules ask for the hashed path.
        let expected = format!("{{\"imports\":{{\"/@a.js\":\"/@d.js\",{own}}}}}");
        assert_eq!(linked(&map, Imports::Rewrite).0, expected);
        let expected = format!("{{\"imports\":{{{},{own}}}}}", entries(&["a.js"]));
        assert_eq!(linked(&map, Imports::Map).0, expected);
    }
    let map = "{\"imports\":{\"/a.js\":\"https://cdn.example.com/a.js\",\"/b.js\":null}}";
    let (found, _) = linked(map, Imports::Rewrite);
    let new = "\"/@a.js\":\"https://cdn.example.com/a.js\",\"/@b.js\":null,";
    assert_eq!(found, map.replacen("{\"/a.js", &format!("{{{new}\"/a.js"), 1));
    let (found, _) = linked(map, Imports::Map);
    let new = entries(&["a.js", "b.js"]);
    assert_eq!(found, map.replacen("{\"/a.js", &format!("{{{new},\"/a.js"), 1));
}

/// What has a `?` behind it, is another module.
#[test]
fn a_query_makes_another_key() {
    let map = "{\"imports\":{\"/a.js?v\":\"/d.js?w\"}}";
    let own = "\"/a.js?v\":\"/@d.js?w\"";
    let expected = format!("{{\"imports\":{{\"/@a.js?v\":\"/@d.js?w\",{own}}}}}");
    assert_eq!(linked(map, Imports::Rewrite).0, expected);
    // Nothing leads on from that, so that it keeps its name where modules do.
    let own = "\"/a.js?v\":\"/d.js?w\"";
    let expected = format!("{{\"imports\":{{{},{own}}}}}", entries(&[]));
    let (found, report) = linked(map, Imports::Map);
    assert_eq!((found, report.references_left()), (expected, 1));
}

#[test]
fn a_map_that_moves_a_directory_wins() {
    let map = "{\"imports\":{\"/x/\":\"./y/\",\"/b/\":\"./none/\"}}";
    let own = "\"/x/\":\"./y/\",\"/b/\":\"./none/\"";
    let moved = "\"/x/e.js\":\"/y/@e.js\"";
    let (found, _) = linked(map, Imports::Map);
    assert_eq!(found, format!("{{\"imports\":{{{},{moved},{own}}}}}", entries(&["x/e.js"])));
    let (found, _) = linked(map, Imports::Rewrite);
    assert_eq!(found, format!("{{\"imports\":{{{moved},\"/x/@e.js\":\"/y/@e.js\",{own}}}}}"));
    // A longer name counts more.
    let map = "{\"imports\":{\"q/\":\"./\",\"q/x/\":\"./y/\",\"q/a.js\":\"./b.js\",\"/\":\"https://x.org/\"}}";
    let (found, _) = linked(map, Imports::Map);
    let new = ["b", "d", "m"].map(|it| format!("\"q/{it}.js\":\"/@{it}.js\"")).join(",");
    let new = format!("{new},\"q/y/e.js\":\"/y/@e.js\",\"q/x/e.js\":\"/y/@e.js\"");
    assert_eq!(found, format!("{{\"imports\":{{{new},{}", map[12..].replace("./b.js", "./@b.js")));
}

#[test]
fn scopes_are_of_the_hashed_paths_of_modules() {
    let names = "{\"lib\":\"./d.js\",\"none\":null}";
    for imports in [Imports::Map, Imports::Rewrite] {
        for (of, new) in [
            ("/b.js", "/@b.js"),
            ("./b.js", "./@b.js"),
            ("b.js?x", "@b.js?x"),
            ("/x/", "/x/"),
            ("/none.js", "/none.js"),
            ("https://x.org/b.js", "https://x.org/b.js"),
            ("/page.html", "/page.html"),
        ] {
            let (found, _) = linked(&format!("{{\"scopes\":{{\"{of}\":{names}}}}}"), imports);
            let new = if of.contains('?') && imports == Imports::Map { of } else { new };
            let scopes = format!("\"scopes\":{{\"{new}\":{}}}}}", names.replace("d.js", "@d.js"));
            assert!(found.ends_with(&scopes), "{found}");
        }
    }
    // What is in a scope, is asked for by hashed paths, too.
    let map = "{\"imports\":{},\"scopes\":{\"/x/\":{\"/a.js\":\"/d.js\",\"l/\":\"/y/\"}}}";
    let own = "\"/a.js\":\"/@d.js\",\"l/\":\"/y/\"";
    let (found, _) = linked(map, Imports::Rewrite);
    let new = "\"l/e.js\":\"/y/@e.js\",\"/@a.js\":\"/@d.js\"";
    assert_eq!(found, format!("{{\"imports\":{{}},\"scopes\":{{\"/x/\":{{{new},{own}}}}}}}"));
    let (found, _) = linked(map, Imports::Map);
    let scope = format!("{{\"l/e.js\":\"/y/@e.js\",{own}}}");
    let imports = entries(&[]);
    assert_eq!(found, format!("{{\"imports\":{{{imports}}},\"scopes\":{{\"/x/\":{scope}}}}}"));
}

/// A browser takes those of `[id].js` and `%5Bid%5D.js` for two modules.
#[test]
fn names_that_need_escapes_are_as_browsers_have_them() {
    for (imports, prefix) in
        [(Imports::Map, "/u%20i/"), (Imports::Rewrite, "https://x.org:8443/u/")]
    {
        let tree = Tree::new();
        let own = "{\"imports\":{\"x/\":\"./\",\"../p/it's%20a.js\":\"./d.js\"}}";
        let script = "<script type=module>import './[id].js'</script>";
        tree.write("ui/p/page.html", format!("<script type=importmap>{own}</script>{script}"));
        tree.write("ui/p/[id].js", "1").write("ui/p/it's a.js", "2").write("ui/p/d.js", "3");
        let mut build = tree.settle().build();
        build.references("*", References::hashed().imports(imports)).served_at(prefix);
        run(&build).report();
        let page = text(&tree, "p/page.html");
        let [id, its, d] = ["p/[id].js", "p/it's a.js", "p/d.js"].map(|it| hashed(&tree, it));
        let its = its.replace(' ', "%20");
        let bare = format!(
            "\"x/[id].js\":\"{prefix}{id}\",\"x/d.js\":\"{prefix}{d}\",\"x/it's a.js\":\"{prefix}{its}\""
        );
        let new = match imports {
            Imports::Map => format!(
                "\"{prefix}p/[id].js\":\"{prefix}{id}\",\"{prefix}p/d.js\":\"{prefix}{d}\",{bare}"
            ),
            // In the order of paths: `[` is before letters.
            _ => format!("{bare},\"{prefix}{its}\":\"{prefix}{d}\""),
        };
        let file = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let own = own.replace("./d.js", &format!("./{}", file(&d)));
        let own = own.replace("{\"x/", &format!("{{{new},\"x/"));
        assert!(page.starts_with(&format!("<script type=importmap>{own}")), "{page}\n{own}");
    }
}

/// A browser would not look at a digest of another URL, and block what has another.
#[test]
fn the_digests_that_a_map_says_are_of_hashed_paths() {
    let map = "{\"imports\":{},\"integrity\":{\"/a.js\":\"sha384-x\",\"./none.js\":\"sha384-y\",\"/d.js\":\"\"}}";
    for imports in [Imports::Map, Imports::Rewrite] {
        let (found, _) = linked(map, imports);
        let own =
            "\"integrity\":{\"/@a.js\":\"sha384-x\",\"./none.js\":\"sha384-y\",\"/@d.js\":\"\"}}";
        assert!(found.ends_with(own), "{found}");
    }
    // That of what is written anew is not right any more.
    let tree = Tree::new();
    tree.write("ui/page.html", page("{\"integrity\":{\"/b.js\":\"sha384-x\"}}"));
    tree.write("ui/m.js", "import './b.js'").write("ui/b.js", "import './a.js'");
    tree.write("ui/a.js", "1").settle();
    let mut build = tree.build();
    build.references("*", References::hashed().imports(Imports::Rewrite));
    let messages = run(&build).messages();
    let expected = "page.html:1:39: `integrity` is not that of \"b.js\", whose own references";
    assert!(messages.len() == 1 && messages[0].contains(expected), "{messages:#?}");
    // Those that are made join it, but for those that it has.
    #[cfg(feature = "integrity")]
    {
        build.references("*", References::hashed().imports(Imports::Map).integrity());
        run(&build).report();
        let page = marked(&tree, "page.html", &["a.js", "b.js", "m.js"]);
        assert_eq!(page.matches("\"/@b.js\":\"sha384-").count(), 1, "{page}");
        assert_eq!(page.matches(":\"sha384-").count(), 3, "{page}");
    }
}

/// What imports need not be a module.
#[test]
fn a_script_that_imports_by_a_map_is_enough() {
    let tree = Tree::new();
    let map = "{\"imports\":{\"/a.js\":\"/d.js\"}}";
    let script = "<script>import('/a.js')</script>";
    tree.write("ui/page.html", format!("<script type=importmap>{map}</script>{script}"));
    tree.write("ui/a.js", "1").write("ui/d.js", "2").settle();
    for (imports, new, asked) in [
        (Imports::Rewrite, "\"/@a.js\":\"/@d.js\"", "/@a.js"),
        (Imports::Map, "\"/d.js\":\"/@d.js\"", "/a.js"),
    ] {
        let mut build = tree.build();
        build.references("*", References::hashed().imports(imports));
        run(&build).report();
        let expected = format!(
            "<script type=importmap>{{\"imports\":{{{new},\"/a.js\":\"/@d.js\"}}}}</script>\
             <script>import('{asked}')</script>"
        );
        assert_eq!(marked(&tree, "page.html", &["a.js", "d.js"]), expected);
    }
}

#[test]
fn nothing_is_put_into_what_is_no_import_map() {
    let tree = Tree::new();
    tree.write("ui/page.html", page("{\"imports\":{\"x\":\"./a.js\",}}")).write("ui/m.js", "1");
    tree.write("ui/plain.html", "<script type=importmap>{}}</script>").write("ui/a.js", "2");
    tree.settle();
    let mut build = tree.build();
    build.references("*", References::hashed().imports(Imports::Map));
    let error = run(&build).result.unwrap_err();
    let messages: Vec<String> = error.problems().map(ToString::to_string).collect();
    assert_eq!((error.kind(), messages.len()), (ErrorKind::Reference, 1), "{messages:#?}");
    let expected = "page.html:1:50: the hashed paths of modules cannot be put into this import \
                    map, since it is not JSON: nothing follows a comma: mend it, or";
    assert!(messages[0].contains(expected), "{messages:#?}");
    for imports in [Imports::Rewrite, Imports::Keep] {
        build.references("*", References::hashed().imports(imports));
        let left = if imports == Imports::Keep { 3 } else { 2 };
        assert_eq!(run(&build).report().references_left(), left);
    }
    // A program makes the map of this one.
    tree.write("ui/page.html", page("{{ import_map }}")).settle();
    build.references("*", References::hashed().imports(Imports::Map));
    assert_eq!(run(&build).report().references_left(), 2);
    let expected = page("{{ import_map }}").replace("m.js", "@m.js");
    assert_eq!(marked(&tree, "page.html", &["m.js"]), expected);
}

/// By a hashed path it would run twice, since what is beside it asks for its name.
#[test]
fn a_module_that_is_as_written_keeps_its_name() {
    let tree = Tree::new();
    let map = "{\"imports\":{\"lib\":\"./v/d.js\"},\"scopes\":{\"/v/d.js\":{}}}";
    let text_of_page = format!("{}<script src=v/d.js></script>", page(map));
    tree.write("ui/page.html", &text_of_page).write("ui/m.js", "import './v/d.js'; import 'lib'");
    tree.write("ui/v/d.js", "1").settle();
    for (imports, left, new) in
        [(Imports::Map, 1, "\"/m.js\":\"/@m.js\",\"lib"), (Imports::Rewrite, 2, "\"lib")]
    {
        let mut build = tree.build();
        build.references("*", References::hashed().imports(imports));
        build.references("v/**", References::as_written());
        assert_eq!(run(&build).report().references_left(), left);
        let expected = text_of_page.replace("\"lib", new);
        // What is no module, is one of a page alone.
        let expected = expected.replace("src=m.js", "src=@m.js").replace("src=v/d", "src=v/@d");
        assert_eq!(marked(&tree, "page.html", &["m.js", "v/d.js"]), expected);
        assert_eq!(text(&tree, "m.js"), "import './v/d.js'; import 'lib'");
    }
}

/// An import map of ours has none, so that modules ask for it by its name.
#[test]
fn what_is_imported_and_no_script_has_one_name() {
    let tree = Tree::new();
    let map = "{\"imports\":{\"data\":\"./d.json\"}}";
    let link = "<link rel=modulepreload as=json href=d.json>";
    tree.write("ui/page.html", format!("{}{link}", page(map)));
    tree.write("ui/m.js", "import d from './d.json' with {type: 'json'}");
    tree.write("ui/d.json", "1").settle();
    for (imports, left, hashed) in [(Imports::Map, 2, 0), (Imports::Rewrite, 0, 2)] {
        let mut build = tree.build();
        build.references("*", References::hashed().imports(imports));
        assert_eq!(run(&build).report().references_left(), left);
        let page = marked(&tree, "page.html", &["d.json"]);
        assert_eq!(page.matches("@d.json").count(), hashed, "{page}");
        assert_eq!(text(&tree, "m.js").contains("./d.json"), hashed == 0);
    }
}

#[test]
fn a_script_that_nobody_can_read_is_told_of() {
    let tree = Tree::new();
    tree.write("ui/a.js", "import './b.js'; (").write("ui/b.js", "1").settle();
    let mut build = tree.build();
    build.references("*", References::hashed().imports(Imports::Rewrite));
    let run = run_in(CargoEnv { explain: true, ..no_cargo() }, &build);
    let told = run.told("warning").join("\n");
    assert!(told.contains("a.js: what a script imports is left as it is: it is no Java"), "{told}");
    assert_eq!(run.report().references_left(), 1);
    // Nobody is to write what it imports.
    build.references("*", References::hashed().imports(Imports::Map));
    assert_eq!(super::run(&build).report().references_left(), 0);
}

/// Each name is looked for in all, and each module in all directories and scopes.
#[test]
fn a_large_map_of_many_modules_takes_no_more_time_than_its_length() {
    const MODULES: usize = 2_000;
    const ENTRIES: usize = 16_000;
    let tree = Tree::new();
    let bare = |nth| format!("\"n{nth}\":\"./lib/m{}.js\"", nth % MODULES);
    let scope = |nth| format!("\"./lib/m{nth}.js\":{{\"q\":\"./lib/m0.js\"}}");
    let imports = (0..ENTRIES).map(bare).chain(["\"lib/\":\"./lib/\"".to_owned()]);
    let imports = imports.collect::<Vec<_>>().join(",");
    let scopes = (0..MODULES).map(scope).collect::<Vec<_>>().join(",");
    let map = format!("{{\"imports\":{{{imports}}},\"scopes\":{{{scopes}}}}}");
    let module = "<script type=module src=lib/m0.js></script>";
    tree.write("ui/page.html", format!("<script type=importmap>{map}</script>{module}"));
    for nth in 0..MODULES {
        let next = (nth + 1) % MODULES;
        tree.write(format!("ui/lib/m{nth}.js"), format!("import './m{next}.js'; import 'q'"));
    }
    let mut build = tree.settle().build();
    build.references("*", References::hashed().imports(Imports::Map).preload_modules());
    run(&build).report();
    let page = text(&tree, "page.html");
    assert_eq!(page.matches("rel=\"modulepreload\"").count(), MODULES - 1);
    assert_eq!(page.matches("\"lib/m").count(), MODULES, "all of the directory");
}
