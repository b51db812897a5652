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
    for rest in ["exit 2", "echo 1.2; exit 1", "exit 0", "kill -s KILL $$", "printf ' \\n'"] {
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
    assert!(find_program("sh").is_some_and(|file| file.is_absolute() && file.ends_with("sh")));
    assert_eq!(find_program("no-such-program"), None);
    assert_eq!(
        find_program("src/lib.rs"),
        Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"))
    );
    assert_eq!(find_program("src"), None);
    assert_eq!(version("no-such-program", &["--version".to_owned()]), b"");
}
