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
