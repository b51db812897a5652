use super::*;

fn select<'a>(hidden: bool, include: &[&'a str], exclude: &[&'a str]) -> Select<'a> {
    let with = |globs: &[&'a str], include| globs.iter().map(|glob| (*glob, include)).collect();
    let globs: Vec<Vec<_>> = vec![with(include, true), with(exclude, false)];
    Select { hidden, globs: globs.concat() }
}

#[test]
fn hidden_and_excluded_files_are_no_components() {
    let all = select(false, &[], &[]);
    assert!(
        all.file("a/b.txt", "a/b.txt")
            && all.file(".well-known/a", ".well-known/a")
            && !all.file(".a", ".a")
            && !all.file(".b/a", ".b/a")
    );
    assert!(all.dir("a") && !all.dir("a/.git"));
    assert!(select(true, &[], &[]).file(".a", ".a") && select(true, &[], &[]).dir(".git"));
    let some = select(false, &["*.css", ".x/*"], &["old*"]);
    assert!(some.file("a/b.css", "a/b.css") && some.file(".x/a", ".x/a") && some.dir(".x"));
    assert!(!some.file("b.js", "b.js") && !some.file("old.css", "old.css") && !some.dir("a/older"));
}

#[test]
fn a_file_is_refused_for_a_reason() {
    let some = select(false, &["dist/**"], &["*.map", "dist/old"]);
    for (path, expected) in [
        ("dist/a.js", None),
        ("src/a.js", Some("no `include` matches it")),
        ("dist/a.js.map", Some("`exclude(\"*.map\")` leaves it out")),
        ("dist/old/b/c.js", Some("`exclude(\"dist/old\")` leaves it out")),
        ("dist/.b/c.js", Some("it is hidden, and `hidden(true)` takes it")),
    ] {
        assert_eq!(some.refusal(path, path).as_deref(), expected, "{path}");
    }
}

#[test]
fn only_what_every_include_begins_with_is_watched() {
    let some = select(false, &["dist/js/*", "img/**/*.png"], &["*.map"]);
    for (path, expected) in [
        ("dist/js", true),
        ("dist/js/a/b", true),
        ("img/x", true),
        ("", false),
        ("dist", false),
        ("dist/jsx", false),
        ("src/a.ts", false),
    ] {
        assert_eq!(some.is_watched(path), expected, "{path}");
    }
    for all in [select(false, &[], &["a/*"]), select(false, &["dist/*", "*.css"], &[])] {
        assert!(all.is_watched("") && all.is_watched("src/a.ts"));
    }
}
