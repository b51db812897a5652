//! Programs that fail, hang, or whose files change under them.

use super::*;

#[test]
fn a_program_that_fails_says_why_and_leaves_nothing() {
    let tree = Tree::new();
    tree.write("ui/a.in", "in").settle();
    let cases: [(Program, &[&str]); 12] = [
        (Program::new("no-such-program"), &["cannot run \"no-such-program\"", "in PATH"]),
        (Program::new("tools/no-such"), &["tools/no-such\"", "no such file"]),
        (Program::new("./ui"), &["cannot run", "ui\""]),
        (sh("echo 'x:1:2: bad' >&2; exit 3", &[]), &["\"sh\" failed (exit status: 3)\nx:1:2: bad"]),
        (sh("echo printed; exit 1", &["{output}"]), &["failed (exit status: 1)\nprinted"]),
        (sh("kill -s TERM $$", &[]), &["failed (signal: 15"]),
        (sh("echo why >&2", &["{output}"]), &["did not write \"a.in\" as its output", "why"]),
        (sh("mkdir \"$1\"", &["{output}"]), &["did not write", "not a regular file"]),
        (sh(":", &["{depfile}"]), &["did not write its depfile"]),
        (sh("echo nonsense >\"$1\"", &["{depfile}"]), &["line without `:`"]),
        (sh("echo a: ui >\"$1\"", &["{depfile}"]), &["the dependency is a directory", "ui\""]),
        (Program::new("cat").current_dir("missing"), &["no directory", "missing\" to run it in"]),
    ];
    for (command, expected) in cases {
        let text = format!("{command:?}");
        let message = message(&tree, &build(&tree, "*.in", command));
        assert!(
            message.starts_with("cannot compile \"") && message.contains("ui/a.in\""),
            "{message}"
        );
        for expected in expected {
            assert!(message.contains(expected), "{text}: {message}");
        }
        assert_eq!(tree.out(), ["components.lock"], "{text}");
    }
    for command in [sh("", &["{inptu}"]), Program::new("cat").current_dir("{output}")] {
        let message = message(&tree, &build(&tree, "*.in", command));
        assert!(message.contains("cannot use") && message.contains("placeholder"), "{message}");
    }
}

#[test]
fn a_program_that_makes_nothing_is_warned_of_in_each_run() {
    let tree = Tree::new();
    tree.write("ui/a.in", "in").write("ui/blank.in", " \n").write("ui/b.out", "in").settle();
    let mut build = build(&tree, "*.in", sh("cat > /dev/null", &[]));
    build.compile("*.out", sh(": > \"$1\"", &["{output}"]));
    for _ in 0..2 {
        let run = run_at(&tree, &build);
        let expected = [
            "a.in: \"sh\" printed nothing, so the component is empty",
            "b.out: \"sh\" wrote an empty file, so the component is empty",
        ];
        assert_eq!(run.told("warning"), expected);
    }
}

#[test]
fn temporary_files_that_cannot_be_written_are_an_error() {
    let tree = Tree::new();
    tree.write("ui/a", "").settle();
    let build = build(
        &tree,
        "a",
        sh("rm -r ../out/components.tmp; echo >../out/components.tmp", &[])
            .current_dir("ui")
            .then(Program::new("cat")),
    );
    let message = message(&tree, &build);
    assert!(message.contains("ui/a\"") && message.contains("components.tmp"), "{message}");
    assert_eq!(tree.out(), ["components.lock"], "whatever it is, it is removed");
}

#[test]
fn a_program_that_hangs_is_an_error() {
    let tree = Tree::new();
    tree.write("ui/a", "").write("ui/b", "").settle();
    let start = Instant::now();
    let hang = sh("echo before >&2; sleep 600", &[]).timeout(Duration::from_secs(2));
    let messages = run_at(&tree, &build(&tree, "*", hang)).messages();
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(messages.len(), 2);
    for (message, path) in messages.iter().zip(["ui/a\"", "ui/b\""]) {
        let ending = "\"sh\" took longer than 2s: killed\nbefore";
        assert!(message.contains(path) && message.ends_with(ending), "{message}");
    }
    assert_eq!(tree.out(), ["components.lock"]);
}

#[test]
fn what_changes_under_a_program_is_an_error_or_read_again() {
    let tree = Tree::new();
    tree.write("ui/a.in", "in").write("ui/dep", "0").write("dep", "0").settle();
    let edits = "echo x >>ui/a.in; cat \"$1\"";
    let error = message(&tree, &build(&tree, "*.in", sh(edits, &["{input}"])));
    assert!(error.contains("was written to") && error.contains("ui/a.in\""), "{error}");
    // It was run a second time, to see whether that is its way. Of its standard
    // input it has a copy.
    let edits = "echo x >>ui/a.in; cat";
    assert_eq!(compiled(&tree, &build(&tree, "*.in", sh(edits, &[]))), 1);
    assert_texts(&tree, &[("a.in", "inx\nx\n"), ("dep", "0")]);
    tree.write("ui/a.in", "in").settle();
    // Once known, and different each time.
    let edits = "echo a: dep >\"$1\"; echo x >>dep; cat dep";
    let error = message(&tree, &build(&tree, "*.in", sh(edits, &["{depfile}"])));
    assert!(error.contains("was written to") && error.contains("dep\""), "{error}");
    // So young that it may have changed: the program runs a second time.
    tree.write("dep", "young").rejuvenate("dep").write("runs", "");
    let counts = "echo a: dep >\"$1\"; echo x >>runs; cat dep";
    assert_eq!(compiled(&tree, &build(&tree, "*.in", sh(counts, &["{depfile}"]))), 1);
    assert_eq!(tree.read("runs"), b"x\nx\n");
    assert_texts(&tree, &[("a.in", "young"), ("dep", "0")]);
}

#[test]
fn an_artifact_that_clashes_names_both() {
    let tree = Tree::new();
    tree.write("ui/a.ts", "").write("ui/a.js", "").settle();
    let messages =
        run_at(&tree, &build(&tree, "*.ts", Program::new("cat").rename("ts", "js"))).messages();
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("ui/a.ts\"") && messages[0].contains("ui/a.js\""), "{messages:?}");
}

#[test]
fn large_streams_block_nothing() {
    let tree = Tree::new();
    tree.write("ui/a", vec![b'x'; 8 << 20]).write("ui/b", vec![b'y'; 8 << 20]).settle();
    let noisy = sh("cat; head -c 50000000 /dev/zero >&2", &[]);
    assert_eq!(compiled(&tree, &build(&tree, "*", noisy)), 2);
    let found = embedded(&tree);
    assert!(found.iter().all(|(_, bytes)| bytes.len() == 8 << 20));
    let message =
        run_at(&tree, &build(&tree, "*", sh("yes no >&2", &[]).timeout(Duration::from_secs(1))));
    assert!(message.messages().iter().all(|message| message.len() < 20_000));
    // It reads nothing of its input.
    assert_eq!(compiled(&tree, &build(&tree, "*", sh("exec <&-; echo done", &[]))), 2);
}
