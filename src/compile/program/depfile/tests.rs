use super::*;

#[track_caller]
fn assert_parsed(text: &str, expected: &[&str]) {
    assert_eq!(parse(text).unwrap(), expected, "{text:?}");
}

#[test]
fn rules_are_read_in_all_their_forms() {
    assert_parsed("", &[]);
    assert_parsed("\n\n# nothing\n", &[]);
    assert_parsed("a.o: a.c b.h", &["a.c", "b.h"]);
    assert_parsed("a.o:a.c\n", &["a.c"]);
    assert_parsed("a.o :\ta.c\t\tb.h  \r\n", &["a.c", "b.h"]);
    assert_parsed("a.o b.o c.d: x\n", &["x"]);
    assert_parsed("a.o: x \\\n  y \\\r\n\tz\\\n w\n", &["x", "y", "z", "w"]);
    assert_parsed("a.o \\\n b.o: x", &["x"]);
    assert_parsed("a.o: x y\nb.o: y z\n\nx:\n\ny:\n", &["x", "y", "z"]);
    assert_parsed("a.o:: x", &["x"]);
    assert_parsed("a.o: x # y\nb.o: z", &["x", "z"]);
    assert_parsed("a.o:", &[]);
    assert_parsed("a.o: x \\", &["x", "\\"]);
}

#[test]
fn names_are_unescaped() {
    assert_parsed(r"a: with\ space x", &["with space", "x"]);
    assert_parsed(r"a\ b: x", &["x"]);
    assert_parsed(r"a: \#1 b\#2 c#3", &["#1", "b#2", "c"]);
    assert_parsed("a: $$HOME/x $y", &["$HOME/x", "$y"]);
    assert_parsed(r"a: dir\file C:\x\y", &[r"dir\file", r"C:\x\y"]);
    assert_parsed(r"a: one\\\ two three\\ four", &[r"one\ two", r"three\", "four"]);
    assert_parsed(r"a: http://x:1/y", &["http://x:1/y"]);
    assert_parsed(r"a\:b: x", &["x"]);
    assert_parsed("größe.o: größe.h 図.h\u{a0}x", &["größe.h", "図.h\u{a0}x"]);
    assert_parsed("a: x\\\\\n", &["x\\"]);
}

#[test]
fn what_is_no_rule_is_an_error() {
    for text in ["a.c b.h", "a.o: x\nb.o\nc.o: y", "{\"a\":", "target"] {
        match text {
            "{\"a\":" => assert_parsed(text, &[]),
            _ => assert!(parse(text).is_err(), "{text:?}"),
        }
    }
}

/// Whatever is there, it ends, and no name has a separator that was not
/// escaped.
#[test]
fn nonsense_ends() {
    let alphabet = ["a", ":", " ", "\\", "\n", "\r", "#", "$", "\t", "ö"];
    for number in 0..alphabet.len().pow(5) {
        let mut rest = number;
        let text: String = std::iter::repeat_with(|| {
            let part = alphabet[rest % alphabet.len()];
            rest /= alphabet.len();
            part
        })
        .take(5)
        .collect();
        if let Ok(names) = parse(&text) {
            assert!(names.iter().all(|name| !name.is_empty() && !name.contains('\n')), "{text:?}");
        }
    }
}
