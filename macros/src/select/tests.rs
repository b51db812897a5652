use proptest::prelude::*;

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
        all.file("a/b.txt") && all.file(".well-known/a") && !all.file(".a") && !all.file(".b/a")
    );
    assert!(all.dir("a") && !all.dir("a/.git"));
    assert!(select(true, &[], &[]).file(".a") && select(true, &[], &[]).dir(".git"));
    let some = select(false, &["*.css", ".x/*"], &["old*"]);
    assert!(some.file("a/b.css") && some.file(".x/a") && some.dir(".x"));
    assert!(!some.file("b.js") && !some.file("old.css") && !some.dir("a/older"));
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
        assert_eq!(some.refusal(path).as_deref(), expected, "{path}");
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

#[test]
fn globs_are_those_of_the_build_helper() {
    for (glob, path, expected) in [
        ("*.{png,svg}", "a/b.png", true),
        ("*.{png,svg}", "a/b.gif", false),
        ("css/**/*.css", "css/site.css", true),
        ("css/**/*.css", "css/a/b/site.css", true),
        ("css/**", "css/a/site.css", true),
        ("css/**", "other/site.css", false),
        ("a?b/c", "a/b/c", false),
        ("[!a-c].svg", "d.svg", true),
        ("[!a-c].svg", "b.svg", false),
        (r"\[id\].html", "a/[id].html", true),
        (r"{\{a\},b}", "{a}", true),
        ("{a,b{c,d}}/*", "bd/x", true),
    ] {
        assert_eq!(matches(glob, path), expected, "{glob} {path}");
    }
}

/// Returns globs that are made of what one writes.
fn globs() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[ab.]{1,2}",
        Just("*".to_owned()),
        Just("?".to_owned()),
        Just("[ab]".to_owned()),
        Just("[!a]".to_owned()),
        Just(r"\[".to_owned()),
        Just("{a,b.}".to_owned()),
        Just("{a,{b,*.a}}".to_owned()),
    ];
    let segment = prop_oneof![
        4 => proptest::collection::vec(part, 1..4).prop_map(|parts| parts.concat()),
        1 => Just("**".to_owned()),
    ];
    proptest::collection::vec(segment, 1..4).prop_map(|segments| segments.join("/"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]
    #[test]
    fn it_decides_as_the_library_of_the_build_helper(glob in globs(), path in r"[ab.\[]{1,3}(/[ab.\[]{1,3}){0,3}") {
        // Two stars that are no segment mean nothing.
        prop_assume!(glob.split('/').all(|it| it == "**" || !it.contains("**")));
        let subject = match glob.contains('/') {
            true => &path[..],
            false => path.rsplit('/').next().unwrap(),
        };
        prop_assert_eq!(matches(&glob, &path), fast_glob::glob_match(&glob, subject));
    }
}
