use std::path::Path;

use super::*;
use crate::testing::{Fake, Listing, Tree};

fn left_out(build: &Build) -> Vec<(String, LeftOut)> {
    build.left_out().unwrap()
}

#[test]
fn every_rule_is_named_and_nothing_is_written() {
    let tree = Tree::new();
    for file in [
        "a.css",
        "a.map",
        "_b.css",
        "b/c.txt",
        "b/part.md",
        ".vite/m.json",
        ".DS_Store",
        ".git/x",
        "node_modules/x.css",
    ] {
        tree.write(format!("ui/{file}"), file);
    }
    tree.write("pages/.x", "").settle();
    let mut build = tree.build();
    build.root_at("p", tree.path("pages")).include("*.css").include("*.md").include("*.json");
    build.include("p/*").exclude("*.map").exclude("node_modules");
    build.compile("*.css", Fake::upper().with_partials("_"));
    build.bundle_only("*.md", "all", Listing::default());
    let expected = [
        (".vite/", LeftOut::Hidden),
        ("_b.css", LeftOut::Partial),
        ("a.map", LeftOut::Excluded),
        ("b/c.txt", LeftOut::NotIncluded),
        ("b/part.md", LeftOut::Partial),
        ("node_modules/", LeftOut::Excluded),
        ("p/.x", LeftOut::Hidden),
    ];
    assert_eq!(left_out(&build), expected.map(|(path, why)| (path.to_owned(), why)));
    assert!(tree.out().is_empty());
    // Of a build that has run, as a run that knows the directories does not list them.
    tree.settle();
    for _ in 0..2 {
        let report = crate::testing::run(&build).unwrap();
        assert_eq!((report.hidden(), report.excluded(), report.partials()), (4, 3, 2));
        assert!(report.hidden_paths().any(|path| path == "p/.x"));
    }
    assert_eq!(left_out(&build).len(), expected.len());
    // A root whose prefix is in a directory that is not entered.
    let mut build = tree.build();
    build.root_at("q/r", tree.path("pages")).exclude("q").include("*.css");
    let expected = ("q/r/".to_owned(), LeftOut::Excluded);
    assert!(left_out(&build).contains(&expected));
}

#[test]
fn what_is_wrong_is_an_error() {
    let tree = Tree::new();
    tree.write("ui/server.key", "");
    let error = tree.build().left_out().unwrap_err();
    assert_eq!(error.path(), Some(Path::new(&tree.path("ui/server.key"))));
}
