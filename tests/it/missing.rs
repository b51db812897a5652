//! What the macro says of paths that are not in the set.

use crate::directives::age;
use crate::harness::{Project, build_rs};

#[test]
fn a_file_that_is_there_but_no_component_is_told_why() {
    let project = Project::new("it-missing");
    let calls = r#".root("components").exclude("*.map").include("*.txt").include("*.js*").include("*.md").bundle_only("*.md", "all.txt", All).compile("*.txt", include_components_build::Program::new("cat").rename("txt", "html"))"#;
    let script = build_rs(calls).replace("fn main", "#[derive(Debug)] struct All;
impl include_components_build::Bundler for All {
    fn describe(&self, _: &mut include_components_build::KeyHasher) {}
    fn bundle(&self, _: &[include_components_build::BundleSource<'_>], _: &mut include_components_build::Context<'_>) -> Result<Vec<u8>, include_components_build::BoxError> { Ok(vec![1]) }
}
fn main");
    project.write("build.rs", script);
    for file in ["a.txt", "app.js", "app.js.map", ".env.js", "b/part.md", "b/c.css", "b/d.js"] {
        project.write(format!("components/{file}"), file);
    }
    let cases = [
        ("a.txt", "`components/a.txt` is there, but its compiler made `a.html` of it"),
        ("app.js.map", "`components/app.js.map` is there, but `exclude(\"*.map\")` leaves it out"),
        (".env.js", "`components/.env.js` is there, but it is hidden, and `hidden(true)` takes it"),
        ("b/c.css", "`components/b/c.css` is there, but no `include` matches it"),
        ("b/part.md", "`components/b/part.md` is there, but it is a partial, or only in a bundle"),
        ("b", "`components/b` is a directory"),
        ("components/b/d.js", "paths are relative to the root `components`, so it is `b/d.js`"),
        ("d.js", "the nearest are"),
        ("../Cargo.toml", "it has, among others,"),
    ];
    let uses = cases.map(|(path, _)| format!("include_components::component!({path:?});"));
    project.write("src/main.rs", format!("fn main() {{ {} }}\n", uses.join("\n")));
    age(&project);
    let stderr = project.cargo(&["check"]).failure().stderr;
    for (path, why) in cases {
        let expected = format!("no component `{path}` in the set `components`; {why}");
        assert!(stderr.contains(&expected), "{expected}\n{stderr}");
    }
}
