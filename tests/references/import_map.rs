//! A page with an import map of its own, whose modules must be the same by each way, and
//! each run once.

use std::path::Path;

use include_components_build::{Build, Cache, Embed, References};

use crate::server::Server;
use crate::{WAYS, browser};

const PAGE: &str = r#"<!doctype html><script type=importmap>{
  "imports": {
    "/ui/a.js": "/ui/d.js", "./it's [x].js": "./d.js", "/ui/moved/": "/ui/lib/",
    "bare": "./b.js", "lib/": "./lib/", "lib/x.js": "./d.js"
  },
  "scopes": {
    "/ui/b.js": {"who": "./lib/e.js"}, "./lib/": {"who": "./d.js", "/ui/a.js": "/ui/f.js"},
    "/ui/c.js": {"/ui/d.js": "/ui/lib/x.js"}
  }
}</script><script type=module src=m.js></script>"#;

/// What a module imports, by its path; each says that it ran.
const MODULES: [(&str, &str); 13] = [
    ("a.js", ""),
    ("b.js", "import 'who';"),
    ("c.js", "import './d.js';"),
    ("d.js", ""),
    ("f.js", ""),
    ("g.js", "import './[id].js';"),
    ("[id].js", "export const url = import.meta.url;"),
    ("it's [x].js", ""),
    ("escA.js", ""),
    ("lib/e.js", "import 'who'; import '../a.js';"),
    ("lib/x.js", ""),
    ("lib/y.js", ""),
    ("moved/y.js", ""),
];

/// Nothing late: when nothing is on its way, Chromium takes the page for done.
const FIRST: &str = r#"import './a.js'; import 'bare'; import 'lib/e.js'; import 'lib/x.js';
import './moved/y.js'; import './c.js'; import "./it's [x].js"; import './esc\x41.js';
import './g.js'; import { url } from './[id].js';
if (import.meta.resolve('./[id].js') === url) fetch('done-' + ran.sort().join('+'));"#;

/// Returns what ran; `None` without Chromium.
fn ran(dir: &Path, references: References) -> Option<(Server, String)> {
    let out = tempfile::tempdir_in(dir).unwrap();
    let mut build = Build::new();
    build.root(dir.join("ui")).embed(Embed::Include).cache(Cache::off()).served_at("/ui/");
    build.references("**", references);
    build.run_in(out.path()).unwrap_or_else(|error| panic!("{error}"));
    let server = Server::start(out.path(), "/ui/");
    browser::open_all(dir, &[server.url("page.html")]).then(|| {
        let done = server.asked().into_iter().find(|it| it.path.starts_with("done-"));
        let done = done.map_or_else(|| panic!("{:#?}", server.asked()), |it| it.path);
        (server, done)
    })
}

#[test]
fn an_import_map_of_the_page_means_what_it_did() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join("ui").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("page.html", PAGE);
    write("m.js", FIRST);
    for (path, imports) in MODULES {
        let name = path.replace(['/', ' ', '\''], "");
        write(path, &format!("{imports} (globalThis.ran ??= []).push('{name}');"));
    }
    let Some((_, expected)) = ran(dir.path(), References::as_written()) else { return };
    assert_eq!(expected, "done-[id].js+b.js+c.js+d.js+escA.js+f.js+g.js+libe.js+libx.js+liby.js");
    for imports in WAYS {
        let references = References::hashed().imports(imports).integrity().preload_modules();
        let Some((server, found)) = ran(dir.path(), references) else { return };
        assert_eq!(found, expected, "{imports:?}");
        let asked = server.asked();
        let wrong: Vec<_> = asked.iter().filter(|it| !it.is_right(&[])).collect();
        assert!(wrong.is_empty() && asked.len() == 13, "{imports:?}: {asked:#?}");
    }
}
