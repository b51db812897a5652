//! A run that fails says all that is wrong, and leaves the last output alone.

use std::fs;

use super::*;
use crate::SourceError;
use crate::base::stat::Stat;
use crate::testing::{Fake, Log};

/// Returns what OUT_DIR has: names, bytes and stats.
fn snapshot(tree: &Tree) -> Vec<(String, Vec<u8>, Stat)> {
    let file = |name: String| {
        let path = format!("out/{name}");
        (name, tree.read(&path), tree.stat(&path))
    };
    tree.out().into_iter().map(file).collect()
}

/// A compiler that fails as its input says.
fn failing() -> Fake {
    Fake::new("failing", |input, context| match input {
        b"error" => Err("3:14: unexpected `}`".into()),
        b"str" => panic!("a plain panic"),
        b"string" => panic!("{} panic", "formatted"),
        b"other" => std::panic::panic_any(7),
        b"read" => Ok(context.read("missing/file")?.to_vec()),
        _ => Ok(input.to_vec()),
    })
}

/// Silences the panics of this test's compilers, and of nothing else.
fn quietly(run: impl FnOnce() -> Run) -> Run {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.location().is_some_and(|it| it.file().ends_with("failures.rs")) {
            hook(info);
        }
    }));
    run()
}

#[test]
fn every_component_that_fails_is_reported() {
    let tree = Tree::new();
    for input in ["error", "str", "string", "other", "read", "fine"] {
        tree.write(format!("ui/{input}.x"), input);
    }
    let log = Log::default();
    let mut build = tree.build();
    build.compile("*.x", failing().logging(&log));
    let run = quietly(|| run(&build));
    let error = run.result.as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert_eq!(error.path(), Some(&*tree.path("ui/error.x")));
    let messages = run.messages();
    let expected = [
        ("error.x", "3:14: unexpected `}`"),
        ("other.x", "the compiler panicked"),
        ("read.x", "missing/file"),
        ("str.x", "the compiler panicked: a plain panic"),
        ("string.x", "the compiler panicked: formatted panic"),
    ];
    assert_eq!(messages.len(), expected.len(), "{messages:#?}");
    for (message, (path, cause)) in messages.iter().zip(expected) {
        assert!(message.starts_with("cannot compile \""), "{message}");
        assert!(message.contains(&format!("ui/{path}\"")) && message.contains(cause), "{message}");
    }
    assert_eq!(log.take().len(), 6, "each has been tried");
    assert_eq!(tree.out(), ["components.lock"]);
}

#[test]
fn an_error_with_a_place_begins_with_it() {
    let tree = Tree::new();
    tree.write("ui/a/b.x", "one\ntwo?")
        .write("ui/a/c[1].x", "one\ntwo?")
        .write("ui/d.x", "?")
        .write("ui/dd.x", "?");
    let mut build = tree.build();
    build.compile(
        "*.x",
        Fake::new("places", |input, context| {
            let at = input.iter().position(|byte| *byte == b'?').unwrap_or_default();
            let error = SourceError::new(input, at, "what?");
            let is_elsewhere = context.path().starts_with('d');
            Err(if is_elsewhere { error.in_file("./e/../_f.x") } else { error }.into())
        }),
    );
    let error = run(&build).result.unwrap_err();
    assert_eq!(error.path(), Some(&*tree.path("ui/_f.x")));
    assert_eq!(error.problems().count(), 3, "what two components say of one file is said once");
    let mut directives = Directives::default();
    directives.errors(&error);
    let told: Vec<_> = directives.lines().map(|line| line.trim_start_matches("error=")).collect();
    let line = |path: &str, rest: &str| format!("{}{rest}", tree.told("ui/".to_owned() + path));
    assert_eq!(
        told,
        [
            // What is in another file is shown, and sorted, as an error in that.
            &line("_f.x", ":1:1: what?"),
            "  1 | ?",
            "    | ^",
            &line("a/b.x", ":2:4: what?"),
            "  2 | two?",
            "    |    ^",
            "    = help: to embed it as it is, add `.copy(\"a/b.x\")` after `.compile(…)`",
            &line("a/c[1].x", ":2:4: what?"),
            "  2 | two?",
            "    |    ^",
            "    = help: to embed it as it is, add `.copy(\"a/c\\\\[1\\\\].x\")` after `.compile(…)`",
        ]
    );
}

#[test]
fn a_failure_leaves_the_last_output_as_it_was() {
    type Change = fn(&Tree) -> &Tree;
    let breaks: [(ErrorKind, Change, Change); 6] = [
        (
            ErrorKind::Compile,
            |it| it.write("ui/a.x", "error").write("ui/b", "new").write("ui/c", "new"),
            |it| it.write("ui/a.x", "a").write("ui/b", "b").remove("ui/c"),
        ),
        (ErrorKind::Secret, |it| it.write("ui/id_rsa", ""), |it| it.remove("ui/id_rsa")),
        (
            ErrorKind::Secret,
            |it| it.write("ui/k", "-----BEGIN PRIVATE KEY-----\n").write("ui/c", "new"),
            |it| it.remove("ui/k").remove("ui/c"),
        ),
        (ErrorKind::Collision, |it| it.write("ui/B", ""), |it| it.remove("ui/B")),
        (ErrorKind::Root, |it| it.rename("ui", "gone"), |it| it.rename("gone", "ui")),
        (ErrorKind::Name, |it| it.write("ui/\u{202e}", ""), |it| it.remove("ui/\u{202e}")),
    ];
    let cases = breaks.map(|case| {
        let tree = Tree::new();
        tree.write("ui/a.x", "a").write("ui/b", "b");
        (tree, case)
    });
    cases[cases.len() - 1].0.settle();
    for (tree, (kind, break_it, repair)) in cases {
        let mut build = tree.build();
        build.compile("*.x", failing());
        run(&build).report();
        let (before, pack) = (snapshot(&tree), tree.stat("out/components.pack"));
        if kind == ErrorKind::Collision && tree.path("ui/B").exists() {
            // The file system itself takes `b` and `B` for one.
            continue;
        }
        break_it(&tree);
        for _ in 0..2 {
            let error = run(&build).result.expect_err("a problem");
            assert_eq!(error.kind(), kind, "{error}");
            assert!(snapshot(&tree) == before, "after {kind:?}: {:?}", tree.out());
        }
        repair(&tree);
        run(&build).report();
        assert_texts(&tree, &[("a.x", "a"), ("b", "b")]);
        assert_eq!(tree.stat("out/components.pack"), pack, "{kind:?}: it was right all the time");
    }
}

#[test]
fn a_private_key_is_refused_however_it_got_there() {
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n";
    let tree = Tree::new();
    tree.write("ui/key", key).write("ui/a", "a").settle();
    run(tree.build().allow_secret("key")).report();
    assert_texts(&tree, &[("a", "a"), ("key", key)]);
    // A second file with the same bytes, which the last pack has.
    tree.write("ui/a", key).settle();
    let messages = run(tree.build().allow_secret("key")).messages();
    assert!(messages.len() == 1 && messages[0].contains("ui/a"), "{messages:?}");
    // No longer allowed.
    tree.write("ui/a", "a").settle();
    let messages = run(&tree.build()).messages();
    assert!(messages.len() == 1 && messages[0].contains("ui/key"), "{messages:?}");
    // Through a compiler that would hand it on.
    let mut build = tree.build();
    build.compile("*", Fake::upper());
    let messages = run(&build).messages();
    assert!(messages.len() == 1 && messages[0].contains("ui/key"), "{messages:?}");
}

#[test]
fn an_output_directory_that_is_none_is_an_error() {
    let tree = Tree::new();
    tree.write("ui/a", "").write("file", "");
    for out in ["missing", "file", "file/below"] {
        let mut build = Build::new();
        build.root(tree.path("ui")).out_dir(tree.path(out));
        let error = run(&build).result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Write, "{error}");
        assert_eq!(error.path(), Some(&*tree.path(out)), "{error}");
    }
    // Directories where its files go.
    for name in ["lock", "pack", "set", "pack.new"] {
        let tree = Tree::new();
        tree.write("ui/a", "").write(format!("out/components.{name}/in the way"), "");
        let error = run(&tree.build()).result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Write, "{name}: {error}");
        assert!(error.to_string().contains("out"), "{name}: {error}");
        tree.remove(&format!("out/components.{name}"));
        run(&tree.build()).report();
        assert_texts(&tree, &[("a", "")]);
    }
}

/// Of a file that was there and could not be read nothing is known, so that
/// no result may be kept, whatever the compiler makes of it.
#[cfg(unix)]
#[test]
fn a_read_that_failed_fails_the_component() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "@../pipe").fifo("pipe");
    let mut build = tree.build();
    build.compile("*.inc", Fake::including());
    let messages = run(&build).messages();
    let [message] = messages.as_slice() else { panic!("{messages:?}") };
    assert!(message.contains("ui/a.inc") && message.contains("pipe"), "{message}");
    tree.remove("pipe");
    run(&build).report();
    assert_texts(&tree, &[("a.inc", "?")]);
}

/// With one thread the components are made in the order of their paths.
#[test]
fn a_component_that_goes_away_meanwhile_is_an_error() {
    let tree = Tree::new();
    tree.write("ui/a", "").write("ui/b", "");
    let victim = tree.path("ui/b");
    let mut build = tree.build();
    build.compile(
        "a",
        Fake::new("removes b", move |_, _| {
            fs::remove_file(&victim)?;
            Ok(Vec::new())
        }),
    );
    let error = run_in(CargoEnv { jobs: Some(1), ..no_cargo() }, &build).result.unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Read, Some(&*tree.path("ui/b"))));
    assert!(error.to_string().contains("build again"), "{error}");
}

/// A compiler may read what changes under its hands: both see one content.
#[test]
fn a_file_is_the_same_for_all_in_one_run() {
    let tree = Tree::new();
    tree.write("ui/a", "").write("ui/b", "").write("ui/part", "one");
    let part = tree.path("ui/part");
    let mut build = tree.build();
    build.compile(
        "[ab]",
        Fake::new("reads and writes", move |_, context| {
            let found = context.read("part")?;
            fs::write(&part, "two")?;
            Ok(found.to_vec())
        }),
    );
    run_in(CargoEnv { jobs: Some(1), ..no_cargo() }, &build).report();
    assert_texts(&tree, &[("a", "one"), ("b", "one"), ("part", "one")]);
    // The next run sees what it has become, and that its readers must run.
    run_in(CargoEnv { jobs: Some(1), ..no_cargo() }, &build).report();
    assert_texts(&tree, &[("a", "two"), ("b", "two"), ("part", "two")]);
}

/// Names, contents and compilers: what is wrong with one hides no other.
#[test]
fn all_that_is_wrong_is_said_at_once() {
    let tree = Tree::new();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    tree.write("ui/a.x", "error").write("ui/b/ok.x", "fine").write("ui/photo.avif", pointer);
    tree.write("ui/server.key", "").write("ui/\u{202e}", "").write("ui/B/ok.X", "");
    tree.write("ui/b.pem.txt", "-----BEGIN PRIVATE KEY-----\n").write("ui/y.x", pointer);
    let log = Log::default();
    let mut build = tree.build();
    build.compile("*.{x,key}", failing().logging(&log));
    #[cfg(unix)]
    tree.link("none", "ui/dangling").fifo("ui/fifo");
    let error = run(&build).result.unwrap_err();
    let kinds: Vec<ErrorKind> = error.problems().map(Problem::kind).collect();
    for kind in [
        ErrorKind::Compile,
        ErrorKind::Secret,
        ErrorKind::LfsPointer,
        ErrorKind::Name,
        #[cfg(unix)]
        ErrorKind::Link,
        #[cfg(unix)]
        ErrorKind::FileType,
    ] {
        assert!(kinds.contains(&kind), "{kind:?}: {error}");
    }
    assert_eq!(kinds.iter().filter(|kind| **kind == ErrorKind::LfsPointer).count(), 2, "{error}");
    // What is refused by its name is not compiled, so that no cache has it.
    assert_eq!(log.take(), ["a.x", "b/ok.x"]);
}

#[test]
fn pointers_of_git_lfs_are_refused_again_when_they_are_no_longer_allowed() {
    let tree = Tree::new();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    tree.write("ui/photo.avif", pointer).write("ui/lfs.md", "version https://git-lfs.github.com/");
    tree.settle();
    run(tree.build().allow_lfs_pointers()).report();
    let [message] = run(&tree.build()).messages().try_into().expect("one problem");
    assert!(message.contains("photo.avif") && message.contains("git lfs pull"), "{message}");
}
