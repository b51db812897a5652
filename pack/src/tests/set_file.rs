//! The set file.

use proptest::prelude::*;

use crate::{EmbedRoute, SetError, SetFile};

const LINKED: SetFile<'_> = SetFile {
    file: "libicp_ui.a",
    offset: 4096,
    len: 123,
    embed: EmbedRoute::Link { library: "icp_ui", symbol: "icp_ui_0123abcd" },
};

#[test]
fn the_text_is_one_line_a_field() {
    assert_eq!(
        LINKED.to_string(),
        "include-components set 1\nfile libicp_ui.a\noffset 4096\nlen 123\n\
         embed link\nlibrary icp_ui\nsymbol icp_ui_0123abcd\n"
    );
    let included = SetFile { file: "ui.pack", offset: 0, len: 9, embed: EmbedRoute::Include };
    assert_eq!(
        included.to_string(),
        "include-components set 1\nfile ui.pack\noffset 0\nlen 9\nembed include\n"
    );
}

#[test]
fn every_truncation_is_an_error() {
    let text = LINKED.to_string();
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
    let text = LINKED.to_string();
    for other in ["include-components set 2", "include-components set 10", "[package]"] {
        let text = text.replace("include-components set 1", other);
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
    ) {
        let (library, symbol) = (&library[..], &symbol[..]);
        let embed = if linked { EmbedRoute::Link { library, symbol } } else { EmbedRoute::Include };
        let set = SetFile { file: &file, offset, len, embed };
        let text = set.to_string();
        prop_assert_eq!(SetFile::parse(&text), Ok(set));
    }

    #[test]
    fn any_text_is_survived(text in "(include-components set 1\n)?(\\PC|[ \n]|file|offset|len|embed|link){0,60}") {
        if let Ok(set) = SetFile::parse(&text) {
            let again = set.to_string();
            prop_assert_eq!(SetFile::parse(&again), Ok(set));
        }
    }
}
