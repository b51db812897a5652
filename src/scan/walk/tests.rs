#[cfg(unix)]
mod settled;
#[cfg(unix)]
mod special;

use std::fs;
#[cfg(unix)]
use std::path::Path;

use super::*;
use crate::base::error::Error;
use crate::config::builder::Build;
use crate::scan::stat_index::StatIndex;
use crate::testing::{Tree, no_cargo};

/// Lists the roots of a build, of which no earlier run knows.
fn list(build: &Build) -> Listing {
    let config = crate::testing::config(build, no_cargo()).unwrap();
    walk(&config, &Threads::new(config.jobs), &LastRun::default())
}

/// Lists the roots again, and all of their files.
fn again(config: &Config<'_>, same_options: bool) -> Listing {
    let index = StatIndex::load(&config.out_file("index"));
    let last = LastRun::new(index, same_options);
    let mut listing = walk(config, &Threads::new(1), &last);
    listing.complete(config, &last.index);
    listing
}

/// Returns the sorted logical paths of all files.
fn paths(listing: &Listing) -> Vec<String> {
    let mut paths: Vec<_> = listing
        .dirs
        .iter()
        .flat_map(|dir| dir.files.iter().map(|file| [&*dir.prefix, &file.name].concat()))
        .collect();
    paths.sort();
    paths
}

/// Lists a tree that is in order.
#[track_caller]
fn found(build: &Build) -> Vec<String> {
    let mut listing = list(build);
    assert!(listing.problems.is_empty(), "{:?}", listing.problems);
    assert_eq!(listing.len(), paths(&listing).len());
    listing.dirs.reverse();
    paths(&listing)
}

/// Lists a tree with one problem, which has all these words.
#[track_caller]
fn refused(build: &Build, kind: ErrorKind, words: &[&str]) {
    let error = Error::of(list(build).problems).expect("a problem");
    let messages: Vec<_> = error.problems().map(ToString::to_string).collect();
    let [message] = messages.as_slice() else { panic!("one problem: {messages:#?}") };
    assert_eq!(error.kind(), kind, "{message}");
    for word in words {
        assert!(message.contains(word), "{word:?} should be in: {message}");
    }
}

#[test]
fn files_are_found_in_all_directories_with_their_stats() {
    let tree = Tree::new();
    tree.write("ui/a.html", "1").write("ui/b/c.css", "22").write("ui/b/d/e", "");
    fs::create_dir_all(tree.path("ui/empty/also empty")).unwrap();
    let listing = list(&tree.build());
    assert_eq!(paths(&listing), ["a.html", "b/c.css", "b/d/e"]);
    for dir in &listing.dirs {
        for file in &dir.files {
            let path = format!("ui/{}{}", dir.prefix, file.name);
            assert_eq!(file.stat, tree.stat(&path), "{path}");
            assert!(file.last.is_none() && file.now.is_none());
        }
    }
    assert_eq!(listing.change, Change::Names);
}

#[test]
fn roots_are_listed_each_for_itself() {
    let tree = Tree::new();
    tree.write("ui/a", "").write("ui/b/c", "").write("more/a", "").write("more/b/d", "");
    let mut build = tree.build();
    build.root(tree.path("more"));
    let listing = list(&build);
    assert_eq!(paths(&listing), ["a", "a", "b/c", "b/d"]);
    let mut roots: Vec<_> = listing
        .dirs
        .iter()
        .flat_map(|dir| dir.files.iter().map(|file| (dir.root, file.name.as_str())))
        .collect();
    roots.sort();
    assert_eq!(roots, [(0, "a"), (0, "c"), (1, "a"), (1, "d")]);
}

#[test]
fn a_root_may_be_spelled_in_any_way() {
    let tree = Tree::new();
    tree.write("ui/b/c", "1");
    for root in ["ui", "ui/", "ui/.", "./ui", "out/../ui", "ui/b/.."] {
        let mut build = Build::new();
        build.root(tree.path(root)).out_dir(tree.path("out"));
        assert_eq!(found(&build), ["b/c"], "{root}");
    }
}

#[test]
fn a_root_must_be_a_directory() {
    let tree = Tree::new();
    let mut build = Build::new();
    build.root(tree.path("missing")).out_dir(tree.path("out"));
    refused(&build, ErrorKind::Root, &["missing", "create it", "`allow_missing()`"]);
    build.allow_missing();
    assert_eq!(found(&build), [""; 0]);
    tree.write("missing", "a file");
    refused(&build, ErrorKind::Root, &["missing", "is a file", "directory"]);
    tree.remove("missing").write("missing/a", "");
    assert_eq!(found(&build), ["a"]);
}

/// The same files, whatever the threads do, in directories of every size.
#[test]
fn threads_do_not_change_what_is_found() {
    let tree = Tree::new();
    let mut expected = Vec::new();
    for dir in 0..20 {
        for file in 0..if dir == 7 { 700 } else { dir } {
            let path = format!("{dir}/{}/{file}", dir % 3);
            tree.write(format!("ui/{path}"), "");
            expected.push(path);
        }
    }
    expected.sort();
    for jobs in [1, 2, 8] {
        let build = tree.build();
        let env = crate::base::cargo_env::CargoEnv { jobs: Some(jobs), ..no_cargo() };
        let config = crate::testing::config(&build, env).unwrap();
        let threads = Threads::new(config.jobs);
        let listing = walk(&config, &threads, &LastRun::default());
        assert_eq!(paths(&listing), expected, "{jobs} threads");
    }
}

#[test]
fn hidden_entries_are_left_out_and_counted() {
    let tree = Tree::new();
    for path in [".hidden", ".git/config", ".git/hooks/a", "b/.keep", ".well-known/a", "c/.x/d"] {
        tree.write(format!("ui/{path}"), "");
    }
    let listing = list(&tree.build());
    assert_eq!(paths(&listing), [".well-known/a"]);
    assert_eq!(listing.hidden(), 4, "a directory counts once");
    let listing = list(tree.build().include(".git/**").include("b/.keep"));
    assert_eq!(paths(&listing), [".git/config", ".git/hooks/a", "b/.keep"]);
    let listing = list(tree.build().exclude(".git").exclude("c"));
    assert_eq!((paths(&listing).len(), listing.hidden()), (1, 2));
}

#[test]
fn globs_choose_files_and_directories() {
    let tree = Tree::new();
    for path in ["a.css", "a.txt", "dist/b.css", "node_modules/x/c.css", "x/node_modules/d.css"] {
        tree.write(format!("ui/{path}"), "");
    }
    assert_eq!(
        found(tree.build().include("*.css").exclude("node_modules")),
        ["a.css", "dist/b.css"]
    );
    assert_eq!(
        found(tree.build().exclude("node_modules/**").include("x/**")),
        ["x/node_modules/d.css"]
    );
    assert_eq!(found(tree.build().include("nothing")), [""; 0]);
}

/// What is left out may be anything at all.
#[cfg(unix)]
#[test]
fn what_is_excluded_is_not_looked_at() {
    let tree = Tree::new();
    tree.write("ui/a\nb", "").write("ui/bad\n/c", "").fifo("ui/pipe").link("/", "ui/up");
    tree.link("missing", "ui/dangling");
    let mut build = tree.build();
    build.exclude("a*").exclude("bad*").exclude("pipe").exclude("up").exclude("dangling");
    assert_eq!(found(&build), [""; 0]);
}

#[cfg(unix)]
#[test]
fn names_that_could_not_be_told_are_refused() {
    for (name, shown) in [
        ("a\nb", r"a\nb"),
        ("a\rb", r"a\rb"),
        ("a\tb", r"a\tb"),
        ("\u{1b}[2J", r"\u{1b}[2J"),
        ("\u{7f}", r"\u{7f}"),
        ("\u{85}", r"\u{85}"),
        ("\u{2028}", r"\u{2028}"),
        ("\u{202e}txt.exe", r"\u{202e}txt.exe"),
        ("\u{2066}a", r"\u{2066}a"),
    ] {
        let tree = Tree::new();
        tree.write(Path::new("ui").join(name), "");
        refused(&tree.build(), ErrorKind::Name, &[shown, "control character", "rename"]);
        let tree = Tree::new();
        tree.write(Path::new("ui").join(name).join("inside"), "");
        refused(&tree.build(), ErrorKind::Name, &[shown]);
    }
    let tree = Tree::new();
    for name in ["größe", "図", "a b", "'\"$`", "-rf", "=", "#", "%0a", "\u{301}"] {
        tree.write(Path::new("ui").join(name), "");
    }
    assert_eq!(found(&tree.build()).len(), 9);
}

#[cfg(target_os = "linux")]
#[test]
fn names_are_utf_8() {
    use std::os::unix::ffi::OsStrExt;
    let tree = Tree::new();
    tree.write(Path::new("ui").join(std::ffi::OsStr::from_bytes(b"caf\xe9")), "");
    refused(&tree.build(), ErrorKind::Name, &[r"caf\xE9", "UTF-8", "rename"]);
}

#[test]
fn long_names_and_deep_directories_are_found() {
    let tree = Tree::new();
    let name = "n".repeat(255);
    let deep = "d/".repeat(200);
    tree.write(format!("ui/{name}"), "").write(format!("ui/{deep}file"), "");
    assert_eq!(found(&tree.build()), [format!("{deep}file"), name]);
}

/// Two listings of one tree, the second of which the index of the first helps.
#[test]
fn an_index_changes_nothing_but_what_is_known() {
    let tree = Tree::new();
    tree.write("ui/a", "1").write("ui/b/c", "2").write("ui/.hidden", "").settle();
    let build = tree.build();
    crate::testing::run(&build).unwrap();
    let config = crate::testing::config(&build, no_cargo()).unwrap();
    let listing = again(&config, true);
    assert_eq!((paths(&listing), listing.hidden()), (vec!["a".to_owned(), "b/c".to_owned()], 1));
    assert_eq!(listing.change, Change::None);
    let known: Vec<_> = listing.files().map(|file| file.now.map(|now| now.digest)).collect();
    assert_eq!(known, [b"1", b"2"].map(|bytes| Some(crate::base::hasher::digest(bytes))));

    let other_options = again(&config, false);
    assert_eq!(paths(&other_options), paths(&listing));
    assert_eq!(other_options.change, Change::Names);

    type Edit = fn(&Tree) -> &Tree;
    let edits: [(Edit, Change); 5] = [
        (|it| it.write("ui/a", "2"), Change::Contents),
        (|it| it.write("ui/new", "3"), Change::Names),
        (|it| it.rename("ui/b/c", "ui/b/d"), Change::Names),
        (|it| it.remove("ui/b/d").remove("ui/new").remove("ui/a"), Change::Contents),
        (|it| it.write("ui/a/b", "now a directory"), Change::Names),
    ];
    for (edit, change) in edits {
        edit(&tree);
        let listing = again(&config, true);
        assert_eq!(paths(&listing), paths(&list(&build)), "as without an index");
        assert_eq!(listing.change, change);
    }
}
