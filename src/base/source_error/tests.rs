use super::*;

fn shown(input: &[u8], offset: usize) -> String {
    SourceError::new(input, offset, "wrong").to_string()
}

#[test]
fn shows_the_line_and_a_caret_at_the_column() {
    let input = b"first\nsecond line\r\nthird";
    assert_eq!(shown(input, 0), "1:1: wrong\n  1 | first\n    | ^");
    assert_eq!(shown(input, 13), "2:8: wrong\n  2 | second line\n    |        ^");
    // At the line break, and at the end.
    assert_eq!(shown(input, 5), "1:6: wrong\n  1 | first\n    |      ^");
    assert_eq!(shown(input, input.len()), "3:6: wrong\n  3 | third\n    |      ^");
    assert_eq!(shown(input, usize::MAX), shown(input, input.len()));
    assert_eq!(shown(b"", 0), "1:1: wrong\n  1 | \n    | ^");
}

#[test]
fn columns_are_characters_also_of_what_is_no_text() {
    let error = SourceError::new("äöü?".as_bytes(), 6, "wrong");
    assert_eq!((error.line(), error.column()), (1, 4));
    let input = b"\xFF\xFE\xE2\x82 x";
    // Two single bytes, one cut-off character, a space.
    assert_eq!(SourceError::new(input, 5, "").column(), 5);
    assert_eq!(SourceError::at(input, 1, 5, ""), SourceError::new(input, 5, ""));
}

#[test]
fn a_line_and_a_column_lead_to_the_same_as_the_offset() {
    let input = "ab\n\n\tcé d\r\n".as_bytes();
    for (offset, line, column) in [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (5, 3, 2), (9, 3, 5)]
    {
        let expected = SourceError::new(input, offset, "wrong");
        assert_eq!((expected.line(), expected.column()), (line, column));
        assert_eq!(SourceError::at(input, line, column, "wrong"), expected);
    }
    // What is not there is the end of what is.
    assert_eq!(SourceError::at(input, 1, 99, "").column(), 3);
    assert_eq!(SourceError::at(input, 99, 99, "").line(), 4);
    assert_eq!(SourceError::at(input, 0, 0, "").column(), 1);
}

#[test]
fn a_long_line_is_cut_around_the_column() {
    let long = "é".repeat(25_000_000);
    let error = SourceError::new(long.as_bytes(), 20_000_000, "wrong");
    assert_eq!((error.line(), error.column()), (1, 10_000_001));
    let lines: Vec<_> = error.to_string().lines().map(str::to_owned).collect();
    assert_eq!(lines[1], format!("  1 | …{}…", "é".repeat(BEFORE + AFTER)));
    assert_eq!(lines[2], format!("    | {}^", " ".repeat(BEFORE + 1)));
}

#[test]
fn control_characters_reach_nobody() {
    let error = SourceError::new(b"\x1B[2J\0?", 5, "bad\ncargo::error=\x07").in_file("a\nb");
    assert_eq!(
        error.to_string(),
        "a\\nb:1:6: bad\\ncargo::error=\\u{7}\n  1 | \u{FFFD}[2J\u{FFFD}?\n    |      ^"
    );
}

/// Whatever the language of the source says.
#[test]
fn a_line_ends_as_editors_have_it() {
    let input = "\u{FEFF}a\rb\r\nc\nd\x0Ce\u{2028}f\r\r\n\rg".as_bytes();
    let places = "a b c d e f g".split(' ').map(|letter| {
        let offset = input.iter().position(|byte| *byte == letter.as_bytes()[0]).unwrap();
        let error = SourceError::new(input, offset, "wrong");
        assert_eq!(SourceError::at(input, error.line(), error.column(), "wrong"), error);
        (error.line(), error.column())
    });
    let expected = [(1, 1), (2, 1), (3, 1), (4, 1), (4, 3), (4, 5), (7, 1)];
    assert_eq!(places.collect::<Vec<_>>(), expected);
    assert_eq!(shown(input, 0), "1:1: wrong\n  1 | a\n    | ^");
    assert_eq!(shown(b"a\rbc\rd", 3), "2:2: wrong\n  2 | bc\n    |  ^");
    assert_eq!(SourceError::at(b"a\r\nb", 1, 99, "").column(), 2);
}

/// Fifty thousand on one line, and on as many: with a count from the start for each
/// this test does not end.
#[test]
fn places_are_counted_once() {
    for text in ["é, ", "é\r\n", "é\r"] {
        let input = text.repeat(50_000);
        let mut places = Places::new(input.as_bytes());
        for (nth, at) in (0..input.len()).step_by(text.len()).enumerate() {
            let error = places.error(at, "");
            let expected = if text == "é, " { (1, 1 + 3 * nth) } else { (1 + nth, 1) };
            assert_eq!((error.line(), error.column()), expected);
            if nth % 9_999 == 0 {
                assert_eq!(error, SourceError::new(input.as_bytes(), at, ""));
            }
        }
    }
}
