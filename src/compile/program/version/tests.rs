#![cfg(unix)]

use super::*;
use crate::testing::Tree;

fn asked(tree: &Tree, args: &[&str]) -> String {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let version = version(tree.path("tool").to_str().unwrap(), &args);
    String::from_utf8_lossy(&version).into_owned()
}

/// A program that keeps count of its runs.
fn tool(tree: &Tree, rest: &str) {
    let log = tree.path("log");
    tree.script("tool", &format!("echo \"$@\" >>'{}'\n{rest}", log.display()));
}

#[test]
fn a_program_is_asked_once_until_it_is_another() {
    let tree = Tree::new();
    tool(&tree, "echo tool 1.2; date >&2");
    for _ in 0..3 {
        assert_eq!(asked(&tree, &["--version"]), "tool 1.2");
    }
    assert_eq!(asked(&tree, &["-v", "x"]), "tool 1.2");
    assert_eq!(tree.read("log"), b"--version\n-v x\n");
    tool(&tree, "echo tool 1.3 >&2");
    assert_eq!(asked(&tree, &["--version"]), "tool 1.3");
}

#[test]
fn a_program_that_cannot_tell_is_known_by_its_file() {
    let tree = Tree::new();
    let mut found = Vec::new();
    // Of different lengths, as they are written within one tick of the clock.
    for rest in ["exit 2", "echo 1.2; exit 1", "exit 0; :", "kill -s KILL $$", "printf ' \\n'"] {
        tool(&tree, rest);
        let version = asked(&tree, &["--version"]);
        assert!(version.starts_with(tree.path("tool").to_str().unwrap()), "{rest}: {version}");
        assert!(!found.contains(&version), "{rest}");
        found.push(version);
    }
    tool(&tree, "echo 1.2");
    tree.write("log", "");
    assert!(asked(&tree, &[]).contains("tool"), "it is not asked");
    assert_eq!(tree.read("log"), b"");
}

#[test]
fn a_program_is_found_in_path_or_in_the_package() {
    let find = |program| find_program(program, Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(find("sh").is_some_and(|file| file.is_absolute() && file.ends_with("sh")));
    assert_eq!(find("no-such-program"), None);
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    assert_eq!(find("src/lib.rs"), Some(expected));
    assert_eq!(find("src"), None);
    assert_eq!(version("no-such-program", &["--version".to_owned()]), b"");
}

#[test]
fn a_program_depends_on_each_link_that_leads_to_it() {
    let tree = Tree::new();
    tree.script("v1/tool", "").script("v2/tool", "");
    tree.link("v1", "current").link("../current/tool", "ui/tool");
    let target = |program: &str| super::target(program, &tree.path(""));
    assert_eq!(target("v1/tool"), None);
    let first = target("ui/tool");
    assert!(first.is_some());
    tree.remove("current").link("v2", "current");
    let second = target("ui/tool");
    assert_ne!(first, second, "the second link");
    tree.remove("ui/tool").link("../v2/tool", "ui/tool");
    assert_ne!(second, target("ui/tool"), "the same file by another way");
    // Where the package lies does not matter.
    tree.link(".", "elsewhere");
    assert_eq!(target("ui/tool"), super::target("ui/tool", &tree.path("elsewhere")));
}
