//! What cargo says after each mistake that a newcomer can make.

use crate::harness::{Output, Project, build_rs};

/// Fails the test unless cargo failed, said all of `words` and did not panic.
///
/// Backtraces are asked for, so that one would be seen.
#[track_caller]
fn assert_advice(project: &Project, words: &[&str]) {
    let Output { stderr, .. } =
        project.cargo_with(&["build"], &[("RUST_BACKTRACE", "1")]).failure();
    for word in words {
        assert!(stderr.contains(word), "{word:?} should be in:\n{stderr}");
    }
    for word in ["panicked", "stack backtrace", "RUST_BACKTRACE", "undefined symbol"] {
        assert!(!stderr.contains(word), "{word:?} should not be in:\n{stderr}");
    }
}

#[test]
fn mistakes_in_the_program_and_its_build_script_are_explained() {
    let project = Project::new("it-newcomer");
    project.write("components/button.html", "<button/>");
    project.remove("build.rs");
    assert_advice(
        &project,
        &["build.rs", "include_components_build::compile(\"components\")", "src/main.rs"],
    );

    project.write("build.rs", "fn main() {}\n");
    assert_advice(&project, &["include_components_build::compile(\"components\")", "src/main.rs"]);

    project.write("build.rs", crate::harness::BUILD);
    project.write(
        "src/main.rs",
        "fn main() { include_components::include_components!(\"emails\"); }\n",
    );
    assert_advice(&project, &["emails", ".name(\"emails\")", "src/main.rs:1"]);

    project.write("src/main.rs", "fn main() { include_components::component!(\"buton.html\"); }\n");
    assert_advice(&project, &["buton.html", "src/main.rs:1"]);

    project.write(
        "src/main.rs",
        "include_components::include_components!(pub mod ui);\nfn main() { ui::BUTTON; }\n",
    );
    assert_advice(&project, &["BUTTON", "src/main.rs:2"]);

    project.write("components/button-html", "");
    project.write("components/icons", "a file and, below, a directory of one name");
    assert_advice(&project, &["button-html", "button.html", "BUTTON_HTML", "src/main.rs:1"]);
}

#[test]
fn mistakes_in_the_folder_are_explained() {
    let project = Project::new("it-folder");
    assert_advice(&project, &["components", "create it", "allow_missing"]);
    project.write("components", "a file");
    assert_advice(&project, &["components", "is a file"]);
    project.remove("components");
    project.write("build.rs", build_rs(".name(\"no/name\")"));
    assert_advice(&project, &["no/name", "letters", "no root"]);

    project.write("components/a.txt", "a");
    project.write("more/b.txt", "b");
    project.write("build.rs", TWO_OF_ONE_NAME);
    assert_advice(&project, &["two sets", "\"components\"", "`name`", "include_components!"]);

    project.write("build.rs", build_rs(".root(\"components\").root(\"more\")"));
    project.write("components/same.txt", "1");
    project.write("more/same.txt", "2");
    project.write("components/id_rsa", "not a key");
    #[cfg(target_os = "linux")]
    hostile(&project);
    let cause =
        ["components/same.txt", "more/same.txt", "two roots", "components/id_rsa", "secret"];
    assert_advice(&project, &cause);
}

const TWO_OF_ONE_NAME: &str = r#"fn main() -> Result<(), include_components_build::Error> {
    include_components_build::compile("components")?;
    include_components_build::compile("components")?;
    include_components_build::compile("more")?;
    Ok(())
}
"#;

/// Adds what not every system has, and checks what is said of it.
#[cfg(target_os = "linux")]
fn hostile(project: &Project) {
    use std::ffi::OsStr;
    use std::os::unix::{ffi::OsStrExt, fs::symlink};

    project.write(std::path::Path::new("components").join(OsStr::from_bytes(b"\xe9.txt")), "");
    symlink("self", project.path("components/self")).unwrap();
    symlink("..", project.path("components/up")).unwrap();
    let fifo = project.path("components/fifo");
    assert!(std::process::Command::new("mkfifo").arg(fifo).status().unwrap().success());
    let cause =
        [r"\xE9.txt", "UTF-8", "components/self", "components/up", "components/fifo", "FIFO"];
    assert_advice(project, &cause);
    for name in [OsStr::from_bytes(b"\xe9.txt"), "self".as_ref(), "up".as_ref(), "fifo".as_ref()] {
        std::fs::remove_file(project.path("components").join(name)).unwrap();
    }
}

/// No text of the tree's, or of a compiler's, becomes a directive to cargo.
#[test]
fn nothing_that_is_printed_injects_a_directive() {
    let project = Project::new("it-inject");
    project.write("build.rs", WARNING_BUILD);
    project.write("src/main.rs", "fn main() { print!(\"{:?}\", option_env!(\"PWNED\")); }\n");
    project.write("components/a.txt", "");
    project.write("components/cargo::rustc-env=PWNED=yes", "");
    #[cfg(target_os = "linux")]
    for hidden in [".hidden\ncargo::rustc-env=PWNED=yes", "x\ncargo:rustc-env=PWNED=yes\n.bak"] {
        project.write(format!("components/{hidden}"), "");
    }
    let built = project.build();
    assert!(built.stderr.contains("a warning of the compiler's"), "{}", built.stderr);
    assert_eq!(project.run("debug"), b"None");

    #[cfg(target_os = "linux")]
    {
        project.write("components/y\ncargo::rustc-env=PWNED=yes", "");
        assert_advice(&project, &[r"y\ncargo::rustc-env=PWNED=yes", "control character", "rename"]);
        // Cargo takes directives of a script that fails for nothing, so that
        // they would be seen in its output only.
        project.remove("components");
        project.write(
            "build.rs",
            build_rs(r#".root("x\ncargo::rustc-env=PWNED=yes").allow_missing()"#),
        );
        assert_advice(&project, &[r"x\ncargo::rustc-env=PWNED=yes", "control characters"]);
    }
}

const WARNING_BUILD: &str = r#"use include_components_build::{BoxError, Build, Compiler, Context, Error, KeyHasher};

struct Warns;

impl Compiler for Warns {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("warns").write("1");
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        context.warn("a warning of the compiler's\ncargo::rustc-env=PWNED=yes\r\ncargo::rustc-env=PWNED=yes");
        Ok(input.to_vec())
    }
}

fn main() -> Result<(), Error> {
    Build::new().root("components").exclude("*.bak").compile("*.txt", Warns).run()?;
    Ok(())
}
"#;
