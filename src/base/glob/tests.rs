use proptest::prelude::*;

use super::*;
use crate::base::error::Error;

#[test]
fn a_glob_without_a_slash_is_matched_against_the_file_name() {
    for (glob, path, matches) in [
        ("*.css", "site.css", true),
        ("*.css", "a/b/site.css", true),
        ("*.css", "site.css/readme", false),
        ("*.css", "site.scss", false),
        ("site.css", "a/site.css", true),
        ("site.css", "a/my-site.css", false),
        ("?.svg", "icons/a.svg", true),
        ("?.svg", "icons/ab.svg", false),
        ("[ab].svg", "a.svg", true),
        ("[ab].svg", "c.svg", false),
        ("*.{png,svg}", "a/b.png", true),
        ("*.{png,svg}", "a/b.gif", false),
        ("*", "a/b", true),
    ] {
        assert_eq!(Glob::new(glob).unwrap().matches(path), matches, "{glob} {path}");
    }
}

#[test]
fn a_glob_with_a_slash_is_matched_against_the_whole_path() {
    for (glob, path, matches) in [
        ("css/*.css", "css/site.css", true),
        ("css/*.css", "a/css/site.css", false),
        ("css/*.css", "css/a/site.css", false),
        ("css/**", "css/a/site.css", true),
        ("css/**", "other/site.css", false),
        ("css/**/*.css", "css/site.css", true),
        ("css/**/*.css", "css/a/b/site.css", true),
        ("**/site.css", "site.css", true),
        ("**/site.css", "a/b/site.css", true),
        ("{css,js}/*", "js/a.js", true),
        ("a?b/c", "a/b/c", false),
    ] {
        assert_eq!(Glob::new(glob).unwrap().matches(path), matches, "{glob} {path}");
    }
}

#[test]
fn globs_that_could_never_do_what_they_say_are_refused() {
    for (glob, reason) in [
        ("", "empty"),
        ("/css", "relative to the root"),
        ("./css", "relative to the root"),
        ("css/", "`dir/**`"),
        ("!*.css", "exclude"),
        (r"css\site.css", "paths have `/`"),
        (r"css\", "escapes one of"),
        ("[ab.css", "bracket"),
        ("*.{png,svg", "bracket"),
        ("*.png}", "bracket"),
        ("{a,{b,c}", "bracket"),
    ] {
        let problem = Error::from(Glob::new(glob).unwrap_err());
        assert_eq!(problem.kind(), ErrorKind::Config);
        let text = problem.to_string();
        assert!(text.contains(&format!("{glob:?}")) && text.contains(reason), "{text}");
    }
    for glob in [r"\[a", r"a\{", r"\[id\]/**", "[}]", "[{]", "{[}],a}", "a!b", "[!a].css"] {
        assert!(Glob::new(glob).is_ok(), "{glob}");
    }
}

proptest! {
    #[test]
    fn no_glob_and_no_path_panics(glob in "[a*?{},!/.\\[\\]^-]{0,12}", path in "[a./é-]{0,12}") {
        if let Ok(glob) = Glob::new(&glob) {
            glob.matches(&path);
        }
    }
}

#[test]
fn an_escape_makes_a_bracket_a_character() {
    for (glob, path, matches) in [
        (r"\[id\].html", "[id].html", true),
        (r"\[id\].html", "a/[id].html", true),
        (r"\[id\].html", "i.html", false),
        (r"pages/\[...all\]/*", "pages/[...all]/x", true),
        (r"a\*", "a*", true),
        (r"a\*", "ab", false),
        (r"{\{a\},b}", "{a}", true),
    ] {
        assert_eq!(Glob::new(glob).unwrap().matches(path), matches, "{glob} {path}");
    }
}
