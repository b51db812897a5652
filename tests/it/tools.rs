//! Programs as compilers, a chain and a bundle, in a real `cargo build`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::harness::Project;

/// A change of the project.
type Change<'a> = &'a dyn Fn();

#[test]
fn cargo_comes_back_for_what_tools_read() {
    let project = Project::new("it-tools");
    project.write("build.rs", TOOLS_BUILD);
    project.write("src/main.rs", TOOLS_MAIN);
    project.write("components/a.c", "#include \"../inc/x.h\"\nmain\n");
    project.write("components/b.c", "other\n");
    project.write("components/all.words", "");
    project.write("components/1.part", "one");
    project.write("components/2.part", "two");
    project.write("inc/x.h", "header\n");
    project.write("words/a.txt", "first\n");
    let script = |text: &str| {
        project.write("tools/words.sh", format!("#!/bin/sh\n{text}\n"));
        let tool = project.path("tools/words.sh");
        fs::set_permissions(tool, fs::Permissions::from_mode(0o755)).unwrap();
    };
    script("cat words/*.txt");

    let first = project.build();
    assert!(first.stderr.contains("4 compiled"), "{}", first.stderr);
    let shown = || String::from_utf8(project.run("debug")).unwrap();
    let expected = |header: &str, words: &str, parts: &str| {
        format!("a.i {header}\nMAIN\n;all.words {words};b.i OTHER\n;parts.txt {parts};")
    };
    assert_eq!(shown(), expected("HEADER", "first\n", "one+two+"));

    let changes: [(&str, Change<'_>, String); 6] = [
        (
            "a file of the depfile",
            &|| project.write("inc/x.h", "changed\n"),
            expected("CHANGED", "first\n", "one+two+"),
        ),
        (
            "a file of the glob",
            &|| project.write("words/a.txt", "1\n"),
            expected("CHANGED", "1\n", "one+two+"),
        ),
        (
            "a new file of the glob",
            &|| project.write("words/x/b.txt", ""),
            expected("CHANGED", "1\n", "one+two+"),
        ),
        (
            "the tool",
            &|| script("cat words/*.txt; echo done"),
            expected("CHANGED", "1\ndone\n", "one+two+"),
        ),
        (
            "a source of the bundle",
            &|| project.write("components/2.part", "2"),
            expected("CHANGED", "1\ndone\n", "one+2+"),
        ),
        (
            "one more",
            &|| project.write("components/3.part", "3"),
            expected("CHANGED", "1\ndone\n", "one+2+3+"),
        ),
    ];
    for (what, change, expected) in changes {
        change();
        let built = project.build();
        assert!(built.stderr.contains("1 compiled"), "{what}:\n{}", built.stderr);
        assert_eq!(shown(), expected, "{what}");
    }
    // What was so young that it proved nothing is old enough by now.
    project.build();
    let stderr = project.build().stderr;
    assert!(!stderr.contains("Running `"), "there is nothing to do:\n{stderr}");

    project.write("components/b.c", "#error no such luck\n");
    let failed = project.cargo(&["build"]).failure().stderr;
    assert!(failed.contains("components/b.c\": in the first step of the chain"), "{failed}");
    assert!(failed.contains("components/b.c:1:2: error: #error no such luck"), "{failed}");
}

const TOOLS_BUILD: &str = r#"
use include_components_build::{
    BoxError, Build, Bundler, Cache, Program, Compiler, Context, Error, KeyHasher, BundleSource,
};

struct Joined;

impl Bundler for Joined {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("joined");
    }

    fn bundle(&self, all: &[BundleSource<'_>], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        Ok(all.iter().flat_map(|source| [source.bytes(), b"+"].concat()).collect())
    }
}

fn main() -> Result<(), Error> {
    let gcc = Program::new("gcc")
        .args(["-E", "-P", "-MD", "-MF", "{depfile}", "{input}", "-o", "{output}"])
        .rename("c", "i");
    let shout = Program::new("tr").args(["a-z", "A-Z"]);
    let report = Build::new()
        .root("components")
        .cache(Cache::off())
        .compile("*.c", gcc.then(shout))
        .compile("*.words", Program::new("tools/words.sh").reads("words/**/*.txt"))
        .bundle_only("*.part", "parts.txt", Joined)
        .run()?;
    println!("cargo::warning={} compiled", report.compiled());
    Ok(())
}
"#;

const TOOLS_MAIN: &str = r#"
fn main() {
    for component in include_components::include_components!().iter() {
        print!("{} {};", component.path(), component.to_str().unwrap());
    }
}
"#;

/// Older files behind links, which say that they are of the same version.
#[test]
fn another_program_behind_a_link_is_noticed_whichever_link_of_several_changed() {
    use std::os::unix::fs::symlink;

    let project = Project::new("it-links-to-tool");
    let script = |path: &str, text: &str| {
        let says = "[ \"$1\" = --version ] && { echo 1.0; exit; }";
        project.write(path, format!("#!/bin/sh\n{says}\necho {text}\n"));
        fs::set_permissions(project.path(path), fs::Permissions::from_mode(0o755)).unwrap();
    };
    for (path, text) in [("a/v1/cli", "a1"), ("a/v2/cli", "a2"), ("b/cli", "b")] {
        script(&format!("node_modules/{path}"), text);
    }
    fs::create_dir(project.path("node_modules/.bin")).unwrap();
    let link = |target: &str, link: &str| {
        let (next, link) = (project.path(format!("{link}.next")), project.path(link));
        symlink(target, &next).unwrap();
        fs::rename(&next, &link).unwrap();
    };
    link("v1", "node_modules/a/current");
    link("../a/current/cli", "node_modules/.bin/tool");
    project.write("components/a.txt", "");
    let tool = ".root(\"components\").compile(\"*.txt\", include_components_build::Program::new(\
                \"node_modules/.bin/tool\"))";
    project.write("build.rs", crate::harness::build_rs(tool));
    let main = "fn main() { print!(\"{}\", include_components::component!(\"a.txt\")\
                .to_str().unwrap()); }\n";
    project.write("src/main.rs", main);
    crate::directives::age(&project);
    let built = || {
        project.build();
        String::from_utf8(project.run("debug")).unwrap()
    };
    assert_eq!(built(), "a1\n");
    project.build();
    let stderr = project.build().stderr;
    assert!(!stderr.contains("Running `"), "there is nothing to do:\n{stderr}");
    link("v2", "node_modules/a/current");
    assert_eq!(built(), "a2\n");
    link("../b/cli", "node_modules/.bin/tool");
    assert_eq!(built(), "b\n");
}
