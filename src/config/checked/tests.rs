use super::*;
use crate::compile::tool::Tool;
use crate::config::options::Links;
use crate::testing::{Fake, Tree, linux, no_cargo};

fn error(build: &Build, env: CargoEnv) -> Error {
    crate::testing::config(build, env).expect_err("the options are refused")
}

#[track_caller]
fn assert_says(error: &Error, words: &[&str]) {
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    for word in words {
        assert!(error.to_string().contains(word), "{word:?} should be in: {error}");
    }
}

#[test]
fn names_of_sets_are_letters_digits_and_dashes() {
    let tree = Tree::new();
    for name in ["", "a b", "a/b", "..", "a.b", "größe", "a\nb", "a\0", "\\"] {
        assert_says(&error(tree.build().name(name), no_cargo()), &[&format!("{name:?}"), "`_`"]);
    }
    for name in ["components", "e-mails_2", "A", "-", "0"] {
        let mut build = tree.build();
        build.name(name);
        let config = crate::testing::config(&build, no_cargo()).unwrap();
        assert_eq!(config.out_file("set"), tree.path("out").join(format!("{name}.set")));
    }
}

#[test]
fn all_problems_are_reported_at_once() {
    let mut build = Build::new();
    build.name("").include("[").exclude("/a").compile("a\\b", Fake::upper()).embed(Embed::Link);
    let error = error(&build, no_cargo());
    assert_eq!(error.problems().count(), 7, "{error}");
    let words = ["set", "no root", "OUT_DIR", "\"[\"", "\"/a\"", "\"a\\\\b\"", "`Embed::Link`"];
    assert_says(&error, &words);
}

#[test]
fn there_must_be_a_root_and_a_place_for_the_output() {
    let tree = Tree::new();
    assert_says(&error(Build::new().out_dir(tree.path("out")), no_cargo()), &["no root", "root("]);
    let words = ["OUT_DIR is not set", "build script", "`run_in`"];
    assert_says(&error(Build::new().root(tree.path("ui")), no_cargo()), &words);
}

#[test]
fn relative_paths_begin_at_the_package() {
    let tree = Tree::new();
    let env = |out: &str| CargoEnv {
        manifest_dir: Some(tree.path("")),
        out_dir: Some(tree.path(out)),
        ..no_cargo()
    };
    let mut build = Build::new();
    build.root("ui").root(tree.path("other"));
    let config = crate::testing::config(&build, env("out")).unwrap();
    assert_eq!(config.roots[0].path, tree.path("ui"));
    assert_eq!(config.roots[0].given, "ui");
    assert_eq!(config.roots[1].path, tree.path("other"));
    assert_eq!(config.out_dir, tree.path("out"));
    build.out_dir("elsewhere");
    assert_eq!(crate::testing::config(&build, env("out")).unwrap().out_dir, tree.path("elsewhere"));
}

#[test]
fn a_root_is_told_to_cargo_and_must_fit_in_a_line() {
    let tree = Tree::new();
    let mut build = tree.build();
    build.root("a\nb");
    assert_says(&error(&build, no_cargo()), &[r#""a\nb""#, "control character"]);
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let latin = std::ffi::OsStr::from_bytes(b"\xe9");
        assert_says(&error(tree.build().root(latin), no_cargo()), &[r#""\xE9""#, "UTF-8"]);
    }
}

#[test]
fn the_output_must_not_be_in_a_root() {
    let tree = Tree::new();
    tree.write("ui/deep/out/file", "").write("ui/a", "");
    let out = tree.path("ui/deep/out");
    for root in ["", ".", "ui", "ui/", "ui/.", "out/../ui", "ui/deep", "ui/deep/out"] {
        let error = error(Build::new().root(tree.path(root)).out_dir(&out), no_cargo());
        assert_says(&error, &["ui/deep/out\" is in the root", "directory of their own"]);
        assert_eq!(error.path(), Some(&*tree.path(root)));
    }
    let top = out.ancestors().last().unwrap();
    let error = error(Build::new().root(top).out_dir(&out), no_cargo());
    assert_says(&error, &[&format!("is in the root {}", crate::base::error::shown(top))]);
    // The other way round, what an earlier step generated is embedded.
    let mut build = Build::new();
    build.root(tree.path("ui/deep/out")).out_dir(tree.path("ui/deep"));
    crate::testing::config(&build, no_cargo()).unwrap();
    // Names that only begin alike.
    tree.write("ui-out/file", "");
    let mut build = Build::new();
    build.root(tree.path("ui")).out_dir(tree.path("ui-out"));
    crate::testing::config(&build, no_cargo()).unwrap();
}

#[cfg(unix)]
#[test]
fn links_hide_neither_the_output_nor_a_root() {
    let tree = Tree::new();
    tree.write("ui/out/file", "").link("ui", "link").link("ui/out", "link-out");
    let through = |root: &str, out: &str| {
        error(Build::new().root(tree.path(root)).out_dir(tree.path(out)), no_cargo())
    };
    assert_says(&through("link", "ui/out"), &["is in the root"]);
    assert_says(&through("ui", "link-out"), &["is in the root"]);
    let mut build = tree.build();
    build.root(tree.path("link"));
    assert_says(&error(&build, no_cargo()), &["the same directory"]);
}

#[test]
fn a_prefix_is_a_path_as_components_have_them() {
    let tree = Tree::new();
    for prefix in ["/", "/man", "man/", "man//man1", "..", "man/../x", "./man", "man\\man1", "a\nb"]
    {
        let mut build = tree.build();
        build.root_at(prefix, tree.path("more"));
        let says = format!("cannot put a root at {prefix:?}: a prefix is relative");
        assert_says(&error(&build, no_cargo()), &[&says, "such as \"man/man1\""]);
    }
    let mut build = tree.build();
    build.root_at("man/man1", tree.path("pages")).root_at("", tree.path("more"));
    let config = crate::testing::config(&build, no_cargo()).unwrap();
    let prefixes: Vec<&str> = config.roots.iter().map(|root| root.prefix.as_str()).collect();
    assert_eq!(prefixes, ["", "man/man1/", ""]);
    // The options of a set have them.
    let mut other = tree.build();
    other.root_at("man", tree.path("pages")).root_at("", tree.path("more"));
    let other = crate::testing::config(&other, no_cargo()).unwrap();
    assert_ne!(other.options(), config.options());
}

/// So that two sets with one name are told apart.
#[test]
fn the_options_of_a_set_have_its_tools() {
    let tree = Tree::new();
    let options = |tool: Tool| {
        let mut build = tree.build();
        build.root_from(tool);
        crate::testing::config(&build, no_cargo()).unwrap().options()
    };
    assert_eq!(options(Tool::vite("web")), options(Tool::vite("web")));
    assert_ne!(options(Tool::vite("web")), options(Tool::vite("admin")));
}

#[test]
fn a_root_is_given_once() {
    let tree = Tree::new();
    tree.write("ui/deep/a", "");
    for again in ["ui", "ui/", "./ui", "ui/.", "ui/deep/.."] {
        let mut build = tree.build();
        build.root(tree.path(again));
        let error = error(&build, no_cargo());
        assert_says(&error, &["/ui\" is the same directory as", "leave one of them out"]);
    }
    // Not there yet, and a root inside of another, with other logical paths.
    for roots in [["missing", "missing-too"], ["ui", "ui/deep"]] {
        let mut build = Build::new();
        build.root(tree.path(roots[0])).root(tree.path(roots[1])).out_dir(tree.path("out"));
        crate::testing::config(&build, no_cargo()).unwrap();
    }
    let mut build = Build::new();
    build.root(tree.path("missing")).root(tree.path("missing/")).out_dir(tree.path("out"));
    assert_says(&error(&build, no_cargo()), &["the same directory"]);
}

#[test]
fn packs_are_linked_where_that_is_known_to_work() {
    let tree = Tree::new();
    let mut build = tree.build();
    let config = |build: &Build, env| {
        let config = crate::testing::config(build, env).unwrap();
        (config.library.is_some(), config.any_library.is_some(), config.link_from)
    };
    assert_eq!(config(&build, linux()), (true, true, LINK_FROM));
    assert_eq!(config(&build, no_cargo()), (false, false, LINK_FROM));
    build.embed(Embed::Link);
    assert_eq!(config(&build, linux()), (true, true, 0));
    build.embed(Embed::Include);
    assert_eq!(config(&build, linux()), (false, true, LINK_FROM));

    let mut wasm = linux();
    wasm.target.arch = "wasm32".to_owned();
    wasm.target.pointer_width = "32".to_owned();
    assert_says(&error(build.embed(Embed::Link), wasm), &["wasm32", "`Embed::Auto`"]);
}

#[test]
fn libraries_have_a_name_for_each_package_version_set_and_out_dir() {
    let name = |package: &str, version: &str, set: &str, out_dir: &str| {
        let env = CargoEnv { package: package.to_owned(), version: version.to_owned(), ..linux() };
        library_name(&env, set, Path::new(out_dir))
    };
    let names = [
        name("app", "1.0.0", "ui", "/w/target/debug/build/app-1234/out"),
        name("app2", "1.0.0", "ui", "/w/target/debug/build/app-1234/out"),
        name("app", "1.0.1", "ui", "/w/target/debug/build/app-1234/out"),
        name("app", "1.0.0", "ui2", "/w/target/debug/build/app-1234/out"),
        name("app", "1.0.0", "ui", "/w/target/debug/build/app-5678/out"),
    ];
    for (at, name) in names.iter().enumerate() {
        assert!(!names[..at].contains(name), "{at}: {names:?}");
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'), "{name}");
    }
    // Wherever the workspace is, equal packs make equal libraries.
    assert_eq!(names[0], name("app", "1.0.0", "ui", "/elsewhere/debug/build/app-1234/out"));
}

#[test]
fn the_last_compiler_that_matches_is_used() {
    let tree = Tree::new();
    let mut build = tree.build();
    build.compile("*.css", Fake::new("all", |_, _| Ok(Vec::new())));
    build.compile("print/*.css", Fake::new("print", |_, _| Ok(Vec::new())));
    let options = |build: &Build| crate::testing::config(build, no_cargo()).unwrap().options();
    let before = options(&build);
    build.copy("print/old.css");
    assert_ne!(options(&build), before);
    let config = crate::testing::config(&build, no_cargo()).unwrap();
    let recipe = |path: &str| config.rule(path).map(|rule| rule.recipe.digest);
    let digest = |nth: usize| config.rules[nth].1.as_ref().map(|rule| rule.recipe.digest);
    assert_eq!(recipe("a/site.css"), digest(0));
    assert_eq!(recipe("print/site.css"), digest(1));
    assert_eq!(recipe("site.html"), None);
    assert_eq!(recipe("print/old.css"), None, "a copy cancels what was said before it");
    assert_ne!(digest(0), digest(1));
}

#[test]
fn cargo_says_how_many_threads() {
    let tree = Tree::new();
    let build = tree.build();
    let jobs = |jobs| crate::testing::config(&build, CargoEnv { jobs, ..no_cargo() }).unwrap().jobs;
    assert_eq!(jobs(Some(3)), 3);
    assert_eq!(jobs(Some(0)), 1);
    assert_eq!(jobs(Some(100_000)), 64);
    assert!(jobs(None) >= 1);
}

#[test]
fn options_arrive_as_they_were_set() {
    let tree = Tree::new();
    let mut build = tree.build();
    let config = crate::testing::config(&build, no_cargo()).unwrap();
    assert_eq!((config.name, config.links), ("components", Links::Inside));
    assert!(!config.allow_missing);
    build.links(Links::Refuse).allow_missing().map_above(7).name("x");
    let config = crate::testing::config(&build, no_cargo()).unwrap();
    assert_eq!((config.name, config.links), ("x", Links::Refuse));
    assert_eq!((config.allow_missing, config.map_above), (true, 7));
}

#[test]
fn a_root_is_named_by_its_shortest_path() {
    let [tree, out] = [Tree::new(), Tree::new()];
    let env = |in_manifest_dir| CargoEnv {
        manifest_dir: Some(tree.path("")),
        in_manifest_dir,
        ..no_cargo()
    };
    let place = |root: &Path, env| {
        let mut build = Build::new();
        build.root(root).out_dir(out.path("out"));
        crate::testing::config(&build, env).unwrap().roots.remove(0).path
    };
    let relative = [("ui/a", "ui/a"), ("../ui", "../ui"), ("", ".")];
    for (root, near) in relative {
        assert_eq!(place(Path::new(root), env(true)), Path::new(near));
        assert_eq!(place(Path::new(root), env(false)), tree.path(root));
    }
    let outside = tree.path("").parent().unwrap().join("ui");
    assert_eq!(place(&outside, env(true)), outside);
    assert_eq!(place(&tree.path("ui"), env(true)), Path::new("ui"));
    assert_eq!(place(&tree.path("ui"), env(false)), tree.path("ui"));
}

/// A build script has the roots of its package by relative paths, and OUT_DIR may be in it.
#[test]
fn what_is_below_out_dir_is_the_scripts_own() {
    let tree = Tree::new();
    let build = tree.build();
    let env = CargoEnv { manifest_dir: Some(tree.path("")), ..no_cargo() };
    let config = crate::testing::config(&build, env).unwrap();
    let is_own = |path: &str| config.is_own(Path::new(path));
    assert!(is_own("out/dist/_t.scss") && config.is_own(&tree.path("out/dist/_t.scss")));
    assert!(is_own("out/dist/../x.scss"));
    assert!(!is_own("out/../ui/x.scss") && !config.is_own(&tree.path("out/dist/../../ui/x")));
    assert!(!is_own("outside/x.scss") && !is_own("ui/x.scss"));
    let config = crate::testing::config(&build, no_cargo()).unwrap();
    assert!(config.is_own(&tree.path("out/dist/_t.scss")) && !config.is_own(&tree.path("ui/x")));
}
