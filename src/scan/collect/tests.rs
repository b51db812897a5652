use std::collections::BTreeSet;
use std::path::Path;

use include_components_pack::Digest;

use super::*;
use crate::base::error::{Error, shown};
use crate::base::stat::Stat;
use crate::config::builder::Build;
use crate::testing::{Fake, no_cargo};

/// Returns a listing of files, as a walk would.
fn listing(roots: &[&[&str]]) -> Listing {
    let mut listing = Listing { change: Change::Names, ..Listing::default() };
    let mut level: Vec<(u32, String)> = (0..).zip(roots).map(|(nth, _)| (nth, "".into())).collect();
    while !level.is_empty() {
        let mut next = Vec::new();
        for (root, prefix) in level {
            let (mut names, mut subdirs) = (BTreeSet::new(), BTreeSet::new());
            for below in roots[root as usize].iter().filter_map(|path| path.strip_prefix(&*prefix))
            {
                match below.split_once('/') {
                    Some((subdir, _)) => subdirs.insert(subdir.to_owned()),
                    None => names.insert(below.to_owned()),
                };
            }
            next.extend(subdirs.iter().map(|name| (root, join(&prefix, name) + "/")));
            let file = |name| File { name, stat: Stat::NOWHERE, last: None, now: None };
            let files: Vec<File> = names.into_iter().map(file).collect();
            listing.dirs.push(Dir {
                root,
                prefix,
                stat: Stat::NOWHERE,
                trustworthy: false,
                hidden: Vec::new(),
                excluded: 0,
                excluded_names: Vec::new(),
                subdirs: subdirs.into_iter().collect(),
                count: files.len(),
                files,
                change: Change::Names,
            });
        }
        level = next;
    }
    listing
}

/// A build with the roots `/0` and `/1`, which nobody looks at.
fn build() -> Build {
    let mut build = Build::new();
    build.root("/0").root("/1").out_dir("/out");
    build
}

fn all<'a>(config: &'a Config<'_>, listing: &mut Listing) -> Result<Inputs<'a>, Error> {
    let mut inputs = Inputs::all(config, listing, &LastRun::default(), None);
    match Error::of(std::mem::take(&mut inputs.problems)) {
        Some(error) => Err(error),
        None => Ok(inputs),
    }
}

/// Returns the artifacts' paths.
fn gathered(build: &Build, roots: &[&[&str]]) -> Result<Vec<String>, Error> {
    let config = crate::testing::config(build, no_cargo())?;
    let inputs = all(&config, &mut listing(roots))?;
    Ok(inputs.list.iter().map(|it| it.path().to_owned()).collect())
}

#[track_caller]
fn refused(build: &Build, roots: &[&[&str]]) -> Vec<String> {
    gathered(build, roots)
        .expect_err("the paths are refused")
        .problems()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn components_are_in_the_order_of_their_artifacts() {
    let mut build = build();
    build.compile("*.scss", Fake::upper().renaming(".scss", ".css"));
    let roots = [&["b/z", "b.txt", "a.scss", "a.cst"][..], &["b/a", "a-b", "C"]];
    let in_order = ["C", "a-b", "a.css", "a.cst", "b.txt", "b/a", "b/z"];
    assert_eq!(gathered(&build, &roots).unwrap(), in_order);
}

#[test]
fn each_component_knows_its_file_root_and_place_in_the_listing() {
    let build = build();
    let config = crate::testing::config(&build, no_cargo()).unwrap();
    let mut listing = listing(&[&["b", "x/a"], &["a"]]);
    let digest = |byte| Digest::from_bytes([byte; 32]);
    let mut next = 0;
    for file in listing.dirs.iter_mut().flat_map(|dir| &mut dir.files) {
        next += 1;
        let known = Fingerprint { stat: Stat::NOWHERE, digest: digest(next), racy: false };
        file.last = Some(known);
        file.now = (next != 2).then_some(known);
    }
    let inputs = all(&config, &mut listing).unwrap();
    let known = |it: &Source<'_>| it.known.map(|known| known.digest);
    let found: Vec<_> = inputs
        .sources()
        .map(|it| (it.path.as_str(), it.file(), (it.id.dir, it.id.nth), known(it)))
        .collect();
    let on_disk = |root: &str, path: &str| PathBuf::from(root).join(path);
    assert_eq!(
        found,
        [
            ("a", on_disk("/1", "a"), (1, 0), None),
            ("b", on_disk("/0", "b"), (0, 0), Some(digest(1))),
            ("x/a", on_disk("/0", "x/a"), (2, 0), Some(digest(3))),
        ]
    );
}

#[test]
fn paths_that_some_file_systems_take_for_one_are_refused() {
    for (one, other) in [
        ("Button.html", "button.html"),
        ("BUTTON.html", "Button.html"),
        ("A/x", "a/x"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("CAF\u{c9}", "cafe\u{301}"),
        ("\u{c5}", "\u{212b}"),
        ("a/b", "a\\b"),
        ("A/b", "a\\B"),
    ] {
        for paths in [[one, other], [other, one]] {
            let messages = refused(&build(), &[&paths]);
            let [message] = messages.as_slice() else { panic!("{messages:?}") };
            for name in [one, other] {
                let shown = shown(&Path::new("/0").join(name));
                assert!(message.contains(&shown), "{shown} should be in: {message}");
            }
            assert!(message.contains("differ only in case"), "{message}");
            assert!(message.contains("rename or `exclude`"), "{message}");
        }
        let one_in_each_root = refused(&build(), &[&[one], &[other]]);
        assert_eq!(one_in_each_root.len(), 1, "{one_in_each_root:?}");
    }
    let three = refused(&build(), &[&["readme", "README", "ReadMe", "other"]]);
    assert_eq!(three.len(), 2, "{three:?}");
    // The Turkish letters, the German one and ligatures are letters of their own.
    gathered(&build(), &[&["I", "\u{131}", "ss", "\u{df}", "fi", "\u{fb01}", "a b", "a_b"]])
        .unwrap();
}

#[test]
fn two_files_with_one_path_are_refused() {
    let messages = refused(&build(), &[&["a/b", "c"], &["a/b", "d"]]);
    let [message] = messages.as_slice() else { panic!("{messages:?}") };
    for word in ["two roots", "/0/a/b", "/1/a/b", "rename or `exclude`"] {
        assert!(message.contains(word), "{message}");
    }
    let mut build = build();
    build.compile("*.scss", Fake::upper().renaming(".scss", ".css"));
    for (roots, first, second) in [
        ([&["a.scss", "a.css"][..], &[]], "/0/a.css", "/0/a.scss"),
        ([&["a.scss"], &["a.css"]], "/0/a.scss", "/1/a.css"),
    ] {
        let messages = refused(&build, &roots);
        let [message] = messages.as_slice() else { panic!("{messages:?}") };
        for word in ["compile to one path", first, second] {
            assert!(message.contains(word), "{word} should be in: {message}");
        }
    }
    let folded = refused(&build, &[&["A.scss", "a.css"]]);
    assert!(folded[0].contains("differ only in case"), "{folded:?}");
    gathered(&build, &[&["a.scss", "a.scss.css"]]).unwrap();
}

#[test]
fn artifacts_have_logical_paths() {
    for bad in ["", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a\nb", "a\\b"] {
        let mut build = build();
        let bad_path: &'static str = bad;
        build.compile("*.x", Fake::upper().renaming("c.x", bad_path));
        let messages = refused(&build, &[&["c.x"]]);
        let [message] = messages.as_slice() else { panic!("{messages:?}") };
        for word in [&format!("{bad:?}"), "/0/c.x", "compiler"] {
            assert!(message.contains(word), "{word} should be in: {message}");
        }
    }
}

#[test]
fn secrets_are_embedded_only_if_that_is_said() {
    for path in ["server.pem", "a/id_rsa", "credentials.json", ".env"] {
        let messages = refused(&build(), &[&[path]]);
        let [message] = messages.as_slice() else { panic!("{messages:?}") };
        let remedy = format!(".allow_secret({path:?})");
        for word in [path, "secret", "`exclude`", &remedy] {
            assert!(message.contains(word), "{message}");
        }
        assert_eq!(refused(build().include("**/*"), &[&[path]]).len(), 1, "no consent");
        assert_eq!(refused(build().include(path), &[&[path]]).len(), 1, "nor is this");
        assert_eq!(gathered(build().allow_secret(path), &[&[path]]).unwrap(), [path]);
    }
}

#[test]
fn problems_are_in_path_order() {
    let messages = refused(&build(), &[&["z.pem", "b.key", "A", "a", "m.pem"]]);
    let named = ["/0/a", "/0/b.key", "/0/m.pem", "/0/z.pem"];
    assert_eq!(messages.len(), named.len());
    for (message, name) in messages.iter().zip(named) {
        assert!(message.contains(name), "{name} in {messages:#?}");
    }
}

/// Names that passed in the last run, with the same options, pass unseen.
#[test]
fn only_new_names_are_checked() {
    let build = build();
    let config = crate::testing::config(&build, no_cargo()).unwrap();
    let mut listing = listing(&[&["A", "a"]]);
    listing.change = Change::Contents;
    assert_eq!(all(&config, &mut listing).unwrap().list.len(), 2);
}

#[test]
fn problems_of_the_walk_are_reported_with_those_of_names() {
    let build = build();
    let config = crate::testing::config(&build, no_cargo()).unwrap();
    let found = |path: &str| Problem::with_path(ErrorKind::Link, "a link", Path::new(path), "");
    let mut bad = listing(&[&["b.pem"]]);
    bad.problems = vec![found("/0/c"), found("/0/a")];
    let error = all(&config, &mut bad).unwrap_err();
    let messages: Vec<_> = error.problems().map(ToString::to_string).collect();
    assert_eq!((messages.len(), error.kind()), (3, ErrorKind::Link));
    assert!(messages[1].contains("b.pem"), "{messages:?}");
    let mut good = listing(&[&["a"]]);
    good.problems = vec![found("/0/c")];
    assert!(all(&config, &mut good).is_err());
}
