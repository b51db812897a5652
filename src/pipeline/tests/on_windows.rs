//! Programs as npm installs them on Windows: scripts of its shell.

use std::time::Duration;

use super::*;
use crate::base::cargo_env::CargoEnv;
use crate::compile::program::Program;
use crate::compile::tool::Tool;

/// Makes a package with a tool in `node_modules`, which does this.
fn web(script: &str) -> Tree {
    let tree = Tree::new();
    tree.write("web/package.json", "{}").write("web/.gitignore", "node_modules\r\n*.log\r\n");
    tree.write("web/src/a.js", "1").write("web/a.log", "");
    tree.write("web/node_modules/.bin/make", "#!/bin/sh\n");
    tree.write("web/node_modules/.bin/make.cmd", format!("@echo off\r\n{script}\r\n"));
    tree
}

fn run(tree: &Tree, timeout: Duration) -> Run {
    let tool = Tool::new("node_modules/.bin/make", "web").arg("{outdir}").timeout(timeout);
    let mut build = Build::new();
    build.root_from(tool).out_dir(tree.path("out"));
    let env = CargoEnv { manifest_dir: Some(tree.path("")), ..no_cargo() };
    let mut directives = Directives::default();
    let result = crate::testing::config(&build, env)
        .and_then(|mut config| run_stages(&mut config, &mut directives));
    Run { result, directives: directives.lines().map(str::to_owned).collect() }
}

#[test]
fn a_tool_runs_where_its_shell_can_work() {
    let tree = web("cd >%1\\place.txt");
    let minute = Duration::from_secs(60);
    let first = run(&tree, minute);
    let watched: Vec<_> = first.told("rerun-if-changed").into_iter().map(str::to_owned).collect();
    let place = |path: &str| tree.told(path);
    assert!(watched.contains(&place("web/src")) && !watched.contains(&place("web/a.log")));
    assert!(watched.iter().all(|path| !path.contains('\\')), "{watched:?}");
    assert_eq!(first.report().tools_run(), 1);
    let made = String::from_utf8(tree.read("out/components.tool/0/out/place.txt")).unwrap();
    assert!(made.trim().ends_with("\\web") && !made.starts_with("\\\\"), "{made}");
    assert_eq!(run(&tree, minute).report().tools_run(), 0);
    tree.write("web/a.log", "noise");
    assert_eq!(run(&tree, minute).report().tools_run(), 0);
    tree.write("web/src/b.js", "2");
    assert_eq!(run(&tree, minute).report().tools_run(), 1);
}

#[test]
fn what_a_tool_started_ends_with_it() {
    let help = std::process::Command::new("taskkill").arg("/?").output().unwrap();
    if !String::from_utf8_lossy(&help.stdout).to_lowercase().contains("/t") {
        eprintln!("not tested: the `taskkill` of wine 8 ends one process alone");
        return;
    }
    let tree = web("if \"%1\"==\"again\" goto again\r\ncmd /d /c \"%~f0\" again\r\n:again\r\n\
        echo x>>pulse.log\r\ngoto again");
    let message = run(&tree, Duration::from_secs(5)).messages().concat();
    assert!(message.contains("took longer"), "{message}");
    let len = || std::fs::metadata(tree.path("web/pulse.log")).unwrap().len();
    let before = len();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(len(), before);
}

#[test]
fn a_compiler_is_found_beside_the_script_for_others() {
    let tree = web("echo made");
    tree.write("ui/a.txt", "1");
    let mut build = tree.build();
    build.compile("*.txt", Program::new("web/node_modules/.bin/make"));
    let env = CargoEnv { manifest_dir: Some(tree.path("")), ..no_cargo() };
    assert_eq!(crate::testing::run_in(env, &build).unwrap().compiled(), 1);
}
