//! Roots that tools make: shell scripts that count their runs.
#![cfg(unix)]

mod live;
mod manifests;
mod moving;
mod places;
mod prebuilt;
mod secrets;

use std::path::Path;
use std::time::{Duration, Instant};

use super::*;
use crate::ErrorKind;
use crate::base::cargo_env::ToolEnv;
use crate::compile::tool::Tool;
use crate::testing::{Tree, no_cargo};

/// Makes a package whose tool writes `index.html`, which has the texts, and two files more.
fn web() -> Tree {
    let tree = Tree::new();
    tree.write("web/src/a.txt", "one ").write("web/.gitignore", "*.log\ndist\n.env.local\n");
    tree.write("web/make.sh", MAKE);
    tree
}

const MAKE: &str = r#"echo run >>"$2"
mkdir -p "$1/assets"
cat src/*.txt .env* >"$1/index.html" 2>/dev/null
echo same >"$1/assets/same-12345678.js"
echo "$HOME $TOKEN_OF_NOBODY" >"$1/home"
"#;

/// The tool of [`web`], which notes its runs in a file.
fn tool(tree: &Tree) -> Tool {
    let runs = tree.path("runs");
    Tool::new("sh", "web").args(["make.sh", "{outdir}", runs.to_str().unwrap()])
}

/// What a run is given besides the tool.
fn env(tree: &Tree) -> CargoEnv {
    CargoEnv {
        manifest_dir: Some(tree.path("")),
        cache: Some(tree.path("cache").into()),
        package: "app".to_owned(),
        ..no_cargo()
    }
}

fn run_with(tree: &Tree, tool: Tool, env: CargoEnv, out: &str) -> Result<Report, Error> {
    let mut build = Build::new();
    build.root_from(tool).out_dir(tree.path(out));
    std::fs::create_dir_all(tree.path(out)).unwrap();
    crate::testing::run_in(env, &build)
}

fn run(tree: &Tree) -> Result<Report, Error> {
    run_with(tree, tool(tree), env(tree), "out")
}

/// Runs a build; returns how many times its tool ran.
fn runs(tree: &Tree) -> usize {
    run(tree).unwrap().tools_run()
}

/// Returns a file that the tool made.
fn made(tree: &Tree, path: &str) -> String {
    let file = format!("out/components.tool/0/out/{path}");
    String::from_utf8(tree.read(file)).unwrap()
}

/// What a tool's run, or its absence, would be told of.
fn told(tree: &Tree, tool: Tool, env: CargoEnv) -> Vec<String> {
    let mut build = Build::new();
    build.root_from(tool).out_dir(tree.path("out"));
    let mut directives = Directives::default();
    run_stages(&mut crate::testing::config(&build, env).unwrap(), &mut directives).unwrap();
    directives.lines().map(str::to_owned).collect()
}

#[test]
fn it_runs_when_an_input_changed_and_never_else() {
    let tree = web();
    let report = run(&tree).unwrap();
    assert_eq!((report.tools_run(), report.components()), (1, 3));
    assert_eq!(runs(&tree), 0);
    type Change<'a> = (&'a str, &'a dyn Fn(), usize);
    let changes: [Change<'_>; 10] = [
        (
            "an ignored file",
            &|| {
                tree.write("web/a.log", "x");
            },
            0,
        ),
        (
            "packages",
            &|| {
                tree.write("web/node_modules/a/b.js", "x");
            },
            0,
        ),
        (
            "a source",
            &|| {
                tree.write("web/src/a.txt", "two ");
            },
            1,
        ),
        (
            "a new source",
            &|| {
                tree.write("web/src/b.txt", "three ");
            },
            1,
        ),
        (
            "the same bytes",
            &|| {
                tree.write("web/src/b.txt", "three ");
            },
            0,
        ),
        (
            "a source less",
            &|| {
                tree.remove("web/src/a.txt");
            },
            1,
        ),
        (
            "its variables",
            &|| {
                tree.write("web/.env", "four ");
            },
            1,
        ),
        (
            "ignored variables",
            &|| {
                tree.write("web/.env.local", "five ");
            },
            1,
        ),
        (
            "the script",
            &|| {
                tree.write("web/make.sh", format!("{MAKE}\n# other"));
            },
            1,
        ),
        (
            "what is ignored",
            &|| {
                tree.write("web/.gitignore", "*.txt\n");
            },
            1,
        ),
    ];
    for (what, change, expected) in changes {
        change();
        assert_eq!((runs(&tree), runs(&tree)), (expected, 0), "{what}");
    }
    assert_eq!(made(&tree, "index.html"), "three four five ");
}

#[test]
fn it_goes_back_without_a_run() {
    let tree = web();
    let first = ("one ", runs(&tree));
    tree.write("web/src/a.txt", "two ");
    assert_eq!((first.1, runs(&tree)), (1, 1));
    tree.write("web/src/a.txt", "one ");
    assert_eq!((runs(&tree), made(&tree, "index.html").as_str()), (0, "one "));
    // Another profile, and a clean one.
    let other = |out| run_with(&tree, tool(&tree), env(&tree), out).unwrap();
    assert_eq!((other("release").tools_run(), other("release").components()), (0, 3));
    tree.remove("out");
    std::fs::create_dir(tree.path("out")).unwrap();
    assert_eq!((runs(&tree), made(&tree, "index.html").as_str()), (0, "one "));
    // Another checkout.
    for file in ["src/a.txt", "make.sh", ".gitignore"] {
        tree.write(format!("clone/web/{file}"), tree.read(format!("web/{file}")));
    }
    let clone = CargoEnv { manifest_dir: Some(tree.path("clone")), ..env(&tree) };
    assert_eq!(run_with(&tree, tool(&tree), clone, "far").unwrap().tools_run(), 0);
    // Without a cache, or with one that was damaged, it runs.
    let no_cache = CargoEnv { cache: Some("off".into()), ..env(&tree) };
    assert_eq!(run_with(&tree, tool(&tree), no_cache, "none").unwrap().tools_run(), 1);
    for name in tree.names("cache/v1") {
        let mut bytes = tree.read(format!("cache/v1/{name}"));
        let len = bytes.len();
        bytes[44.min(len - 1)..].fill(b'x');
        tree.write(format!("cache/v1/{name}"), bytes);
    }
    assert_eq!(other("damaged").tools_run(), 1);
}

/// A folder is updated file by file, so that nothing which stayed is opened again.
#[test]
fn what_stayed_is_not_opened_again() {
    let tree = web();
    run(&tree).unwrap();
    // What was so young that it proved nothing is read once more.
    tree.settle();
    run(&tree).unwrap();
    let before = tree.stat("out/components.tool/0/out/assets/same-12345678.js");
    tree.settle().write("web/src/a.txt", "two ");
    let report = run(&tree).unwrap();
    assert_eq!((report.tools_run(), report.opened()), (1, 1));
    assert_eq!(tree.stat("out/components.tool/0/out/assets/same-12345678.js"), before);
    // What somebody does to the folder is undone.
    tree.settle().write("out/components.tool/0/out/index.html", "mine");
    assert_eq!((runs(&tree), made(&tree, "index.html").as_str()), (0, "two "));
    tree.remove("out/components.tool/0/out");
    assert_eq!((runs(&tree), made(&tree, "index.html").as_str()), (0, "two "));
}

#[test]
fn it_sees_what_is_declared() {
    let tree = web();
    run(&tree).unwrap();
    let home = crate::base::cargo_env::var("HOME").unwrap_or_default();
    assert_eq!(made(&tree, "home").trim(), home.to_str().unwrap());
    tree.write("web/make.sh", "env >\"$1/env\"");
    let tool = tool(&tree).reads_env("CARGO_PKG_NAME").env("SITE_OUT", "{outdir}/x");
    run_with(&tree, tool, env(&tree), "out").unwrap();
    let seen = made(&tree, "env");
    let has = |line: &str| seen.lines().any(|it| it.starts_with(line));
    assert!(has("CARGO_PKG_NAME=include-components-build") && has("NODE_ENV=production"), "{seen}");
    assert!(has("PATH=") && has("CARGO_TARGET_DIR=/") && has("SITE_OUT=/"), "{seen}");
    let is_offline = crate::base::cargo_env::is_cargo_offline();
    assert_eq!(has("CARGO_NET_OFFLINE="), is_offline, "{seen}");
    for hidden in ["CARGO_MANIFEST_DIR=", "CARGO=", "CARGO_PKG_VERSION=", "LD_LIBRARY_PATH="] {
        assert!(!has(hidden), "{seen}");
    }
}

/// What a tool starts stays off the network where the build does.
#[test]
fn an_offline_build_has_offline_tools() {
    let tree = web();
    tree.write("web/make.sh", "env >\"$1/env\"");
    let offline = ToolEnv { offline: true, ..ToolEnv::default() };
    run_with(&tree, tool(&tree), CargoEnv { tools: offline, ..env(&tree) }, "out").unwrap();
    let seen = made(&tree, "env");
    assert!(seen.contains("\nCARGO_NET_OFFLINE=true\n"), "{seen}");
    // Sources that were published are nobody's to fetch more for.
    tree.write(".cargo-ok", "").write("Cargo.toml.orig", "").write("web/new", "");
    run_with(&tree, tool(&tree), env(&tree), "out").unwrap();
    assert!(made(&tree, "env").contains("\nCARGO_NET_OFFLINE=true\n"));
}

/// A front end in Rust is made of what cargo reads above it.
#[test]
fn what_cargo_reads_above_is_an_input() {
    let tree = web();
    tree.write("web/Cargo.toml", "[package]\n").write(".git/HEAD", "");
    assert_eq!((runs(&tree), runs(&tree)), (1, 0));
    for (file, text) in [
        ("Cargo.toml", "[workspace]\n"),
        ("Cargo.toml", "[workspace]\n[profile.release]\nopt-level = \"z\"\n"),
        ("rust-toolchain.toml", "[toolchain]\n"),
        (".cargo/config.toml", "[build]\n"),
    ] {
        tree.write(file, text);
        assert_eq!((runs(&tree), runs(&tree)), (1, 0), "{file}");
        let watched = format!("rerun-if-changed={}", tree.path(file).display());
        let told = told(&tree, tool(&tree), env(&tree));
        assert!(told.contains(&watched), "{told:?}");
    }
}

#[test]
fn a_failure_has_the_tools_own_words_and_changes_nothing() {
    let tree = web();
    run(&tree).unwrap();
    let set = tree.read("out/components.set");
    for (script, expected) in [
        (
            "echo cargo::warning=mine; echo wrong >&2; exit 3",
            vec!["exit status: 3", "wrong", "cargo::warning=mine"],
        ),
        ("exit 0", vec!["\"sh\" succeeded in \"", "/web\", but wrote no file"]),
        ("mkdir -p \"$1/a/b\"", vec!["wrote no file"]),
        ("ln -s /etc/passwd \"$1/link\"", vec!["link", "it is a link"]),
        ("ln -s .. \"$1/up\"; echo >\"$1/a\"", vec!["up", "it is a link"]),
        ("mkfifo \"$1/pipe\"", vec!["no regular file"]),
        ("echo >\"$1/a\\\\b\"", vec!["has a `\\`"]),
        ("sleep 60", vec!["took longer than 1s: killed"]),
    ] {
        tree.write("web/make.sh", script);
        let limit = if script == "sleep 60" { 1 } else { 15 };
        let slow = tool(&tree).timeout(Duration::from_secs(limit));
        let start = Instant::now();
        let error = run_with(&tree, slow, env(&tree), "out").unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(20));
        for expected in expected {
            assert!(error.to_string().contains(expected), "{script}: {error}");
        }
        assert_eq!(tree.read("out/components.set"), set, "{script}");
        assert_eq!(made(&tree, "index.html"), "one ", "{script}");
    }
    tree.write("web/make.sh", MAKE);
    assert_eq!(runs(&tree), 0);
}

#[test]
fn what_cannot_run_says_what_helps() {
    let tree = web();
    let fails = |tool: Tool, env: CargoEnv| run_with(&tree, tool, env, "other").unwrap_err();
    for (tool, expected) in [
        (Tool::new("no-such-tool", "web"), "there is no \"no-such-tool\" in PATH; install it, or"),
        (Tool::new("./vite", "web"), "/web\": there is no file"),
        (tool(&tree).reads("shared/**/*.ts"), "no file matches the glob \"shared/**/*.ts\" of"),
        (Tool::new("node_modules/.bin/vite", "web"), "run `npm install` there; install it, or"),
        (tool(&tree).reads("*.ts"), "it must begin with a directory"),
        (tool(&tree).reads("../**"), "it must begin with a directory"),
        (Tool::new("sh", "no/such"), "its directory is not there"),
        (Tool::new("sh", "ui"), "there is no file in its directory"),
        (Tool::new("sh", "web").arg("{output}"), "cannot run the tool \"sh\" in \""),
    ] {
        let error = fails(tool, env(&tree));
        assert!(error.to_string().contains(expected), "{error}");
    }
    let given = |switch: &str| ToolEnv { switch: switch.to_owned(), ..ToolEnv::default() };
    let error = fails(tool(&tree), CargoEnv { tools: given("never"), ..env(&tree) });
    assert_eq!(error.kind(), ErrorKind::Config);
    let told = told(&tree, tool(&tree), CargoEnv { tools: given("save"), ..env(&tree) });
    assert!(told.iter().any(|it| it.contains("made is not saved")), "{told:?}");
}

/// Code that a tool generates is an input, and the second run has seen it.
#[test]
fn a_tool_may_write_its_own_inputs() {
    let tree = web();
    tree.write("web/make.sh", format!("{MAKE}cat src/a.txt >src/generated.txt"));
    assert_eq!((runs(&tree), runs(&tree)), (2, 0));
    assert_eq!(made(&tree, "index.html"), "one one ");
    tree.write("web/make.sh", format!("{MAKE}date +%N >src/generated.txt"));
    let told = told(&tree, tool(&tree), env(&tree));
    let warning = "\"src/generated.txt\" changes while \"sh\" runs";
    assert!(told.iter().any(|it| it.contains(warning)), "{told:?}");
    assert_eq!(runs(&tree), 2, "nobody knows what its folder is made of");
}

#[test]
fn it_may_stand_beside_a_root() {
    let tree = web();
    tree.write("ui/own.css", "a {}");
    let mut build = tree.build();
    build.root_from(tool(&tree));
    let report = crate::testing::run_in(env(&tree), &build).unwrap();
    assert_eq!((report.components(), report.tools_run()), (4, 1));
    let names = |path: &str| Path::new(path).exists();
    assert!(!names("web/index.html"));
    // One path in both is an error as ever.
    tree.write("ui/index.html", "");
    let error = crate::testing::run_in(env(&tree), &build).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Collision, "{error}");
}
