//! Hashed references, from build.rs to the program.

use crate::harness::{Project, build_rs};

#[test]
fn what_is_embedded_refers_to_what_is_embedded() {
    let project = Project::new("it-references");
    let calls = r#".root("components").served_at("/static").hashed_names("dist/*").references("*.css", include_components_build::References::hashed())"#;
    project.write("build.rs", build_rs(calls));
    project.write(
        "components/site.css",
        "a { b: url(\"img/my logo.svg\"), url(/static/dist/x-DfQ0.js) }",
    );
    project.write("components/img/my logo.svg", "<svg/>");
    project.write("components/dist/x-DfQ0.js", "x");
    project.write("components/index.html", "<p>");
    project.write(
        "src/main.rs",
        r#"include_components::include_components!(mod ui);
fn main() {
    let logo = include_components::component!("img/my logo.svg");
    let css = ui::SITE_CSS.to_str().unwrap();
    let expected = format!("a {{ b: url({:?}), url(/static/dist/x-DfQ0.js) }}", logo.hashed_path());
    assert_eq!(css, expected);
    let url = include_components::url!("img/my logo.svg");
    assert_eq!(url, format!("/static/{}", logo.hashed_path().replace(' ', "%20")));
    assert_eq!(ui::INDEX_HTML.url(), "/static/index.html");
    let bundled = ui::COMPONENTS.get_hashed("dist/x-DfQ0.js").unwrap();
    assert_eq!((bundled.url(), bundled.hashed_path()), ("/static/dist/x-DfQ0.js", bundled.path()));
    println!("{}", ui::SITE_CSS.url());
}
"#,
    );
    project.build();
    let first = project.run("debug");
    project.write("components/img/my logo.svg", "<svg></svg>");
    project.build();
    let second = project.run("debug");
    assert_ne!(first, second, "the style sheet has another name, as its image has");

    project.write("components/site.css", "a {\n  b: url(img/logo.svg)\n}");
    let stderr = project.cargo(&["build"]).failure().stderr;
    let expected = "components/site.css:2:10: no component \"img/logo.svg\"; the nearest is \"img/my logo.svg\"";
    assert!(stderr.contains(expected), "{stderr}");

    project.write("components/site.css", "a{b:url(img/x.svg)}".repeat(60));
    let stderr = project.cargo(&["build"]).failure().stderr;
    assert!(stderr.contains("and 10 more problems"), "{stderr}");
}
