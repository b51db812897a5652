//! Roots with a prefix, from build.rs to the macros.

use crate::directives::age;
use crate::harness::{Project, build_rs};

#[test]
fn components_below_a_prefix_are_found_and_their_files_are_compared() {
    let project = Project::new("it-prefixes");
    let calls = r#".root("components").root_at("man/man1", "pages").exclude("man/man1/*.bak")"#;
    project.write("build.rs", build_rs(calls));
    project.write("components/index.html", "i");
    for page in ["ls.1", "x.bak", ".hidden.1", "deep/cp.1"] {
        project.write(format!("pages/{page}"), page);
    }
    let uses = r#"include_components::include_components!(mod ui);
fn main() {
    let page = include_components::component!("man/man1/ls.1");
    assert_eq!(page, ui::man::man1::LS_1);
    let paths: Vec<&str> = ui::COMPONENTS.iter().map(|it| it.path()).collect();
    assert_eq!(paths, ["index.html", "man/man1/deep/cp.1", "man/man1/ls.1"]);
    assert_eq!(ui::COMPONENTS.dir("man/man1/deep").unwrap().iter().count(), 1);
}
"#;
    project.write("src/main.rs", uses);
    age(&project);
    let left_out = "hidden files are left out: \"pages/.hidden.1\"; `hidden(true)` embeds them";
    assert!(project.build().stderr.contains(left_out));
    project.run("debug");
    let again = project.build();
    assert!(again.stderr.contains(left_out), "{}", again.stderr);
    assert!(!again.ran_build_script("it-prefixes"), "{}", again.stderr);

    let cases = [
        (
            "man/man1/x.bak",
            "`pages/x.bak` is there, but `exclude(\"man/man1/*.bak\")` leaves it out",
        ),
        ("man/man1/.hidden.1", "`pages/.hidden.1` is there, but it is hidden"),
        ("man/man1/deep", "`pages/deep` is a directory"),
        ("ls.1", "the root `pages` is at `man/man1`, so it is `man/man1/ls.1`"),
        ("pages/deep/cp.1", "the root `pages` is at `man/man1`, so it is `man/man1/deep/cp.1`"),
        (
            "components/index.html",
            "paths are relative to the root `components`, so it is `index.html`",
        ),
    ];
    let wrong = cases.map(|(path, _)| format!("include_components::component!({path:?});"));
    project.write("src/main.rs", format!("fn main() {{ {} }}\n", wrong.join("\n")));
    age(&project);
    let stderr = project.cargo(&["check"]).failure().stderr;
    for (path, why) in cases {
        let expected = format!("no component `{path}` in the set `components`; {why}");
        assert!(stderr.contains(&expected), "{expected}\n{stderr}");
    }

    // An edit with an old time, which starts rustc only.
    project.write("pages/new.1", "");
    age(&project);
    project.write("src/main.rs", uses);
    let stderr = project.cargo(&["build"]).failure().stderr;
    assert!(stderr.contains("`pages/new.1` is new, and cargo did not run build.rs"), "{stderr}");
}
