//! Folders that a tool made before, and a tool that is turned off.

use super::*;

#[test]
fn a_prebuilt_folder_is_taken_where_the_tool_cannot_run() {
    let tree = web();
    tree.write("web/dist/index.html", "prebuilt");
    let prebuilt = |tool: Tool| tool.prebuilt("web/dist");
    let taken = |tool: Tool, env: CargoEnv| {
        run_with(&tree, tool, env, "out").unwrap();
        made(&tree, "index.html")
    };
    let docs_rs = || ToolEnv { docs_rs: true, ..ToolEnv::default() };
    let here = |dir: &str| ToolEnv { prebuilt_here: Some(dir.into()), ..ToolEnv::default() };
    let anywhere = |dir: &str| ToolEnv { prebuilt: Some(dir.into()), ..ToolEnv::default() };
    let missing = || prebuilt(Tool::new("no-such-tool", "web"));
    assert_eq!(taken(prebuilt(tool(&tree)), env(&tree)), "one ", "it can run");
    assert_eq!(taken(missing(), env(&tree)), "prebuilt");
    assert_eq!(taken(prebuilt(Tool::new("sh", "no/such")), env(&tree)), "prebuilt");
    let env_of = |tools| CargoEnv { tools, ..env(&tree) };
    assert_eq!(taken(prebuilt(tool(&tree)), env_of(docs_rs())), "prebuilt");
    tree.write("far/index.html", "far");
    assert_eq!(taken(tool(&tree), env_of(here("far"))), "far");
    assert_eq!(taken(tool(&tree), env_of(anywhere("far"))), "far");
    let watched = told(&tree, missing(), env(&tree));
    let dist = format!("rerun-if-changed={}", tree.path("web/dist").display());
    assert!(watched.contains(&dist), "{watched:?}");

    // A package from a registry runs nothing, whatever is installed; one from a repository
    // does.
    tree.write(".cargo-ok", "");
    assert_eq!(taken(prebuilt(tool(&tree)), env(&tree)), "one ");
    tree.write("Cargo.toml.orig", "");
    assert_eq!(taken(prebuilt(tool(&tree)), env(&tree)), "prebuilt");
    assert_eq!(taken(prebuilt(tool(&tree)), env_of(anywhere("far"))), "prebuilt", "of another's");
    assert_eq!(taken(prebuilt(tool(&tree)), env_of(here("far"))), "far");
    // A package that has none is verified with the tool.
    tree.remove(".cargo-ok");
    assert_eq!(taken(tool(&tree).prebuilt("web/none"), env(&tree)), "one ");
    tree.write("web/none/.gitkeep", "");
    assert_eq!(taken(tool(&tree).prebuilt("web/none"), env(&tree)), "one ");
    tree.remove("web/none").remove("Cargo.toml.orig");

    tree.remove("far/index.html");
    let fails = |tool, env| run_with(&tree, tool, env, "out").unwrap_err().to_string();
    assert!(fails(tool(&tree), env_of(here("far"))).contains("the prebuilt folder is empty"));
    tree.write("far/.gitkeep", "").write("far/.vite/manifest.json", "{}");
    assert!(fails(tool(&tree), env_of(here("far"))).contains("the prebuilt folder is empty"));
    assert!(fails(tool(&tree), env_of(here("none"))).contains("there is no prebuilt folder"));
    // On docs.rs a set may be empty.
    let report = run_with(&tree, tool(&tree), env_of(docs_rs()), "docs").unwrap();
    assert_eq!((report.components(), report.tools_run()), (0, 0));
    let without = || tool(&tree).prebuilt("web/none");
    for (tool, published) in [(tool(&tree), false), (without(), false), (without(), true)] {
        if published {
            tree.write(".cargo-ok", "").write("Cargo.toml.orig", "");
        }
        let warnings = told(&tree, tool, env_of(docs_rs()));
        assert!(warnings.iter().any(|it| it.contains("nothing is embedded of it")), "{warnings:?}");
    }
}

#[test]
fn a_saved_folder_knows_its_sources() {
    let tree = web();
    let tool = || tool(&tree).prebuilt("web/dist");
    let env_of = |tools| CargoEnv { tools, ..env(&tree) };
    let save = || env_of(ToolEnv { switch: "save".to_owned(), ..ToolEnv::default() });
    let docs_rs = || env_of(ToolEnv { docs_rs: true, ..ToolEnv::default() });
    run_with(&tree, tool(), save(), "out").unwrap();
    assert_eq!(tree.read("web/dist/index.html"), b"one ");
    let report = run_with(&tree, tool(), docs_rs(), "docs").unwrap();
    assert_eq!((report.components(), report.hidden()), (3, 0), "the key is no component");
    // Secrets and variables are not in the key: others have other ones.
    tree.write("web/.env.local", "secret");
    run_with(&tree, tool(), docs_rs(), "docs").unwrap();
    tree.remove("web/.env.local");

    tree.write("web/src/a.txt", "two ");
    let error = run_with(&tree, tool(), docs_rs(), "docs").unwrap_err().to_string();
    assert!(error.contains("of other sources") && error.contains("INCLUDE_COMPONENTS_TOOLS=save"));
    // A published package need not have all sources.
    tree.write("Cargo.toml.orig", "");
    run_with(&tree, tool(), docs_rs(), "docs").unwrap();
    tree.remove("Cargo.toml.orig");
    run_with(&tree, tool(), save(), "out").unwrap();
    run_with(&tree, tool(), docs_rs(), "docs").unwrap();
    // Where the tool can run, an old one is no matter.
    tree.write("web/src/a.txt", "three ");
    run_with(&tree, tool(), env(&tree), "out").unwrap();

    // No folder of somebody else's is emptied.
    tree.remove("web/dist").write("web/dist/precious", "");
    let error = run_with(&tree, tool(), save(), "out").unwrap_err().to_string();
    assert!(error.contains("files that are not from here"), "{error}");
    assert_eq!(tree.names("web/dist"), ["precious"]);
}

/// Cargo builds a package to verify it: with what its users will have, though it need not
/// have all of the sources, and nothing that is beside the package.
#[test]
fn a_package_is_verified_as_its_users_will_build_it() {
    let tree = web();
    tree.write("package.json", "{}").write("shared/x.txt", "");
    let tool = || tool(&tree).prebuilt("web/dist").reads("shared/**");
    let switch = |switch: &str| {
        let tools = ToolEnv { switch: switch.to_owned(), ..ToolEnv::default() };
        CargoEnv { tools, ..env(&tree) }
    };
    run_with(&tree, tool(), switch("save"), "out").unwrap();
    tree.write("Cargo.toml.orig", "");
    let warnings = |out: &str| {
        let report = run_with(&tree, tool(), switch("save"), out).unwrap();
        assert_eq!(report.tools_run(), 0);
        told(&tree, tool(), switch("")).into_iter().filter(|it| it.contains("warning=")).collect()
    };
    let of_all: Vec<String> = warnings("all");
    assert!(of_all.is_empty(), "{of_all:?}");
    tree.remove("web/make.sh").remove("shared");
    let of_some: Vec<String> = warnings("some");
    assert!(of_some[0].contains("not of the sources in this package"), "{of_some:?}");
    assert_eq!(made(&tree, "index.html"), "one ");
    tree.remove("web/src").remove("web/.gitignore");
    assert_eq!(warnings("none"), [""; 0]);
}

/// Cargo packages nothing of a crate in a package, whatever is to be included.
#[test]
fn a_folder_that_no_package_will_have_is_warned_of() {
    let tree = web();
    let warns = |dir: &str| {
        let tools = ToolEnv { switch: "save".to_owned(), ..ToolEnv::default() };
        let told = told(&tree, tool(&tree).prebuilt(dir), CargoEnv { tools, ..env(&tree) });
        told.iter().any(|it| it.contains("cargo packages nothing of \"web\""))
    };
    tree.write("Cargo.toml", "[package]\nname = \"app\"\n");
    assert!(!warns("web/dist"));
    tree.remove("web/dist").write("web/Cargo.toml", "[package]\nname = \"web\"\n");
    assert!(warns("web/dist"));
    tree.remove("web/dist");
    assert!(!warns("dist"));
}

/// A package without a prebuilt folder can be built here, and by nobody else.
#[test]
fn a_package_that_needs_npm_is_warned_of() {
    let tree = web();
    let warnings_of = |tool: Tool| {
        let all = told(&tree, tool, env(&tree)).into_iter();
        all.filter(|it| it.contains("warning=")).collect::<Vec<_>>()
    };
    let warnings = || warnings_of(tool(&tree));
    tree.write("Cargo.toml.orig", "");
    assert_eq!(warnings(), [""; 0], "it has no packages");
    let lacks = warnings_of(tool(&tree).prebuilt("web/dist"));
    assert!(lacks[0].contains("is taken there, and is not in it"), "{lacks:?}");
    tree.write("web/package.json", "{}").write("web/package-lock.json", "{}");
    tree.write("web/node_modules/.package-lock.json", "{}");
    let found = warnings();
    assert!(found[0].contains("not for who has this package from a registry"), "{found:?}");
    tree.remove("Cargo.toml.orig");
    assert_eq!(warnings(), [""; 0]);
}

/// Nothing is made ready for others that has in it what they do not have.
#[test]
fn what_may_be_secret_is_not_saved() {
    let tree = web();
    tree.write(".gitignore", "private\n").write("private/key", "x");
    let tools = ToolEnv { switch: "save".to_owned(), ..ToolEnv::default() };
    let save = || CargoEnv { tools: tools.clone(), ..env(&tree) };
    let tool = || tool(&tree).prebuilt("web/dist");
    let saved = |tool| run_with(&tree, tool, save(), "out");
    let cases = [
        (tool().reads("private/*"), "made with the file \"../private/key\", which git ignores"),
        (tool().reads_env("CARGO_PKG_NAME"), "made with the variable CARGO_PKG_NAME"),
    ];
    for (tool, expected) in cases {
        for _ in 0..2 {
            let error = saved(tool.clone()).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
    tree.write("web/.env.local", "secret");
    let error = saved(tool()).unwrap_err();
    assert!(error.to_string().contains("made with the file \".env.local\""), "{error}");
    assert!(!tree.path("web/dist").exists());
    tree.remove("web/.env.local");
    saved(tool().reads_env("NO_SUCH_VARIABLE")).unwrap();
    assert_eq!(tree.read("web/dist/index.html"), b"one ");
}

#[test]
fn off_takes_the_last_folder_or_none() {
    let tree = web();
    let off = || CargoEnv {
        tools: ToolEnv { switch: "off".to_owned(), ..ToolEnv::default() },
        ..env(&tree)
    };
    let report = run_with(&tree, tool(&tree), off(), "out").unwrap();
    assert_eq!((report.components(), report.tools_run()), (0, 0));
    for _ in 0..2 {
        let told = told(&tree, tool(&tree), off());
        assert!(told.iter().any(|it| it.contains("has made nothing yet")), "{told:?}");
    }
    // A prebuilt folder is what there was last, too.
    tree.write("dist/index.html", "prebuilt");
    let missing = || Tool::new("no-such-tool", "web").prebuilt("dist");
    run_with(&tree, missing(), env(&tree), "out").unwrap();
    run_with(&tree, missing(), off(), "out").unwrap();
    assert_eq!(made(&tree, "index.html"), "prebuilt");
    assert_eq!(runs(&tree), 1);
    tree.write("web/src/a.txt", "two ");
    let report = run_with(&tree, tool(&tree), off(), "out").unwrap();
    assert_eq!((report.components(), report.tools_run()), (3, 0));
    assert_eq!(made(&tree, "index.html"), "one ");
    assert_eq!((runs(&tree), made(&tree, "index.html").as_str()), (1, "two "));
}
