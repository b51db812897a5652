//! Pages over real packages of npm's, opened in headless Chromium: with hashed references
//! nothing is missing, and nothing but pages is asked for by another name than a hashed one.
//!
//! The packages are taken from the directory that `INCLUDE_COMPONENTS_TEST_DATA` names, by
//! default `../shared/data` beside the repository, or else by `npm pack`, once. Without npm
//! or Chromium a test says that it did not run; in CI it fails.

mod browser;
#[path = "../compilers/headless.rs"]
mod headless;
mod import_map;
mod packages;
mod server;

use std::path::Path;

use include_components_build::{Build, Cache, Embed, Imports, Missing, References};
use packages::{Package, packages};
use server::Server;

/// The two ways in which modules find one another by hashed paths.
const WAYS: [Imports; 2] = [Imports::Map, Imports::Rewrite];

/// Embeds a package, and serves it; `None` leaves its references as they are.
fn serve(dir: &Path, package: &Package, prefix: &str, imports: Option<Imports>) -> Server {
    let out = tempfile::tempdir_in(dir).unwrap();
    let references = match imports {
        // Each says what it checks, so a digest that is wrong fails the page.
        Some(imports) => References::hashed().imports(imports).integrity(),
        None => References::as_written(),
    };
    let mut build = Build::new();
    build.root(&package.dir).embed(Embed::Include).cache(Cache::at(dir.join("cache")));
    build.references("**", references.missing("**", Missing::Allow)).served_at(prefix);
    package.includes.iter().for_each(|glob| _ = build.include(*glob));
    let (report, _) = build.run_in(out.path()).unwrap_or_else(|error| panic!("{error}"));
    let (count, left) = (report.references(), report.references_left());
    println!("{}: {count} references, {left} left, {prefix} {imports:?}", package.name);
    Server::start(out.path(), prefix)
}

#[test]
fn pages_ask_for_hashed_paths_and_miss_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let Some(packages) = packages(dir.path()) else { return };
    let mut faults = Vec::new();
    for imports in WAYS {
        let mut servers = Vec::new();
        for package in &packages {
            for prefix in ["/", "/a b/ü/"] {
                let prefix = prefix.replace(' ', "%20").replace('ü', "%C3%BC");
                servers.push((package, serve(dir.path(), package, &prefix, Some(imports))));
            }
        }
        let pages = servers.iter().flat_map(|(package, server)| {
            package.pages.iter().map(|page| server.url(page)).collect::<Vec<String>>()
        });
        if !browser::open_all(dir.path(), &pages.collect::<Vec<String>>()) {
            return;
        }
        for (package, server) in &servers {
            let asked = server.asked();
            let name = format!("{} {} {imports:?}", package.name, server.prefix);
            println!("{name}: {} requests", asked.len());
            let wrong = asked.iter().filter(|it| !it.is_right(package.unhashed));
            faults.extend(wrong.map(|it| format!("{name}: {it:?}")));
            for page in package.pages.iter().filter(|page| page.starts_with("test-")) {
                let is_done = asked.iter().any(|it| it.path == format!("done-{page}"));
                faults.extend((!is_done).then(|| format!("{name}: {page} did not run")));
            }
            if asked.len() < package.requests {
                faults.push(format!("{name}: only {} requests", asked.len()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pages_look_as_they_do_without() {
    let dir = tempfile::tempdir().unwrap();
    let Some(packages) = packages(dir.path()) else { return };
    let packages = packages.iter().filter_map(|it| Some((it, it.picture?)));
    let packages: Vec<(&Package, &str)> = packages.collect();
    assert_eq!(packages.len(), 3);
    let picture = |imports| {
        let servers: Vec<(Server, &str)> = packages
            .iter()
            .map(|(package, page)| (serve(dir.path(), package, "/ui/", imports), *page))
            .collect();
        let pages: Vec<String> = servers.iter().map(|(server, page)| server.url(page)).collect();
        let picture = browser::picture(dir.path(), &pages);
        // A blank page looks like another.
        for (server, _) in servers.iter().filter(|_| picture.is_some()) {
            let asked = server.asked();
            assert!(asked.len() >= 4 && asked.iter().all(|it| it.status < 400), "{asked:#?}");
        }
        picture
    };
    let Some(expected) = picture(None) else { return };
    assert!(expected.len() > 8_000, "{} bytes: nothing is to be seen", expected.len());
    for imports in WAYS {
        assert!(picture(Some(imports)) == Some(expected.clone()), "other pixels with {imports:?}");
    }
}
