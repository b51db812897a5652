//! What becomes of a linked set in each type of crate that uses it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Project, dependency, manifest, package, run_program, target_dir};

/// A library whose C function returns the length of all components.
fn library(name: &str, length: &str) -> String {
    format!("#[unsafe(no_mangle)] pub extern \"C\" fn {name}() -> usize {{ {length} }}\n")
}

const LENGTH: &str =
    "include_components::include_components!().iter().map(|it| it.bytes().len()).sum()";

/// Writes a set of three parts.
fn write_components(project: &Project, dir: &str) {
    let long = |byte: u8| vec![byte; 2_500_000];
    project.write(format!("{dir}/one.bin"), long(1));
    project.write(format!("{dir}/two.bin"), long(2));
    project.write(format!("{dir}/small.txt"), "small");
}

const TOTAL: &str = "5000005\n";

/// Compiles a C program that prints what `function` returns.
fn link_c(project: &Project, function: &str, library: &Path) -> (PathBuf, Result<(), String>) {
    let main = format!(
        "#include <stdio.h>\nunsigned long {function}(void);\n\
         int main(void) {{ printf(\"%lu\\n\", {function}()); }}\n"
    );
    project.write("main.c", main);
    let program = project.path("main");
    let mut cc = Command::new("cc");
    cc.arg(project.path("main.c")).arg(library).args(["-lpthread", "-ldl", "-lm", "-o"]);
    let output = cc.arg(&program).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (program, if output.status.success() { Ok(()) } else { Err(stderr) })
}

/// As the templates of mobile apps have it.
#[test]
fn a_crate_that_is_a_staticlib_and_more_has_its_components_in_each() {
    let project = Project::new("it-staticlib");
    let types = "[lib]\ncrate-type = [\"staticlib\", \"cdylib\", \"rlib\"]";
    project.write("Cargo.toml", manifest("it-staticlib", types));
    project.remove("src/main.rs");
    project.write("src/lib.rs", library("it_staticlib", LENGTH));
    write_components(&project, "components");
    project.build();
    for file in ["libit_staticlib.a", "libit_staticlib.so"] {
        let library = target_dir().join("debug").join(file);
        let (program, linked) = link_c(&project, "it_staticlib", &library);
        linked.unwrap();
        assert_eq!(String::from_utf8(run_program(&program)).unwrap(), TOTAL, "{file}");
    }
}

/// The crate with the set is built without a word of what will become of it, so what
/// the linker says has to have the remedy.
#[test]
fn a_staticlib_of_another_crate_does_not_link_and_names_the_remedy() {
    let project = Project::new("it-static-over");
    let manifest = format!(
        "{}[lib]\ncrate-type = [\"staticlib\"]\n[dependencies]\n\
         it-static-over-set = {{ path = \"set\" }}\n[workspace]\n",
        package("it-static-over")
    );
    project.write("Cargo.toml", manifest);
    project.remove("build.rs");
    project.remove("src/main.rs");
    let name = "it_static_over";
    project.write("src/lib.rs", library(name, "it_static_over_set::length()"));
    let set = |embed: &str| {
        let manifest = format!(
            "{}[dependencies]\ninclude-components = {}\n\
             [build-dependencies]\ninclude-components-build = {}\n",
            package("it-static-over-set"),
            dependency("runtime"),
            dependency("."),
        );
        project.write("set/Cargo.toml", manifest);
        let calls = format!(".root(\"components\"){embed}");
        project.write("set/build.rs", crate::harness::build_rs(&calls));
        project.write("set/src/lib.rs", format!("pub fn length() -> usize {{ {LENGTH} }}\n"));
    };
    set("");
    write_components(&project, "set/components");
    project.build();
    let library = target_dir().join("debug").join("libit_static_over.a");
    let error = link_c(&project, name, &library).1.unwrap_err();
    assert!(error.contains("_needs_Embed_Include_in_a_staticlib"), "{error}");

    set(".embed(Embed::Include)");
    project.build();
    let (program, linked) = link_c(&project, name, &library);
    linked.unwrap();
    assert_eq!(String::from_utf8(run_program(&program)).unwrap(), TOTAL);
}
