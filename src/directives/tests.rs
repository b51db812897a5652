use std::path::Path;

use super::*;
use crate::base::error::{ErrorKind, Problem};

fn lines(directives: &Directives) -> Vec<&str> {
    directives.lines().collect()
}

#[test]
fn each_kind_is_spelled_as_cargo_wants_it() {
    let mut directives = Directives::default();
    directives.rerun_if_changed("/app/ui");
    directives.rerun_if_env_changed("THEME");
    directives.link_search(Path::new("/target/out").display());
    directives.warning("a.css: empty");
    assert_eq!(
        lines(&directives),
        [
            "rerun-if-changed=/app/ui",
            "rerun-if-env-changed=THEME",
            "rustc-link-search=native=/target/out",
            "warning=a.css: empty",
        ]
    );
}

#[test]
fn nothing_that_is_said_can_make_another_line() {
    let hostile = "a\ncargo::rustc-env=PWNED=yes\r\u{85}\0\x1b[2Jb\tc";
    let mut directives = Directives::default();
    directives.rerun_if_changed(hostile);
    directives.rerun_if_env_changed(hostile);
    directives.link_search(hostile);
    assert_eq!(directives.lines.len(), 3);
    for line in &directives.lines {
        assert!(!line.contains(|c: char| c.is_control() && c != '\t'), "{line:?}");
        assert!(line.contains("=a\u{FFFD}cargo") || line.contains("native=a\u{FFFD}cargo"));
        assert!(line.ends_with("b\tc"), "the rest is there: {line:?}");
    }
}

#[test]
fn a_text_of_several_lines_is_as_many_warnings() {
    let mut directives = Directives::default();
    directives.warning("one\ncargo::rustc-env=A=1\r\n\nthree\rfour");
    assert_eq!(
        lines(&directives),
        ["warning=one", "warning=cargo::rustc-env=A=1", "warning=", "warning=three\u{FFFD}four"]
    );
}

#[test]
fn texts_with_a_line_in_common_are_whole() {
    let mut directives = Directives::default();
    for text in ["a failed\nfor want of x", "b failed\nfor want of x", "a failed\nfor want of x"] {
        directives.warning(text);
    }
    assert_eq!(
        lines(&directives),
        ["warning=a failed", "warning=for want of x", "warning=b failed", "warning=for want of x"]
    );
}

#[test]
fn errors_have_a_line_for_each_problem() {
    let problem = |path: &str| {
        Problem::with_path(ErrorKind::Name, "no good:", Path::new(path), "rename the file")
    };
    let compile =
        Problem::new(ErrorKind::Compile, "cannot compile").caused_by("1:2: no\n2:1".into());
    let error = Error::of(vec![problem("a\nb"), problem("c"), compile]).unwrap();
    let mut directives = Directives::default();
    directives.errors(&error);
    let mut lines = lines(&directives);
    lines.sort();
    assert_eq!(
        lines,
        [
            "error=2:1",
            "error=cannot compile: 1:2: no",
            "error=no good: \"a\\nb\": rename the file",
            "error=no good: \"c\": rename the file",
        ]
    );
}

#[test]
fn a_line_is_printed_once_where_it_was_first() {
    let mut directives = Directives::default();
    for path in ["b", "a", "b", "c", "a"] {
        directives.rerun_if_changed(path);
    }
    directives.rerun_if_env_changed("b");
    assert_eq!(
        lines(&directives),
        [
            "rerun-if-changed=b",
            "rerun-if-changed=a",
            "rerun-if-changed=c",
            "rerun-if-env-changed=b"
        ]
    );
}

/// What stands before, and whether its line has an end, is the caller's.
#[test]
fn the_first_directive_begins_a_line_of_its_own() {
    let mut directives = Directives::default();
    let none = (String::new(), String::new());
    assert_eq!(directives.render(None), none, "nothing at all is printed");
    directives.rerun_if_changed("a");
    directives.rerun_if_changed("b");
    let expected = "\ncargo::rerun-if-changed=a\ncargo::rerun-if-changed=b\n";
    assert_eq!(directives.render(None).0, expected);
}

/// Of problems of any kind: nobody reads more at once.
#[test]
fn of_many_errors_the_first_are_told() {
    let problem = |nth: usize| Problem::new(ErrorKind::Secret, format!("{nth:03}"));
    for (all, uncounted, last) in [
        (50, 0, "049"),
        (51, 0, "and 1 more problems"),
        (50, 7, "and 7 more problems"),
        (60, 7, "and 17 more problems"),
    ] {
        let error = Error::of((0..all).map(problem).collect()).unwrap().and_more(uncounted);
        let mut directives = Directives::default();
        directives.errors(&error);
        let lines = lines(&directives);
        assert_eq!(lines.len(), 50 + usize::from(all + uncounted > 50));
        assert_eq!(*lines.last().unwrap(), format!("error={last}"));
        assert_eq!(error.to_string().lines().count(), lines.len());
        assert_eq!(error.problems().count(), all);
    }
}

#[test]
fn a_package_for_an_old_cargo_gets_one_colon_and_errors_apart() {
    let mut directives = Directives::default();
    directives.rerun_if_changed("a");
    directives.warning("error=no error");
    directives.errors(&Problem::new(ErrorKind::Config, "no root").into());
    let new = "\ncargo::rerun-if-changed=a\ncargo::warning=error=no error\ncargo::error=no root\n";
    let old = "\ncargo:rerun-if-changed=a\ncargo:warning=error=no error\n";
    for version in [None, Some((1, 77)), Some((1, 85)), Some((2, 0))] {
        assert_eq!(directives.render(version), (new.to_owned(), String::new()), "{version:?}");
    }
    for version in [Some((1, 76)), Some((1, 0)), Some((0, 99))] {
        let expected = (old.to_owned(), "error: no root\n".to_owned());
        assert_eq!(directives.render(version), expected, "{version:?}");
    }
}
