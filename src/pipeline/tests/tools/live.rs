//! Tools in live mode, where a look comes many times a minute.

use super::*;

/// Looks as the program in live mode has it done; returns how often the tool ran in all, and
/// what was said.
fn look(tree: &Tree) -> (usize, Option<String>) {
    let env = CargoEnv { live: Some("components".to_owned()), ..env(tree) };
    std::fs::create_dir_all(tree.path("out/components.live")).unwrap();
    let error = run_with(tree, tool(tree), env, "out").err().map(|error| error.to_string());
    (String::from_utf8(tree.read("runs")).unwrap().lines().count(), error)
}

#[test]
fn a_failure_is_told_again_without_a_run() {
    let tree = web();
    tree.write("web/make.sh", "echo run >>\"$2\"; echo wrong >&2; exit 1");
    let (runs, error) = look(&tree);
    assert_eq!(runs, 1);
    assert!(error.as_ref().unwrap().contains("wrong"), "{error:?}");
    assert_eq!(look(&tree), (1, error.clone()));
    assert_eq!(look(&tree), (1, error));
    // Another input is another try, and so is each build of cargo's.
    tree.write("web/src/a.txt", "two ");
    assert_eq!((look(&tree).0, look(&tree).0), (2, 2));
    assert!(run(&tree).is_err() && run(&tree).is_err());
    assert_eq!(look(&tree).0, 4);
    tree.write("web/make.sh", MAKE);
    assert_eq!((look(&tree), look(&tree)), ((5, None), (5, None)));
    // What failed once may not fail again.
    tree.write("web/make.sh", "echo run >>\"$2\"; exit 1");
    assert_eq!((look(&tree).0, look(&tree).0), (6, 6));
    tree.write("web/make.sh", format!("{MAKE}# other"));
    assert_eq!(look(&tree), (7, None));
    tree.write("web/make.sh", "echo run >>\"$2\"; exit 1");
    assert_eq!((look(&tree).0, look(&tree).0), (8, 8));
}

/// A tool that writes its own input, another one each time, is tried by two looks and not for
/// ever: if it fails, too.
#[test]
fn its_own_writes_do_not_start_it_again() {
    for end in ["", "exit 1"] {
        let tree = web();
        tree.write("web/make.sh", format!("{MAKE}date +%N >src/generated.txt; {end}"));
        let looks = || [look(&tree).0, look(&tree).0, look(&tree).0, look(&tree).0];
        assert_eq!(looks(), [2, 4, 4, 4], "{end}");
        assert_eq!(look(&tree).1.is_some(), !end.is_empty());
        tree.write("web/src/a.txt", "two ");
        assert_eq!(looks(), [6, 8, 8, 8], "{end}");
        // What somebody does to the folder is undone.
        if end.is_empty() {
            tree.write("out/components.live/components.tool/0/out/index.html", "mine");
            assert_eq!(looks(), [10, 10, 10, 10]);
        }
    }
}

/// Who saves a file while the tool runs, and again while it runs once more, sees what it
/// makes of that.
#[test]
fn what_is_saved_during_a_run_is_seen() {
    let tree = web();
    let edit = "n=$(cat ../n); [ $n -lt 2 ] && echo $n >src/a.txt; echo $((n + 1)) >../n";
    tree.write("n", "0").write("web/make.sh", format!("{MAKE}{edit}; true"));
    assert_eq!((look(&tree), look(&tree), look(&tree)), ((2, None), (3, None), (3, None)));
    let file = "out/components.live/components.tool/0/out/index.html";
    assert_eq!(tree.read(file), b"1\n");
}
