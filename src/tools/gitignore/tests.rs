#![cfg(unix)]

use std::collections::BTreeSet;
use std::process::Command;

use super::*;
use crate::testing::Tree;

/// What git says of all entries of a tree that is a repository.
fn by_git(tree: &Tree, paths: &[String]) -> BTreeSet<String> {
    let mut command = Command::new("git");
    command.args(["-c", "core.excludesFile=", "check-ignore", "--no-index"]);
    let output = command.args(paths).current_dir(tree.path("")).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// What we say, who do not look into a directory that is ignored.
fn by_us(tree: &Tree) -> BTreeSet<String> {
    fn visit(ignored: &mut Ignored, dir: &Path, prefix: &str, found: &mut BTreeSet<String>) {
        ignored.enter(dir);
        for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            let is_dir = entry.file_type().unwrap().is_dir();
            if ignored.ignores(&entry.path(), is_dir) {
                found.insert(name);
            } else if is_dir && entry.file_name() != ".git" {
                visit(ignored, &entry.path(), &format!("{name}/"), found);
            }
        }
        ignored.leave();
    }
    let dir = tree.path("").canonicalize().unwrap();
    let (mut ignored, _) = Ignored::above(&dir, &dir);
    let mut found = BTreeSet::new();
    visit(&mut ignored, &dir, "", &mut found);
    found
}

#[test]
fn git_ignores_the_same() {
    let files = [
        "a.log",
        "b.txt",
        "keep.log",
        "src/a.log",
        "src/deep/er/a.log",
        "src/deep/er/b.txt",
        "src/deep/keep.log",
        "dist/index.html",
        "src/dist/x.js",
        "build",
        "src/build/x",
        "!bang",
        "#hash",
        "a{b}c",
        "sp ace",
        "trail ",
        "[x].txt",
        "x1y",
        "x2y",
        "a/b/c/d",
        "a/x/d",
        "a/d",
        ".env",
        ".env.local",
        "web/node_modules/x/y",
        "web/.vite/deps",
        "foo/bar/baz",
        "foobar",
    ];
    let patterns = [
        "*.log\n!keep.log",
        "/dist",
        "dist/",
        "build/",
        "/build",
        "src/dist",
        "\\!bang\n\\#hash",
        "# comment\n\n   \nb.txt   ",
        "trail\\ ",
        "a{b}c",
        "\\[x\\].txt",
        "x[12]y",
        "x[!1]y",
        "x[^1]y",
        "a/**/d",
        "**/d",
        "a/**",
        "a/*",
        "a/*/d",
        "foo/*\n!foo/bar",
        "*\n!*.txt\n!*/",
        ".env*\n!.env",
        "*.local",
        "node_modules\n.vite",
        "src/**/er/",
        "deep/**",
        "/src/deep/keep.log",
        "sp ace",
        "foo*",
        "?.txt",
        "x?y",
        "/*\n!/src",
        "\u{FEFF}b.txt",
        "b.txt\r",
        "fo**r",
        "**",
        "src//a.log",
        "/",
        "\\",
    ];
    for pattern in patterns {
        let tree = Tree::new();
        tree.remove("ui").remove("out");
        for file in files {
            tree.write(file, "");
        }
        // The one further down wins.
        tree.write("web/.gitignore", "!.vite\n");
        tree.write(".git/info/exclude", "foobar\n");
        tree.write(".gitignore", pattern);
        let init = Command::new("git").args(["init", "-q"]).current_dir(tree.path("")).status();
        assert!(init.unwrap().success());
        let ours = by_us(&tree);
        let all: Vec<String> = files.map(str::to_owned).to_vec();
        let is_ours = |path: &&String| {
            ours.iter().any(|it| *it == **path || path.starts_with(&format!("{it}/")))
        };
        let ours: BTreeSet<String> = all.iter().filter(is_ours).cloned().collect();
        let gits = by_git(&tree, &all);
        // Git quotes what is odd.
        let gits = gits.iter().map(|it| it.trim_matches('"').to_owned()).collect();
        assert_eq!(ours, gits, "{pattern:?}");
    }
}

#[test]
fn it_is_read_from_the_repository_on_or_from_the_package() {
    let tree = Tree::new();
    tree.write("repo/.gitignore", "top").write("repo/app/.gitignore", "app");
    tree.write("repo/app/web/.gitignore", "web").write(".gitignore", "above");
    let files = |package: &str| {
        let dir = tree.path("repo/app/web").canonicalize().unwrap();
        let package = tree.path(package).canonicalize().unwrap();
        let top = tree.path("").canonicalize().unwrap();
        let (_, files) = Ignored::above(&dir, &package);
        let short = |file: &PathBuf| file.strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
        files.iter().map(short).collect::<Vec<_>>()
    };
    assert_eq!(files("repo/app"), ["repo/app/.gitignore"]);
    assert_eq!(files("ui"), [""; 0]);
    tree.write("repo/.git/HEAD", "");
    assert_eq!(files("ui"), ["repo/.gitignore", "repo/app/.gitignore"]);
}
