//! What cargo says of the usual mistakes of who moves here from another crate.

use crate::harness::{MAIN, Project, manifest};

/// The set is made with a feature, and the macro is used without.
#[test]
fn a_set_behind_a_feature_is_told_of() {
    let project = Project::new("it-feature");
    project.write("components/a.txt", "a");
    project.write("Cargo.toml", manifest("it-feature", "[features]\nui = []"));
    project.write("build.rs", WITH_A_FEATURE);
    let stderr = project.cargo(&["build"]).failure().stderr;
    for words in ["no set `components` in OUT_DIR", "only with a feature", "Components::empty()"] {
        assert!(stderr.contains(words), "{words}: {stderr}");
    }
    project.cargo(&["build", "--features", "ui"]).success();
    // What the message says.
    let cfg = "static SET: &include_components::Components = \
               &include_components::Components::empty();";
    let other = MAIN.replace("include_components::include_components!()", "SET");
    let other = format!("{other}#[cfg(not(feature = \"ui\"))]\n{cfg}\n#[cfg(feature = \"ui\")]\n");
    let with = "static SET: &include_components::Components = \
                include_components::include_components!();\n";
    project.write("src/main.rs", format!("{other}{with}"));
    assert_eq!(project.embedded().len(), 0);
    project.cargo(&["build", "--features", "ui"]).success();
    assert_ne!(project.run("debug").len(), 0);
}

const WITH_A_FEATURE: &str = r#"fn main() -> Result<(), include_components_build::Error> {
    if std::env::var_os("CARGO_FEATURE_UI").is_some() {
        include_components_build::compile("components")?;
    }
    Ok(())
}
"#;

/// Cargo runs the build scripts of build dependencies before this one, not those of others.
#[test]
fn components_that_a_dependency_makes_need_a_build_dependency() {
    let project = Project::new("it-needs");
    project.write("build.rs", MADE);
    project.write("pages/Cargo.toml", crate::harness::package("it-needs-pages"));
    project.write("pages/src/lib.rs", "");
    // After the other script, which does not wait for this one.
    project.write("pages/build.rs", script("while !std::fs::exists(\"../ran\").unwrap() {}"));
    let dependency = "it-needs-pages = { path = \"pages\" }\n[build-dependencies]";
    let normal = manifest("it-needs", "").replacen("[build-dependencies]", dependency, 1);
    project.write("Cargo.toml", &normal);
    // By two jobs, since the other script waits for this one.
    let stderr = project.cargo(&["build", "-j2"]).failure().stderr;
    assert!(stderr.contains("there is no directory \"made\""), "{stderr}");
    assert!(stderr.contains("only if the dependency is in [build-dependencies]"), "{stderr}");

    let dependency = "[build-dependencies]\nit-needs-pages = { path = \"pages\" }";
    let as_build = manifest("it-needs", "").replacen("[build-dependencies]", dependency, 1);
    project.write("Cargo.toml", &as_build);
    project.write("pages/build.rs", script(""));
    assert_eq!(project.embedded().len(), 1);
}

/// A build script that says when it has looked.
const MADE: &str = r#"fn main() -> Result<(), include_components_build::Error> {
    let result = include_components_build::compile("made");
    std::fs::write("ran", "").unwrap();
    result.map(drop)
}
"#;

/// Returns a build script that makes a component of the package that depends on it.
fn script(before: &str) -> String {
    format!(
        "fn main() {{
    println!(\"cargo::rerun-if-changed=build.rs\");
    {before}
    std::fs::create_dir_all(\"../made\").unwrap();
    std::fs::write(\"../made/a.txt\", \"a\").unwrap();
}}
"
    )
}

/// `compile` has no options, so what a remedy names cannot be called in such a build.rs.
#[test]
fn who_calls_compile_is_told_where_to_call_a_remedy() {
    let project = Project::new("it-short");
    project.write("components/.gitignore", "target");
    project.write("components/a.txt", "a");
    let hint = "`Build::new().root(\"components\")`, then what is named above, then `.run()?`";
    let stderr = project.build().stderr;
    assert!(stderr.contains("`hidden(true)` embeds them"), "{stderr}");
    assert!(stderr.contains(hint), "{stderr}");
    project.write("components/demo.key", "not a key");
    let stderr = project.cargo(&["build"]).failure().stderr;
    assert!(stderr.contains("`.allow_secret(\"demo.key\")`"), "{stderr}");
    assert!(stderr.contains(hint), "{stderr}");

    let said = ".root(\"components\").hidden(true).allow_secret(\"demo.key\")";
    project.write("build.rs", crate::harness::build_rs(said));
    let built = project.build();
    assert!(!built.stderr.contains("warning"), "{}", built.stderr);
    assert_eq!(project.embedded().len(), 3);
}
