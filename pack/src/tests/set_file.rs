//! The set file.

use proptest::prelude::*;

use crate::{EmbedRoute, Part, Parts, SetError, SetFile};

/// A linked set of three parts.
fn linked() -> SetFile<'static> {
    SetFile {
        file: "libicp_ui.a",
        offset: 4096,
        len: 123,
        embed: EmbedRoute::Link { library: "icp_ui", symbol: "icp_ui_0123abcd" },
        parts: Parts::parse(PARTS).unwrap(),
    }
}

const PARTS: &str = "libicp_ui_1.a 192 16 icp_ui_1 icp_11\nlibicp_ui_2.a 192 99 icp_ui_2 icp_22\n";

#[test]
fn the_text_is_one_line_a_field() {
    assert_eq!(
        linked().to_string(),
        format!(
            "include-components set 2\nfile libicp_ui.a\noffset 4096\nlen 123\n\
             embed link\nlibrary icp_ui\nsymbol icp_ui_0123abcd\nparts 2\n{PARTS}"
        )
    );
    let (embed, parts) = (EmbedRoute::Include, Parts::default());
    let included = SetFile { file: "ui.pack", offset: 0, len: 9, embed, parts };
    assert_eq!(
        included.to_string(),
        "include-components set 2\nfile ui.pack\noffset 0\nlen 9\nembed include\nparts 0\n"
    );
}

#[test]
fn a_part_is_a_line_of_five_words() {
    let parts: Vec<Part<'_>> = linked().parts.iter().collect();
    let second =
        Part { file: "libicp_ui_2.a", offset: 192, len: 99, library: "icp_ui_2", symbol: "icp_22" };
    assert_eq!((parts.len(), parts[1]), (2, second));
    assert_eq!(parts.iter().map(Part::to_string).collect::<String>(), PARTS);
    for damaged in ["\n", "a 1 2 b\n", "a 1 2 b c d\n", "a x 2 b c\n", "a 1 -2 b c\n", "a 1 2 b c"]
    {
        assert_eq!(Parts::parse(damaged), None, "{damaged:?}");
    }
}

#[test]
fn every_truncation_is_an_error() {
    let text = linked().to_string();
    for len in 0..text.len() {
        let expected = match text[..len].contains('\n') {
            true => SetError::Damaged,
            false => SetError::Version,
        };
        assert_eq!(SetFile::parse(&text[..len]), Err(expected), "at {len}");
    }
}

#[test]
fn another_version_is_told_from_damage() {
    let text = linked().to_string();
    for other in ["include-components set 1", "include-components set 20", "[package]"] {
        let text = text.replace("include-components set 2", other);
        assert_eq!(SetFile::parse(&text), Err(SetError::Version));
    }
    assert_eq!(SetFile::parse(""), Err(SetError::Version));
    let damaged = [
        ("offset 4096", "offset x"),
        ("offset 4096", "offset -1"),
        ("len 123", "len 99999999999999999999"),
        ("len 123", "length 123"),
        ("embed link", "embed maybe"),
        ("embed link\n", ""),
        ("library icp_ui\n", ""),
        ("symbol", "Symbol"),
        ("file ", "file"),
        ("parts 2", "parts 1"),
        ("parts 2", "parts 3"),
        ("parts 2\n", ""),
        ("192 99", "192"),
    ];
    for (from, to) in damaged {
        assert_eq!(SetFile::parse(&text.replace(from, to)), Err(SetError::Damaged), "{to}");
    }
}

proptest! {
    #[test]
    fn any_set_file_is_read_as_it_was_written(
        file in "[^\n]{0,20}", offset: u64, len: u64, linked: bool,
        library in "[^\n]{0,20}", symbol in "[^\n]{0,20}",
        parts in "([a-z.]{0,9} [0-9]{1,9} [0-9]{1,9} [a-z]{0,9} [a-z]{0,9}\n){0,4}",
    ) {
        let (library, symbol) = (&library[..], &symbol[..]);
        let embed = if linked { EmbedRoute::Link { library, symbol } } else { EmbedRoute::Include };
        let parts = Parts::parse(&parts).unwrap();
        let set = SetFile { file: &file, offset, len, embed, parts };
        let text = set.to_string();
        prop_assert_eq!(SetFile::parse(&text), Ok(set));
    }

    #[test]
    fn any_text_is_survived(text in "(include-components set 2\n)?(\\PC|[ \n]|file|offset|len|embed|link|parts){0,60}") {
        if let Ok(set) = SetFile::parse(&text) {
            let again = set.to_string();
            prop_assert_eq!(SetFile::parse(&again), Ok(set));
        }
    }
}
