//! The set file.

use proptest::prelude::*;

use crate::{LinkedAs, Part, SetError, SetFile};

/// A linked set of three parts.
fn linked() -> String {
    let part = |file, offset, len, library, symbol| Part {
        file,
        offset,
        len,
        linked: Some(LinkedAs { library, symbol }),
    };
    let parts = [
        part("libicp_ui.a", 4096, 123, "icp_ui", "icp_ui_0123abcd"),
        part("libicp_ui_1.a", 192, 16, "icp_ui_1", "icp_11"),
        part("libicp_ui_2.a", 192, 99, "icp_ui_2", "icp_22"),
    ];
    SetFile::text(parts.into_iter())
}

#[test]
fn the_text_is_one_line_a_part() {
    assert_eq!(
        linked(),
        "include-components set 3\nparts 3\nlibicp_ui.a 4096 123 icp_ui icp_ui_0123abcd\n\
         libicp_ui_1.a 192 16 icp_ui_1 icp_11\nlibicp_ui_2.a 192 99 icp_ui_2 icp_22\n"
    );
    let included = Part { file: "ui.pack", offset: 0, len: 9, linked: None };
    let text = SetFile::text([included].into_iter());
    assert_eq!(text, "include-components set 3\nparts 1\nui.pack 0 9\n");
}

#[test]
fn a_part_is_a_line_of_three_words_or_of_five() {
    let text = linked();
    let set = SetFile::parse(&text).unwrap();
    let parts: Vec<Part<'_>> = set.parts().collect();
    let linked = Some(LinkedAs { library: "icp_ui_2", symbol: "icp_22" });
    let third = Part { file: "libicp_ui_2.a", offset: 192, len: 99, linked };
    assert_eq!((parts.len(), parts[0], parts[2]), (3, set.first(), third));
    assert!(set.is_linked());
    let of = |line| SetFile::parse(line).map(|set| set.is_linked());
    assert_eq!(of("include-components set 3\nparts 1\na 1 2\n"), Ok(false));
    for damaged in ["", "\n", "a\n", "a 1\n", "a 1 2 b\n", "a 1 2 b c d\n", "a x 2 b c\n"]
        .into_iter()
        .chain(["a 1 -2 b c\n", "a 1 2 b c", "a 1 2", "a 1 2 \n", "a 1 2 b c\n\n"])
    {
        let text = format!("include-components set 3\nparts 1\n{damaged}");
        assert_eq!(SetFile::parse(&text), Err(SetError::Damaged), "{damaged:?}");
    }
}

#[test]
fn every_truncation_is_an_error() {
    let text = linked();
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
    let text = linked();
    for other in ["include-components set 2", "include-components set 30", "[package]"] {
        let text = text.replace("include-components set 3", other);
        assert_eq!(SetFile::parse(&text), Err(SetError::Version));
    }
    assert_eq!(SetFile::parse(""), Err(SetError::Version));
    let damaged = [
        ("a 4096", "a x"),
        ("a 4096", "a -1"),
        (" 123 ", " 99999999999999999999 "),
        (" 123 ", " "),
        (" icp_ui icp_ui_0123abcd", " icp_ui"),
        (" icp_ui icp_ui_0123abcd", ""),
        (" icp_ui_2 icp_22", ""),
        ("parts 3", "parts 2"),
        ("parts 3", "parts 4"),
        ("parts 3\n", ""),
        ("parts", "Parts"),
        ("192 99", "192"),
    ];
    for (from, to) in damaged {
        assert_eq!(SetFile::parse(&text.replace(from, to)), Err(SetError::Damaged), "{to}");
    }
}

proptest! {
    #[test]
    fn any_set_file_is_read_as_it_was_written(
        lines in prop::collection::vec(("[^ \n]{0,20}", any::<u64>(), any::<u64>(), "[a-z\r]{0,9}"), 1..5),
        linked: bool,
    ) {
        let count = if linked { lines.len() } else { 1 };
        let lines = lines[..count].iter();
        let parts = lines.map(|(file, offset, len, library)| Part {
            file,
            offset: *offset,
            len: *len,
            linked: linked.then_some(LinkedAs { library, symbol: library }),
        });
        let parts: Vec<Part<'_>> = parts.collect();
        let text = SetFile::text(parts.iter().copied());
        let read = SetFile::parse(&text).map(|set| set.parts().collect::<Vec<_>>());
        prop_assert_eq!(read, Ok(parts));
    }

    #[test]
    fn any_text_is_survived(text in "(include-components set 3\n)?(parts [0-3]\n)?(\\PC|[ \n\r]|ui.pack|0|9|parts){0,60}") {
        if let Ok(set) = SetFile::parse(&text) {
            let again = SetFile::text(set.parts());
            let again = SetFile::parse(&again);
            prop_assert!(again.is_ok_and(|again| again.parts().eq(set.parts())));
        }
    }
}
