use super::*;

#[test]
fn names_that_windows_cannot_have_are_known() {
    for name in [
        "aux",
        "AUX.txt",
        "con.tar.gz",
        "NUL.b",
        "Com1",
        "lpt9.svg",
        "com¹.x",
        "conin$",
        "con .txt",
        "a:b",
        "what?.html",
        "a*b",
        "<a>",
        "\"",
        "a|b",
        "back\\slash",
        "ends.",
        "ends ",
        "a.",
        "prn.",
    ] {
        assert!(!is_windows_name(name), "{name}");
    }
    for name in [
        "auxiliary.js",
        "console.log",
        "com.css",
        "com10",
        "com0.x",
        "null",
        "[slug].html",
        ".well-known",
        "..a",
        "a b.txt",
        "é¹.txt",
        "lpt",
        "icon.svg",
        "con-a.b",
        "$conin",
        "{a},(b)@2x~1'.png",
    ] {
        assert!(is_windows_name(name), "{name}");
    }
}

#[test]
fn files_that_are_left_behind_are_known() {
    for path in
        ["a.html~", "#a.html#", "a.css.bak", "a.orig", "a.rej", "a.swp", "Thumbs.db", "DESKTOP.INI"]
    {
        assert!(is_leftover(path), "{path}");
    }
    for path in ["a~b.html", "#", "##", "#a", "bak", "a.back", "original.js", "orig", "db.ini"] {
        assert!(!is_leftover(path), "{path}");
    }
}

#[test]
fn notes_are_read_back() {
    let notes =
        Notes { unmatched: vec!["exclude \"a\"".into()], names: vec!["b".into(), "".into()] };
    let mut bytes = Vec::new();
    notes.write(&mut bytes);
    assert_eq!(Notes::read(&mut Decoder(&bytes)), Some(notes));
    assert_eq!(Notes::read(&mut Decoder(&bytes[..bytes.len() - 1])), None);
}
