//! Where a tool works and writes to, and who else does.

use super::*;

#[test]
fn what_is_downloaded_is_copied_and_not_written_to() {
    let tree = web();
    tree.write("web/make.sh", format!("{MAKE}echo x >src/written.txt; echo >../up"));
    tree.write(".cargo-ok", "").write("shared/x.txt", "shared");
    let tool = || tool(&tree).reads("shared/**");
    let report = run_with(&tree, tool(), env(&tree), "out").unwrap();
    assert_eq!((report.tools_run(), made(&tree, "index.html").as_str()), (1, "one "));
    assert_eq!(
        (tree.names("web/src"), tree.path("up").exists()),
        (vec!["a.txt".to_owned()], false)
    );
    // The copy is that of now, and what is beside the directory is beside the copy.
    tree.write("web/make.sh", "cat src/*.txt ../shared/x.txt >\"$1/index.html\"");
    tree.write("web/src/b.txt", "two ").remove("web/src/a.txt");
    run_with(&tree, tool(), env(&tree), "out").unwrap();
    assert_eq!(made(&tree, "index.html"), "two shared");
}

/// The tool may be a program of the sources.
#[test]
fn a_program_is_one_in_the_copy_too() {
    let tree = web();
    tree.script("web/bin/make", "cat src/*.txt >\"$1/index.html\"").write(".cargo-ok", "");
    let tool = Tool::new("./bin/make", "web").arg("{outdir}");
    run_with(&tree, tool, env(&tree), "out").unwrap();
    assert_eq!(made(&tree, "index.html"), "one ");
}

/// OUT_DIR may be given as one likes: the tool, which works elsewhere, and the copy take it
/// as it is meant.
#[test]
fn the_output_may_be_spelled_in_any_way() {
    let tree = web();
    tree.write("web/make.sh", "cat src/*.txt >\"$1/index.html\"").write(".cargo-ok", "");
    tree.write("sub/x", "").link(tree.path("web/src"), "link");
    std::fs::create_dir(tree.path("web/out")).unwrap();
    let here = std::env::current_dir().unwrap();
    let up: std::path::PathBuf = here.iter().skip(1).map(|_| "..").collect();
    let relative = up.join(tree.path("relative").strip_prefix("/").unwrap());
    let relative = relative.to_str().unwrap();
    let env = |manifest_dir| CargoEnv { manifest_dir, cache: Some("off".into()), ..env(&tree) };
    for (out, real) in [("sub/../out", "out"), ("link/../out", "web/out"), (relative, "relative")] {
        let is_relative = out == relative;
        let mut build = Build::new();
        let dir = tree.path("web");
        let dir = if is_relative { dir.to_str().unwrap() } else { "web" };
        std::fs::create_dir_all(tree.path(real)).unwrap();
        let out = if is_relative { out.into() } else { tree.path(out) };
        build.root_from(Tool::new("sh", dir).args(["make.sh", "{outdir}"])).out_dir(out);
        let package = (!is_relative).then(|| tree.path(""));
        crate::testing::run_in(env(package), &build).unwrap();
        let file = format!("{real}/components.tool/0/out/index.html");
        assert_eq!(tree.read(file), b"one ", "{real}");
    }
}

/// A directory of a package has the package's lock file, and its packages.
#[test]
fn the_lock_file_above_counts_for_its_packages() {
    let tree = web();
    tree.write("web/package.json", "{}").write("web/yarn.lock", "# a");
    tree.write("web/node_modules/.yarn-integrity", r#"{"lockfileEntries": {}}"#);
    tree.script("web/node_modules/.bin/copy", "cp a.txt \"$1\"");
    let tool = || Tool::new("node_modules/.bin/copy", "web/src").arg("{outdir}");
    let run = || run_with(&tree, tool(), env(&tree), "out").unwrap().tools_run();
    assert_eq!((run(), run()), (1, 0));
    tree.write("web/yarn.lock", "# b");
    assert_eq!((run(), run()), (1, 0));
    tree.remove("web/node_modules/.yarn-integrity");
    tree.write("web/yarn.lock", "# c");
    let error = run_with(&tree, tool(), env(&tree), "out").unwrap_err().to_string();
    assert!(error.contains("web/yarn.lock\" are not installed: run yarn there"), "{error}");
}

/// Two cargos with two target directories, rust-analyzer's say: the second waits for what
/// the first one makes.
#[test]
fn two_at_once_run_it_once() {
    let tree = web();
    tree.write("web/make.sh", format!("{MAKE}sleep 1"));
    let run = &|out| run_with(&tree, tool(&tree), env(&tree), out).unwrap().tools_run();
    let both = std::thread::scope(|scope| {
        let both = ["debug", "release"].map(|out| scope.spawn(move || run(out)));
        both.map(|thread| thread.join().unwrap())
    });
    assert_eq!(both.iter().sum::<usize>(), 1);
    assert_eq!(tree.read("runs"), b"run\n");
}

/// A build and the program in live mode have the same place for copies and packages.
#[test]
fn one_works_in_out_dir_at_a_time() {
    let tree = web();
    let work = tree.path("out/components.tool/0/work");
    std::fs::create_dir_all(&work).unwrap();
    let held = crate::base::sys::lock_file(&work.join("lock")).unwrap();
    std::thread::scope(|scope| {
        let build = scope.spawn(|| runs(&tree));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!tree.path("runs").exists());
        drop(held);
        assert_eq!(build.join().unwrap(), 1);
    });
}

/// Cargo takes the copy of a crate that is in a workspace, with what that says, though the
/// other members are not in it.
#[test]
fn a_copy_is_a_workspace_that_cargo_takes() {
    let tree = web();
    let package = |name: &str| format!("[package]\nname = {name:?}\nedition = \"2021\"\n");
    let workspace = "[workspace]\nmembers = [\n    \"web\",\n    \"server\",\n]\n\
        [workspace.dependencies]\nshared = { path = \"shared\" }\n\
        [profile.release]\nopt-level = \"z\"\n";
    tree.write("Cargo.toml", package("app") + workspace).write("src/lib.rs", "");
    tree.write("server/Cargo.toml", package("server")).write("server/src/lib.rs", "");
    tree.write("shared/Cargo.toml", package("shared")).write("shared/src/lib.rs", "");
    let web = package("web") + "[dependencies]\nshared.workspace = true\n";
    tree.write("web/Cargo.toml", web).write("web/src/lib.rs", "pub use shared;");
    tree.write("web/make.sh", "cargo build --release --offline -v 2>\"$1/log\" || cat \"$1/log\"");
    tree.write(".cargo-ok", "");
    run(&tree).unwrap();
    let log = made(&tree, "log");
    assert!(log.contains("--crate-name web ") && log.contains("Finished"), "{log}");
    assert_eq!(log.matches("opt-level=z").count(), 2, "{log}");
    assert!(!tree.path("Cargo.lock").exists());
}
