//! Programs as compilers.

use std::time::{Duration, Instant};

mod failures;

use super::*;
use crate::Cache;
use crate::Compiler;
use crate::Program;
use crate::testing::Fake;

/// Runs a build of a package that is all of the tree.
fn run_at(tree: &Tree, build: &Build) -> Run {
    run_in(CargoEnv { manifest_dir: Some(tree.path("")), ..no_cargo() }, build)
}

/// Returns how many components a run compiled.
#[track_caller]
fn compiled(tree: &Tree, build: &Build) -> usize {
    run_at(tree, build).report().compiled()
}

/// Returns the message of a run in which one component failed.
#[track_caller]
fn message(tree: &Tree, build: &Build) -> String {
    let messages = run_at(tree, build).messages();
    let [message] = messages.as_slice() else { panic!("{messages:#?}") };
    message.clone()
}

fn build(tree: &Tree, glob: &str, command: impl Compiler + 'static) -> Build {
    let mut build = tree.build();
    build.compile(glob, command);
    build
}

/// A shell with a script; `$1` and so on are the arguments.
fn sh(script: &str, args: &[&str]) -> Program {
    Program::new("sh").args(["-c", script, "sh"]).args(args.iter().copied())
}

/// A compiler that puts the arguments in the place of the component.
fn echo(args: &[&str]) -> Program {
    sh("printf '%s\\n' \"$@\"; cat >/dev/null", args)
}

#[test]
fn a_filter_compiles_what_changed() {
    let tree = Tree::new();
    tree.write("ui/a.txt", "a").write("ui/b.txt", "b").write("ui/c", "c").settle();
    let build = build(&tree, "*.txt", Program::new("tr").args(["a-z", "A-Z"]));
    assert_eq!(compiled(&tree, &build), 2);
    assert_texts(&tree, &[("a.txt", "A"), ("b.txt", "B"), ("c", "c")]);
    let again = run_at(&tree, &build);
    let told = again.told("rerun-if-changed");
    assert_eq!(told.iter().filter(|path| path.ends_with("/tr")).count(), 1, "{told:?}");
    let again = again.report();
    assert_eq!((again.compiled(), again.opened(), again.bytes_written()), (0, 0, 0));
    tree.write("ui/a.txt", "changed").settle();
    assert_eq!(compiled(&tree, &build), 1);
    assert_texts(&tree, &[("a.txt", "CHANGED"), ("b.txt", "B"), ("c", "c")]);
    let has_temp = || tree.out().iter().any(|name| name.ends_with("tmp"));
    assert!(!has_temp());
    tree.write("out/components.tmp/of/a killed run", "");
    assert_eq!(compiled(&tree, &build), 0);
    assert!(!has_temp());
}

#[test]
fn input_and_output_may_be_files_streams_or_both() {
    let tree = Tree::new();
    tree.write("ui/x/a.in", "text").settle();
    let commands = [
        sh("cat", &[]),
        sh("cat \"$1\"", &["{input}"]),
        sh("cat >\"$1\"", &["{output}"]),
        sh("cat \"$1\" >\"$2\"; echo noise; echo noise >&2", &["{input}", "{output}"]),
        sh("cat \"$1\" >\"$2/a.out\"", &["{input}", "{outdir}"]),
        Program::new("dd").args(["if={input}", "of={output}"]),
        Program::new("cp").args(["{input}", "{outdir}/a.out"]),
    ];
    for command in commands {
        let command = command.rename("in", "out");
        let text = format!("{command:?}");
        let build = build(&tree, "*.in", command);
        assert_eq!(compiled(&tree, &build), 1, "{text}");
        assert_texts(&tree, &[("x/a.out", "text")]);
    }
}

#[test]
fn arguments_are_what_they_say() {
    let tree = Tree::new();
    let name = "-o $(touch pwned);`x`*.in";
    tree.write(format!("ui/x/{name}"), "").settle();
    let args = ["{input}", "{path}", "{dir}", "{root}", "{{a}}", "$HOME *", ""];
    run_at(&tree, &build(&tree, "*.in", echo(&args))).report();
    let artifact = format!("x/{name}");
    let expected = format!("ui/x/{name}\nx/{name}\nui/x\nui\n{{a}}\n$HOME *\n\n");
    assert_texts(&tree, &[(&artifact, &expected)]);
    // In its own directory the name alone would be an option.
    let elsewhere = |dir: &str| build(&tree, "*.in", echo(&args[..4]).current_dir(dir));
    run_at(&tree, &elsewhere("{dir}")).report();
    let root = tree.path("ui");
    let expected = format!("./{name}\nx/{name}\n.\n{}\n", root.display());
    assert_texts(&tree, &[(&artifact, &expected)]);
    run_at(&tree, &elsewhere("ui")).report();
    assert_texts(&tree, &[(&artifact, &format!("x/{name}\nx/{name}\nx\n.\n"))]);
    assert!(!tree.path("pwned").exists() && !tree.path("ui/pwned").exists());
}

/// GCC's preprocessor, with the depfile that it writes.
fn gcc(args: &[&str]) -> Program {
    let args = args.iter().copied();
    let command = Program::new("gcc").args(["-E", "-P", "-MD", "-MF", "{depfile}"]);
    command.args(args).rename("c", "i")
}

#[test]
fn a_dependency_in_a_depfile_recompiles_its_readers_alone() {
    let tree = Tree::new();
    tree.write("ui/x/a.c", "#include \"inc/with space#.h\"\n#include \"../../shared/$y.h\"\n");
    tree.write("ui/x/inc/with space#.h", "one\n").write("shared/$y.h", "two\n");
    tree.write("ui/b.c", "b\n").settle();
    for (nth, command) in [
        gcc(&["{input}", "-o", "{output}"]),
        gcc(&["{input}"]),
        gcc(&["-MT", "x", "-x", "c", "-I", "{dir}", "-"]),
        gcc(&["{input}", "-o", "{output}"]).current_dir("{dir}"),
    ]
    .into_iter()
    .enumerate()
    {
        let expected = |one: &str, two: &str| {
            let found = texts(&tree);
            let [b, a] =
                ["b.i", "x/a.i"].map(|path| &found.iter().find(|it| it.0 == path).unwrap().1);
            assert_eq!((a.trim(), b.trim()), (format!("{one}\n{two}").as_str(), "b"));
        };
        tree.write("ui/x/inc/with space#.h", "one\n").write("shared/$y.h", "two\n").settle();
        let build = build(&tree, "*.c", command);
        assert_eq!(compiled(&tree, &build), 2, "{nth}");
        expected("one", "two");
        let again = run_at(&tree, &build).report();
        assert_eq!((again.compiled(), again.opened(), again.bytes_written()), (0, 0, 0), "{nth}");
        tree.write("ui/x/inc/with space#.h", "three\n").settle();
        assert_eq!(compiled(&tree, &build), 1, "{nth}: in the root");
        expected("three", "two");
        tree.write("shared/$y.h", "four\n").settle();
        let changed = run_at(&tree, &build);
        let told = changed.told("rerun-if-changed");
        assert!(told.iter().any(|path| path.ends_with("shared/$y.h")), "{told:?}");
        assert!(!told.iter().any(|path| path.contains("components.tmp")), "{told:?}");
        assert_eq!(changed.report().compiled(), 1, "{nth}: outside of it");
        expected("three", "four");
        assert_eq!(compiled(&tree, &build), 0);
    }
}

#[test]
fn incremental_is_clean_with_programs() {
    let tree = Tree::new();
    for (path, text) in [("ui/a.c", "#include \"x.h\"\n"), ("ui/b.c", "#include \"../y.h\"\n")] {
        tree.write(path, text);
    }
    tree.write("ui/c.words", "").write("ui/x.h", "x\n").write("y.h", "y\n").write("src/a", "a\n");
    let build = |out: &str| {
        let mut build = Build::new();
        build.root(tree.path("ui")).out_dir(tree.path(out)).cache(Cache::off());
        build.compile("*.c", gcc(&["{input}", "-o", "{output}"]).then(Program::new("sort")));
        build.compile("*.words", sh("cat src/*", &[]).reads("src/*"));
        build
    };
    type Edit = fn(&Tree) -> &Tree;
    let edits: [Edit; 9] = [
        |tree| tree.write("ui/x.h", "#include \"../y.h\"\nx\n"),
        |tree| tree.write("y.h", "other\n"),
        |tree| tree.write("src/b", "b\n"),
        |tree| tree.rename("ui/b.c", "ui/d.c"),
        |tree| tree.write("ui/x.h", "x\n").rename("src/a", "src/c"),
        |tree| tree.write("y.h", "and another\n").write("ui/new.c", "1\n0\n"),
        |tree| tree.remove("out/components.index"),
        |tree| tree.remove("src/b"),
        |tree| tree,
    ];
    for (step, edit) in edits.iter().enumerate() {
        // Half of the runs see files so young that programs run twice.
        if step % 2 == 0 {
            tree.settle();
        }
        run_at(&tree, &build("out")).report();
        if tree.path("clean").exists() {
            tree.remove("clean");
        }
        std::fs::create_dir(tree.path("clean")).unwrap();
        run_at(&tree, &build("clean")).report();
        let [found, clean] = ["out", "clean"].map(|out| pack(&tree, out, "components"));
        assert!(found == clean, "{step}: {:#?}", texts(&tree));
        edit(&tree);
    }
}

#[test]
fn another_place_shares_what_was_compiled() {
    let [here, there] = [Tree::new(), Tree::new()];
    for tree in [&here, &there] {
        tree.write("ui/a.c", "#include \"../inc/x.h\"\n").write("inc/x.h", "one\n").settle();
    }
    let counts = |tree: &Tree| {
        let mut build = build(tree, "*.c", gcc(&["{input}", "-o", "{output}"]));
        let report = run_at(tree, build.cache(Cache::at(here.path("cache")))).report();
        (report.compiled(), report.from_cache())
    };
    assert_eq!(counts(&here), (1, 0));
    assert_eq!(counts(&there), (0, 1));
    assert!(pack(&here, "out", "components") == pack(&there, "out", "components"));
    there.write("inc/x.h", "two\n").settle();
    assert_eq!(counts(&there), (1, 0));
    assert_texts(&there, &[("a.i", "two\n")]);
}

#[test]
fn files_by_a_glob_recompile_all() {
    let tree = Tree::new();
    tree.write("ui/a.css", "").write("ui/b.css", "").write("ui/c", "");
    tree.write("src/x.rs", "1").write("src/y/y.rs", "2").write("src/z.txt", "3").settle();
    let script = "cat src/*.rs src/*/*.rs; cat >/dev/null";
    let build = build(&tree, "*.css", sh(script, &[]).reads("src/**/*.rs"));
    assert_eq!(compiled(&tree, &build), 2);
    let text = |text: &str| assert_texts(&tree, &[("a.css", text), ("b.css", text), ("c", "")]);
    text("12");
    let again = run_at(&tree, &build);
    let src = tree.path("src");
    assert!(again.told("rerun-if-changed").contains(&src.to_str().unwrap()));
    let again = again.report();
    assert_eq!((again.compiled(), again.opened(), again.bytes_written()), (0, 0, 0));
    tree.write("src/z.txt", "4").write("src/n.txt", "").settle();
    assert_eq!(compiled(&tree, &build), 0, "these do not match");
    tree.write("src/x.rs", "5").settle();
    assert_eq!(compiled(&tree, &build), 2, "one is edited");
    text("52");
    tree.write("src/y/n.rs", "6").settle();
    assert_eq!(compiled(&tree, &build), 2, "one is new");
    text("562");
    tree.rename("src/y/y.rs", "src/y/a.rs").settle();
    assert_eq!(compiled(&tree, &build), 2, "one is renamed");
    text("526");
    tree.remove("src/x.rs");
    tree.write("src/w.rs", "").settle();
    assert_eq!(compiled(&tree, &build), 2, "one is removed");
    text("26");
    assert_eq!(compiled(&tree, &build), 0);
}

#[test]
fn a_glob_needs_a_directory() {
    let tree = Tree::new();
    tree.write("ui/a", "");
    for glob in ["**/*.rs", "*.rs", "a.rs"] {
        let message = message(&tree, &build(&tree, "a", Program::new("cat").reads(glob)));
        assert!(
            message.contains("ui/a") && message.contains("begin with the directory"),
            "{message}"
        );
    }
    let message = message(&tree, &build(&tree, "a", Program::new("cat").reads("/src/*")));
    assert!(message.contains("\"/src/*\""), "{message}");
}

#[test]
fn a_program_of_the_package_is_a_dependency() {
    let tree = Tree::new();
    tree.write("ui/a", "").script("tools/gen", "echo one").settle();
    let build = build(&tree, "a", Program::new("tools/gen"));
    assert_eq!((compiled(&tree, &build), compiled(&tree, &build)), (1, 0));
    tree.script("tools/gen", "echo two").settle();
    assert_eq!(compiled(&tree, &build), 1);
    assert_texts(&tree, &[("a", "two\n")]);
}

#[test]
fn another_version_recompiles() {
    let tree = Tree::new();
    let tool = |version: &str, output: &str| {
        let script = format!("[ \"$1\" = --version ] && echo {version} || echo {output}");
        tree.script("tool", &script).settle();
    };
    tree.write("ui/a", "");
    tool("1.0", "one");
    let build = || build(&tree, "a", Program::new(tree.path("tool").to_str().unwrap()));
    assert_eq!((compiled(&tree, &build()), compiled(&tree, &build())), (1, 0));
    let run = run_at(&tree, &build());
    assert!(run.told("rerun-if-changed").contains(&tree.path("tool").to_str().unwrap()));
    tool("1.0", "other");
    assert_eq!(compiled(&tree, &build()), 0, "it says that it is the same");
    tool("1.1", "two");
    assert_eq!(compiled(&tree, &build()), 1);
    assert_texts(&tree, &[("a", "two\n")]);
}

#[test]
fn variables_are_in_the_key_or_recorded() {
    let tree = Tree::new();
    tree.write("ui/a", "").settle();
    let command = || sh("echo \"$A $CARGO_PKG_NAME\"", &[]).env("A", "1");
    let one = build(&tree, "a", command());
    assert_eq!((compiled(&tree, &one), compiled(&tree, &one)), (1, 0));
    assert_texts(&tree, &[("a", "1 include-components-build\n")]);
    let two = build(&tree, "a", command().env("A", "2").reads_env("CARGO_PKG_NAME"));
    let run = run_at(&tree, &two);
    assert_eq!(run.told("rerun-if-env-changed"), ["CARGO_PKG_NAME"]);
    assert_eq!(run.report().compiled(), 1);
    assert_texts(&tree, &[("a", "2 include-components-build\n")]);
}

#[test]
fn a_later_step_has_a_file_of_its_own() {
    let tree = Tree::new();
    tree.write("ui/x/a.in", "text").settle();
    let first = Fake::upper().renaming(".in", ".mid");
    let second = sh("cat \"$1\"; echo; basename \"$1\"; echo \"$2\"", &["{input}", "{path}"]);
    let third = sh("cat \"$1\" >\"$2\"; basename \"$2\"", &["{input}", "{output}"]);
    let mut build = tree.build();
    let chain = first.then(second.rename("mid", "out")).then(third.rename("out", "end"));
    build.compile("*.in", chain);
    assert_eq!((compiled(&tree, &build), compiled(&tree, &build)), (1, 0));
    assert_texts(&tree, &[("x/a.end", "TEXT\na.mid\nx/a.mid\n")]);
}
