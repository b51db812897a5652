//! Tools that have secrets among their inputs.

use super::*;

/// What is made with secrets is kept where nobody else comes to, or not at all.
#[test]
fn what_may_be_secret_stays_here() {
    for (file, expected) in [("web/.env", 0), ("web/.env.local", 1)] {
        let tree = web();
        tree.write(file, "TOKEN=1");
        assert_eq!(runs(&tree), 1);
        let other = run_with(&tree, tool(&tree), env(&tree), "other").unwrap();
        assert_eq!(other.tools_run(), expected, "{file}, in a cache that others may have");
        // Cargo's own directory is known by its shape.
        tree.write("target/CACHEDIR.TAG", "");
        let local = |profile: &str| {
            let out = format!("target/{profile}/build/app-1/out");
            let env = CargoEnv { cache: None, ..env(&tree) };
            run_with(&tree, tool(&tree), env, &out).unwrap().tools_run()
        };
        assert_eq!((local("debug"), local("release")), (1, 0), "{file}, in cargo's directory");
    }
}

/// A file that only `Tool::reads` names may be ignored as well, or be in a directory that is.
#[test]
fn what_is_read_elsewhere_may_be_secret() {
    for (ignored, expected) in [("none", 0), ("key", 1), ("/deep", 1), ("deep/*\n!deep/private", 0)]
    {
        let tree = web();
        tree.write(".gitignore", ignored).write("deep/private/key", "TOKEN=1");
        let run = |out| {
            let tool = tool(&tree).reads("deep/**");
            run_with(&tree, tool, env(&tree), out).unwrap().tools_run()
        };
        assert_eq!((run("out"), run("other")), (1, expected), "{ignored}");
    }
}
