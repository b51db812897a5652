use super::*;
use crate::testing::Tree;

const LOCK: &str = r#"{"name": "x", "lockfileVersion": 3, "packages": {
    "": {"version": "1.0.0", "dependencies": {"a": "^1"}},
    "node_modules/a": {"version": "1.2.0", "resolved": "https://x/a", "integrity": "sha512-a"},
    "node_modules/a/node_modules/b": {"version": "2.0.0", "integrity": "sha512-b"},
    "node_modules/mac": {"version": "1.0.0", "integrity": "sha512-m", "os": ["darwin"]},
    "node_modules/of-mac": {"version": "1.0.0", "integrity": "sha512-n", "optional": true}
}}"#;

const INSTALLED: &str = r#"{"name": "x", "lockfileVersion": 3, "packages": {
    "node_modules/a": {"version": "1.2.0", "resolved": "https://x/a", "integrity": "sha512-a"},
    "node_modules/a/node_modules/b": {"version": "2.0.0", "integrity": "sha512-b"}
}}"#;

#[test]
fn what_npm_installed_is_of_its_lock_file_or_not() {
    let tree = Tree::new();
    tree.write("ui/package.json", "{}").write("ui/package-lock.json", LOCK);
    let is_installed = || Lock::find(&tree.path("ui")).unwrap().is_installed();
    assert!(!is_installed(), "nothing is installed");
    let marker = "ui/node_modules/.package-lock.json";
    tree.write(marker, INSTALLED);
    assert!(is_installed(), "but for a package of another system, and what only that needs");
    for (from, to) in [
        ("1.2.0", "1.2.1"),
        ("sha512-b", "sha512-c"),
        ("node_modules/a/node_modules/b", "node_modules/b"),
        (
            "\"node_modules/a\": {",
            "\"node_modules/c\": {\"version\": \"1\"}, \"node_modules/a\": {",
        ),
    ] {
        tree.write(marker, INSTALLED.replace(from, to));
        assert!(!is_installed(), "{from} became {to}");
    }
    tree.write(marker, INSTALLED.lines().take(2).collect::<String>() + "}}");
    assert!(!is_installed(), "a package is missing");
}

const YARN_LOCK: &str = r#"# yarn lockfile v1


"@a/b@^1.0.0":
  version "1.2.0"
  resolved "https://x/b.tgz#1"
  integrity sha512-b

c@^3.0.0, "c@npm:d@~3.1":
  version "3.1.0"
  resolved "https://x/c.tgz#2"
  dependencies:
    "@a/b" "^1.0.0"

"e@file:../e":
  version "1.0.0"
"#;

const YARN_INSTALLED: &str = r#"{"flags": ["ignoreScripts"], "lockfileEntries": {
    "@a/b@^1.0.0": "https://x/b.tgz#1", "c@^3.0.0": "https://x/c.tgz#2",
    "c@npm:d@~3.1": "https://x/c.tgz#2", "e@file:../e": ""
}}"#;

/// By what it says, not by times, which say nothing where files were copied or restored.
#[test]
fn what_yarn_installed_is_of_its_lock_file_or_not() {
    let tree = Tree::new();
    tree.write("ui/package.json", "{}").write("ui/yarn.lock", YARN_LOCK);
    let is_installed = || Lock::find(&tree.path("ui")).unwrap().is_installed();
    assert!(!is_installed(), "nothing is installed");
    let marker = "ui/node_modules/.yarn-integrity";
    tree.write(marker, YARN_INSTALLED);
    assert!(is_installed());
    tree.write("ui/yarn.lock", YARN_LOCK.replace('\n', "\r\n"));
    assert!(is_installed(), "git gives lines such ends on Windows");
    for (from, to) in [
        ("b.tgz#1", "b.tgz#3"),
        ("c@^3.0.0", "c@^4.0.0"),
        ("\"e@file:../e\": \"\"", "\"e\": \"\""),
        (", \"e@file:../e\": \"\"", ""),
        ("ignoreScripts", "production"),
        ("lockfileEntries", "entries"),
    ] {
        tree.write(marker, YARN_INSTALLED.replace(from, to));
        assert!(!is_installed(), "{from} became {to}");
    }
}

#[test]
fn the_lock_file_says_which_manager_it_is() {
    for (name, text, manager) in [
        ("package-lock.json", "{}", Manager::Npm),
        ("npm-shrinkwrap.json", "{}", Manager::Npm),
        ("pnpm-lock.yaml", "", Manager::Pnpm),
        ("yarn.lock", "# yarn lockfile v1", Manager::Yarn),
        ("yarn.lock", "__metadata:\n  version: 8", Manager::Berry),
        ("bun.lock", "{}", Manager::Bun),
        ("bun.lockb", "", Manager::Bun),
    ] {
        let tree = Tree::new();
        tree.write(format!("ui/{name}"), text).write("ui/sub/.git/HEAD", "");
        tree.write("ui/package.json", "{}").write("ui/sub/package.json", "{}");
        let lock = Lock::find(&tree.path("ui")).unwrap();
        assert_eq!((lock.manager, lock.dir()), (manager, tree.path("ui").as_path()));
        assert!(Lock::find(&tree.path("ui/sub")).is_none(), "not beyond a repository");
        tree.remove("ui/sub/.git");
        assert_eq!(Lock::find(&tree.path("ui/sub")).unwrap().dir(), tree.path("ui"));
        assert!(!lock.is_installed());
    }
}

#[test]
fn the_others_are_known_by_a_copy_or_by_time() {
    let tree = Tree::new();
    tree.write("ui/package.json", "{}").write("ui/pnpm-lock.yaml", "a: 1");
    let is_installed = || Lock::find(&tree.path("ui")).unwrap().is_installed();
    tree.write("ui/node_modules/.pnpm/lock.yaml", "a: 2");
    assert!(!is_installed());
    tree.write("ui/node_modules/.pnpm/lock.yaml", "a: 1\nb: 2\n")
        .write("ui/pnpm-lock.yaml", "a: 1");
    assert!(!is_installed());
    tree.write("ui/pnpm-lock.yaml", "a: 1\r\nb: 2\r\n");
    assert!(is_installed(), "git gives lines such ends on Windows");
    tree.remove("ui/pnpm-lock.yaml").write("ui/yarn.lock", "__metadata:");
    tree.write("ui/node_modules/.yarn-state.yml", "");
    let lock = std::fs::File::options().append(true).open(tree.path("ui/yarn.lock")).unwrap();
    let installed = std::fs::metadata(tree.path("ui/node_modules/.yarn-state.yml")).unwrap();
    let later = |by| lock.set_modified(installed.modified().unwrap() + by).unwrap();
    later(Duration::from_secs(60));
    assert!(!is_installed());
    // Yarn may write it after what it installed.
    later(Duration::from_millis(20));
    assert!(is_installed());
    later(Duration::ZERO);
    assert!(is_installed());
}

/// Scripts of packages are run only if that is asked for.
#[test]
fn no_manager_runs_scripts_unasked() {
    for manager in [Manager::Npm, Manager::Pnpm, Manager::Yarn, Manager::Berry, Manager::Bun] {
        let without = (manager.args(false), manager.env(false));
        let refuses = without.0.contains(&"--ignore-scripts")
            || without.1 == Some(("YARN_ENABLE_SCRIPTS", "false"));
        assert!(refuses, "{manager:?}");
        let with = (manager.args(true), manager.env(true));
        assert!(!with.0.contains(&"--ignore-scripts") && with.1.is_none(), "{manager:?}");
    }
}

/// A front end in Rust needs none of the packages above it.
#[test]
fn a_tool_of_npm_is_of_the_package_above() {
    let tree = Tree::new();
    let dir = tree.path("ui/deep");
    let found = |program: &str| package_of(&dir, program);
    tree.write("ui/deep/a.css", "");
    assert_eq!(found("node_modules/.bin/vite"), None);
    tree.write("ui/package.json", "{}");
    assert_eq!(found("node_modules/.bin/vite"), Some(tree.path("ui").as_path()));
    assert_eq!(found("trunk"), None);
    tree.write("ui/deep/.git", "");
    assert_eq!(found("node_modules/.bin/vite"), None, "not beyond a repository");
    tree.write("ui/deep/package.json", "{}");
    assert_eq!(found("trunk"), Some(dir.as_path()));
}
