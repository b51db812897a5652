//! Inputs that change while a tool runs, or whose times say that they did not.

use std::fs::File;
use std::time::SystemTime;

use super::*;

fn set_time(tree: &Tree, file: &str, time: SystemTime) {
    File::open(tree.path(file)).unwrap().set_modified(time).unwrap();
}

#[test]
fn a_tool_that_writes_an_input_each_time_is_told_of() {
    let tree = web();
    let told = |tree: &Tree| told(tree, tool(tree), env(tree));
    let warns = |told: Vec<String>| told.iter().any(|it| it.contains("runs twice"));
    tree.write("web/make.sh", format!("{MAKE}[ -e src/types.txt ] || echo x >src/types.txt"));
    assert!(!warns(told(&tree)));
    tree.write("web/make.sh", format!("{MAKE}sleep 0.05; echo x >src/types.txt"));
    assert!(warns(told(&tree)));
    assert_eq!(runs(&tree), 0);
}

/// As `git stash` and `git stash pop` do: what the tool saw is nowhere any more.
#[test]
fn a_file_that_was_another_one_meanwhile_is_seen() {
    let tree = web();
    let meanwhile = r#"[ -e ../once ] || { touch ../once; echo two >src/a.txt; }"#;
    tree.write("web/make.sh", format!("{meanwhile}\n{MAKE}printf 'one ' >src/a.txt\n"));
    assert_eq!((runs(&tree), runs(&tree)), (2, 0));
    assert_eq!(made(&tree, "index.html"), "one ");
}

/// As `git checkout other` and `git checkout -` do.
#[test]
fn a_file_that_comes_and_goes_meanwhile_is_seen() {
    let tree = web();
    let come = "[ -e ../once ] || echo other >src/other.txt";
    let go = "rm -f src/other.txt; touch ../once";
    tree.write("web/make.sh", format!("{come}\n{MAKE}{go}\n"));
    assert_eq!((runs(&tree), runs(&tree)), (2, 0));
    assert_eq!(made(&tree, "index.html"), "one ");
    // But where something is ignored, the tool may put it there anew each time.
    tree.write("web/make.sh", format!("{MAKE}rm -rf src/dist; mkdir src/dist; touch src/dist/x\n"));
    assert_eq!((runs(&tree), runs(&tree)), (1, 0));
}

/// A tool that writes an input each time hides nothing that somebody else does meanwhile.
#[test]
fn a_file_that_was_another_one_in_the_second_run_is_seen() {
    let tree = web();
    let meanwhile = r#"echo x >src/types.txt
[ -e ../once ] && [ ! -e ../twice ] && { touch ../twice; echo two >src/a.txt; }
touch ../once"#;
    let back =
        "[ -e ../back ] || [ ! -e ../twice ] || { touch ../back; printf 'one ' >src/a.txt; }";
    tree.write("web/make.sh", format!("{meanwhile}\n{MAKE}{back}\n"));
    assert_eq!(runs(&tree), 2);
    assert_eq!(made(&tree, "index.html"), "two\nx\n");
    assert_eq!(runs(&tree), 2, "it was kept under no key");
    assert_eq!(made(&tree, "index.html"), "one x\n");
}

#[test]
fn cargo_comes_back_if_nobody_knows_what_the_folder_is_made_of() {
    let tree = web();
    let told = |tree: &Tree| told(tree, tool(tree), env(tree));
    let comes_back = |told: Vec<String>| told.iter().any(|it| it.ends_with(".racy"));
    tree.settle();
    assert!(!comes_back(told(&tree)));
    tree.write("web/make.sh", format!("{MAKE}echo $$ >src/b.txt; touch -t 202001010000 src/b.txt"));
    tree.settle();
    assert!(comes_back(told(&tree)));
    // Nor is it saved for others with the key of what is there.
    let mut env = env(&tree);
    env.tools.switch = "save".to_owned();
    run_with(&tree, tool(&tree).prebuilt("saved"), env, "out").unwrap();
    assert!(!tree.path("saved").exists());
}

/// A lock file that comes or changes while the tool runs is not that of the packages which
/// it took.
#[test]
fn packages_are_those_of_the_lock_file_when_the_tool_has_run() {
    for is_there in [true, false] {
        let tree = web();
        tree.write("web/package.json", "{}");
        tree.write("web/node_modules/.yarn-integrity", r#"{"lockfileEntries": {}}"#);
        if is_there {
            tree.write("web/yarn.lock", "# none");
        }
        tree.write("web/make.sh", format!("{MAKE}echo vite@8: >yarn.lock\n"));
        assert_eq!(runs(&tree), 2);
        let mut env = env(&tree);
        env.tools.offline = true;
        let error = run_with(&tree, tool(&tree), env, "out").unwrap_err().to_string();
        assert!(error.contains("are not installed"), "{error}");
    }
}

/// Cargo goes by times alone, and what has an old one would be taken for what it has made.
#[test]
fn a_nested_cargo_is_not_misled_by_old_times() {
    let tree = web();
    let make = "cat src/*.txt >\"$1/index.html\"\n\
        mkdir -p \"$CARGO_TARGET_DIR\"; echo run >>\"$CARGO_TARGET_DIR/runs\"\n";
    tree.write("web/make.sh", make).write("web/Cargo.toml", "");
    let target = || tree.read("out/components.tool/0/work/target/runs").len() / "run\n".len();
    let tool = || Tool::new("sh", "web").args(["make.sh", "{outdir}"]);
    let run = || run_with(&tree, tool(), env(&tree), "out").unwrap().tools_run();
    assert_eq!((run(), target()), (1, 1));
    // It sees for itself what is younger than what it has made.
    tree.settle().write("web/src/a.txt", "two ");
    assert_eq!((run(), target()), (1, 2));
    tree.write("web/src/b.txt", "brought");
    set_time(&tree, "web/src/b.txt", SystemTime::now() - Duration::from_secs(3600));
    assert_eq!((run(), target()), (1, 1));
    tree.settle().write("web/src/a.txt", "three ");
    assert_eq!((run(), target()), (1, 2));
    // Brought when it has begun.
    let bring = "[ -e ../brought ] || { touch ../brought; echo b >src/b.txt; \
        touch -t 202001010000 src/b.txt; }";
    tree.settle().write("web/make.sh", format!("{make}{bring}\n"));
    assert_eq!((run(), target()), (2, 1));
    // Put back during the run.
    let put_back = "[ -e ../saved ] || { touch ../saved; cp -p src/b.txt ../b; echo c >src/b.txt; \
        cp -p ../b src/b.txt; }";
    tree.settle().write("web/make.sh", format!("{make}{put_back}\n"));
    assert_eq!((run(), target()), (2, 1));
    // Put back after a run that somebody ended.
    tree.settle().write("web/src/b.txt", "saved").write("web/make.sh", format!("{make}exit 1\n"));
    run_with(&tree, tool(), env(&tree), "out").unwrap_err();
    tree.write("web/src/b.txt", "b\n").write("web/make.sh", make);
    set_time(&tree, "web/src/b.txt", SystemTime::now() - Duration::from_secs(3600));
    assert_eq!((run(), target()), (1, 1));
}

#[test]
fn an_input_from_the_future_is_named() {
    let tree = web();
    set_time(&tree, "web/src/a.txt", SystemTime::now() + Duration::from_secs(3600));
    let told = told(&tree, tool(&tree), env(&tree));
    let warning = told.iter().find(|it| it.contains("modified in the future")).unwrap();
    assert!(warning.contains("web/src/a.txt"), "{warning}");
}

/// Code that a build script generates for its front end, say.
#[test]
fn an_input_that_the_script_writes_each_time_is_named() {
    let tree = web();
    let script = |text: &str| {
        // As cargo does when it starts the script.
        tree.settle().write("invoked.timestamp", "").write("web/src/types.txt", text);
        told(&tree, tool(&tree), env(&tree))
    };
    let warns = |told: Vec<String>| told.iter().any(|it| it.contains("types.txt\" was written"));
    assert_eq!([warns(script("1")), warns(script("2")), warns(script("2"))], [false, false, true]);
    tree.settle().write("invoked.timestamp", "");
    assert!(!warns(told(&tree, tool(&tree), env(&tree))));
}
