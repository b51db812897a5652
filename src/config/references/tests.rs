use super::*;
use crate::Build;

fn naming(set: impl Fn(&mut Build)) -> (Naming, Vec<String>) {
    let (mut build, mut problems) = (Build::new(), Vec::new());
    set(&mut build);
    let naming = Naming::new(&build, &mut problems);
    (naming, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn some_names_are_kept_and_some_are_given() {
    let (naming, problems) = naming(|build| {
        build.keep_name("feed.xml").keep_name("mail/**").hashed_names("assets/*");
    });
    assert_eq!(problems, [""; 0]);
    let kept = [
        "index.html",
        "a/b.htm",
        "x.xhtml",
        "sw.js",
        "a/sw.js",
        "robots.txt",
        "favicon.ico",
        ".well-known/security.txt",
        "feed.xml",
        "mail/logo.png",
    ];
    for path in kept {
        assert_eq!(naming.of(path), Named::Kept, "{path}");
    }
    assert_eq!(naming.of("assets/index-DfQ0q7.js"), Named::Given);
    assert_eq!(naming.of("assets/index.html"), Named::Given, "what the user says counts");
    for path in ["a.css", "asw.js", "html", "a.html.br", "x/.well-known/a", "my-favicon.ico", "l"] {
        assert_eq!(naming.of(path), Named::Hashed, "{path}");
    }
}

#[test]
fn the_last_glob_that_matches_counts() {
    let (naming, _) = naming(|build| {
        build.references("*", References::hashed().missing("*", Missing::Warn));
        let hashed = References::hashed().missing("*", Missing::Allow);
        build.references("*.css", hashed.missing("x.png", Missing::Error));
        build.references("vendor/**", References::as_written());
    });
    assert!(!naming.links_nothing());
    assert!(naming.rule("vendor/a.css").is_none());
    assert_eq!(naming.rule("a.svg").unwrap().missing("x.png"), Missing::Warn);
    let rule = naming.rule("a.css").unwrap();
    assert_eq!((rule.missing("a/x.png"), rule.missing("y.png")), (Missing::Error, Missing::Allow));
    assert!(Naming::default().links_nothing());
}

#[test]
fn what_cannot_be_is_said_all_at_once() {
    let (_, problems) = naming(|build| {
        build.served_at("ui").keep_name("[").hashed_names("/a");
        build.references("!x", References::hashed().missing("{", Missing::Allow));
    });
    assert_eq!(problems.len(), 5, "{problems:#?}");
    assert!(problems[0].starts_with("cannot serve a set at \"ui\": give a path"), "{problems:?}");
}

/// All of it is part of what the output depends on.
#[test]
fn each_option_has_another_digest() {
    let digest = |set: &dyn Fn(&mut Build)| {
        let mut key = KeyHasher::new("test");
        naming(set).0.describe(&mut key);
        key.finish()
    };
    let missing = |what| References::hashed().missing("*", what);
    let digests = [
        digest(&|_| {}),
        digest(&|it| _ = it.served_at("/ui")),
        digest(&|it| _ = it.keep_name("a")),
        digest(&|it| _ = it.hashed_names("a")),
        digest(&|it| _ = it.references("a", References::hashed())),
        digest(&|it| _ = it.references("a", References::as_written())),
        digest(&|it| _ = it.references("a", References::hashed().imports(Imports::Map))),
        digest(&|it| _ = it.references("a", References::hashed().preload_modules())),
        digest(&|it| _ = it.references("a", References::hashed().integrity())),
        digest(&|it| _ = it.references("a", missing(Missing::Warn))),
        digest(&|it| _ = it.references("a", missing(Missing::Allow))),
    ];
    for (at, digest) in digests.iter().enumerate() {
        assert!(!digests[..at].contains(digest), "{at}");
    }
}
