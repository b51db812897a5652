//! What runs warn of, and for how long.

use super::*;
use crate::Lint;
use crate::testing::Fake;

/// Returns the warnings of a run that must have succeeded.
#[track_caller]
fn warnings(build: &Build) -> Vec<String> {
    let run = run(build);
    let told = run.told("warning").into_iter().map(str::to_owned).collect();
    run.report();
    told
}

#[track_caller]
fn one_warning(build: &Build) -> String {
    let [warning] = warnings(build).try_into().expect("one warning");
    warning
}

#[test]
fn globs_that_match_nothing_are_named_until_they_match() {
    let tree = Tree::new();
    tree.write("ui/a.css", "a").write("ui/b/c.svg", "<svg/>").write("ui/b/old.bak", "").settle();
    let mut build = tree.build();
    build.include("*.css").include("ui/*.html").include("*.svg").exclude("*.bak").exclude("*.tmp");
    build
        .compile("*.css", Fake::upper().renaming(".css", ".min.css"))
        .compile("ui/*", Fake::upper());
    build.media_type("*.glb", "model/gltf-binary").media_type("*.svg", "image/svg+xml");
    build.allow_secret("x.key");
    let warning = one_warning(&build);
    let expected = "no file matches include \"ui/*.html\", compile \"ui/*\", media_type \"*.glb\", \
                    allow_secret \"x.key\", exclude \"*.tmp\": globs are relative to the root";
    assert!(warning.starts_with(expected), "{warning}");
    assert!(warning.contains("allow(Lint::UnmatchedGlob)"), "{warning}");
    assert_eq!(one_warning(&build), warning, "in a run that does nothing");

    // Its directory alone is listed, and the other exclude has matched elsewhere.
    tree.write("ui/new.tmp", "").settle();
    let warning = one_warning(&build);
    assert!(!warning.contains("exclude"), "{warning}");
    tree.write("ui/new.css", "a").settle();
    assert_eq!(one_warning(&build), warning);
    assert_eq!(warnings(build.allow(Lint::UnmatchedGlob)), [""; 0]);
}

/// As the routes of Next.js and others are called.
#[test]
fn brackets_in_names_are_matched_by_escapes_and_named_without() {
    let tree = Tree::new();
    for name in ["blog/[slug].html", "[...all]/page.html", "(group)/@x/page.html", "s.html"] {
        tree.write(format!("ui/{name}"), name);
    }
    tree.settle();
    let mut build = tree.build();
    build.include(r"\[slug\].html").include(r"\[...all\]/*").include("(group)/@x/*");
    assert_eq!(warnings(&build), [""; 0]);
    assert_eq!(texts(&tree).len(), 3);
    let warning = one_warning(tree.build().include("s.html").include("blog/[slug].html"));
    assert!(warning.contains("include \"blog/[slug].html\"") && warning.contains("`\\[`"));
}

#[test]
fn an_edit_of_one_file_keeps_the_warnings() {
    let tree = Tree::new();
    tree.write("ui/a.css", "a").write("ui/b.css", "b").write("ui/old.css~", "c").settle();
    let mut build = tree.build();
    build.exclude("*.tmp").exclude("*.bak");
    let first = warnings(&build);
    assert_eq!(first.len(), 2, "{first:?}");
    tree.write("ui/a.css", "edited").settle();
    assert_eq!(warnings(&build), first);
    tree.write("ui/a.css", "again").write("ui/x.bak", "").settle();
    let third = warnings(&build);
    assert!(third[0].contains("\"*.tmp\"") && !third[0].contains("\"*.bak\""), "{third:?}");
    tree.remove("ui/old.css~");
    assert_eq!(warnings(&build), third[..1]);
}

#[test]
fn nothing_is_said_of_globs_where_no_root_is() {
    let tree = Tree::new();
    let mut build = Build::new();
    build.root(tree.path("later")).out_dir(tree.path("out")).allow_missing().exclude("*.bak");
    assert_eq!(warnings(&build), [""; 0]);
    tree.write("later/a", "").settle();
    assert!(one_warning(&build).contains("\"*.bak\""));
}

#[cfg(unix)]
#[test]
fn names_are_warned_of_unless_they_are_allowed() {
    let tree = Tree::new();
    for name in ["aux.js", "con/a", "a:b", "ok.txt", "dots.", "what?"] {
        tree.write(format!("ui/{name}"), name);
    }
    tree.settle();
    let mut build = tree.build();
    let warning = one_warning(&build);
    assert!(warning.starts_with("Windows cannot have these names: "), "{warning}");
    for name in ["a:b\"", "aux.js\"", "con/\"", "and 2 more; rename", "allow(Lint::WindowsName)"] {
        assert!(warning.contains(name), "{name}: {warning}");
    }
    assert_eq!(warnings(build.allow(Lint::WindowsName)), [""; 0]);
}

#[test]
fn files_that_are_left_behind_are_warned_of() {
    let tree = Tree::new();
    tree.write("ui/a.html", "").write("ui/a.html~", "").write("ui/b/c.css.orig", "").settle();
    let warning = one_warning(&tree.build());
    let named = warning.contains("a.html~\", ") && warning.contains("b/c.css.orig\"; remove");
    assert!(named && warning.contains("Lint::Leftover"), "{warning}");
    assert_eq!(warnings(tree.build().exclude("*{~,.orig}")), [""; 0]);
    assert_eq!(warnings(tree.build().allow(Lint::Leftover)), [""; 0]);
}

#[test]
fn precompressed_files_beside_others_are_warned_of() {
    let tree = Tree::new();
    for name in ["app.js", "app.js.br", "app.js.gz", "b/c.css", "b/c.css.zst", "lone.tar.gz"] {
        tree.write(format!("ui/{name}"), name);
    }
    tree.settle();
    let warning = one_warning(&tree.build());
    for name in
        ["app.js.br\", ", "app.js.gz\", ", "b/c.css.zst\"; `exclude`", "Lint::Precompressed"]
    {
        assert!(warning.contains(name), "{name}: {warning}");
    }
    assert!(!warning.contains("lone"), "{warning}");
    assert_eq!(warnings(tree.build().exclude("*.{br,gz,zst}")), [""; 0]);
    assert_eq!(warnings(tree.build().allow(Lint::Precompressed)), [""; 0]);
}

#[test]
fn hidden_files_that_are_left_out_are_named_until_somebody_decides() {
    let tree = Tree::new();
    for name in ["a.css", ".vite/manifest.json", "sub/..fish", ".DS_Store", ".git/x", "x/.gitkeep"]
    {
        tree.write(format!("ui/{name}"), name);
    }
    tree.settle();
    let warning = one_warning(&tree.build());
    let (vite, fish) = (tree.told("ui/.vite/"), tree.told("ui/sub/..fish"));
    let expected = format!("hidden files are left out: {vite:?}, {fish:?}; `hidden(true)` embeds");
    assert!(warning.starts_with(&expected), "{warning}");
    assert_eq!(one_warning(&tree.build()), warning, "in a run that does nothing");
    // One directory is listed again, and nothing else changes.
    tree.write("ui/sub/.new", "").settle();
    assert!(one_warning(&tree.build()).contains("..fish\", "));
    tree.remove("ui/sub/.new").write("ui/a.css", "edited").settle();
    assert_eq!(one_warning(&tree.build()), warning);

    let decide: [fn(&mut Build) -> &mut Build; 5] = [
        |it| it.hidden(true).exclude(".git"),
        |it| it.hidden(false),
        |it| it.exclude(".*"),
        |it| it.include("sub/**").allow(Lint::UnmatchedGlob).exclude("..*"),
        |it| it.include("*.css").include(".vite/*").include("..fish"),
    ];
    for decide in decide {
        assert_eq!(warnings(decide(&mut tree.build())), [""; 0]);
    }
    let some = one_warning(tree.build().exclude(".vite"));
    assert!(!some.contains("vite") && some.contains("..fish"), "{some}");
    for nth in 0..9 {
        tree.write(format!("ui/.{nth}"), "");
    }
    assert!(one_warning(&tree.build()).contains("and 6 more; "));
}

#[test]
#[cfg(unix)] // Its trees have links, and names that Windows has not.
fn each_remedy_that_calls_a_method_is_one_for_compile() {
    type Spoil = fn(&Tree) -> &Tree;
    let cases: [(&str, Spoil); 7] = [
        ("`hidden(", |tree| tree.write("ui/.env.example", "")),
        ("`allow(Lint::Leftover)`", |tree| tree.write("ui/a.bak", "")),
        ("`allow(Lint::WindowsName)`", |tree| tree.write("ui/aux.js", "")),
        (".allow_secret(", |tree| tree.write("ui/a.key", "")),
        ("`links(", |tree| tree.link("/", "ui/out")),
        ("`exclude`", |tree| tree.link("none", "ui/dangling")),
        ("`allow_missing()`", |tree| tree.remove("ui")),
    ];
    let mut build = Build::new();
    for (remedy, spoil) in cases {
        let tree = Tree::new();
        tree.write("ui/a.css", "");
        spoil(&tree);
        build = tree.build();
        let run = run(&build);
        let mut said: Vec<String> = run.told("warning").into_iter().map(str::to_owned).collect();
        said.extend(run.result.err().map(|error| error.to_string()));
        assert!(said.iter().any(|text| text.contains(remedy)), "{remedy}: {said:?}");
        let said = || said.iter().map(String::as_str);
        assert_eq!(build.long_form(said()), None, "it has a `Build`");
        build.is_short = true;
        assert!(build.long_form(said()).is_some(), "{remedy}");
    }
    assert!(build.long_form(["no space left"].into_iter()).is_none(), "nothing to call");
}
