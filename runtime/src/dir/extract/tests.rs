use super::*;

#[test]
fn names_that_mean_something_else_are_refused() {
    for name in ["", ".", "..", "a\0b"] {
        assert!(fault(name, false).is_some() && fault(name, true).is_some(), "{name:?}");
    }
    let foreign = ["con", "NUL.txt", "aux .html", "com1", "LPT9.a.b", "COM\u{b9}", "a:b", "a\\b"];
    for name in foreign.into_iter().chain(["a.", "a ", "a?", "a*", "CONIN$"]) {
        assert_eq!(fault(name, false), None, "{name:?}");
        assert!(fault(name, true).is_some(), "{name:?}");
    }
    for name in
        ["a", "...a", "console", "com", "com10", "com0", "comb.svg", "nul-", ".con", "a b.c", "é"]
    {
        assert_eq!((fault(name, false), fault(name, true)), (None, None), "{name:?}");
    }
}

/// A name that no build makes, but a damaged pack may have.
#[test]
fn a_name_that_leads_elsewhere_is_invalid_input() {
    use include_components_pack::write::{Index, Name, NewEntry};
    use include_components_pack::{Content, Digest};

    use crate::__private::{self, Pack};
    crate::__source!(source, pack);
    fn pack() -> Pack<'static> {
        let entry = NewEntry {
            path: "a/../../b",
            name: Name::Given,
            media_type: "",
            identity: Content { digest: Digest::from_bytes([0; 32]), len: 0 },
            encoded: &[],
            notes: &[],
        };
        Pack::open(Index::new(&[entry]).unwrap().bytes.leak()).unwrap()
    }
    static COMPONENTS: crate::Components = __private::components(source);

    let to = std::env::temp_dir().join("include-components-never-made");
    let error = COMPONENTS.root().extract(&to).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("a/../../b"), "{error}");
    assert!(!to.exists());
}

#[cfg(unix)]
#[test]
fn an_error_of_the_system_keeps_its_kind() {
    use std::{env, process};

    static EMPTY: crate::Components = crate::Components::empty();
    let place = env::temp_dir().join(format!("include-components-kinds-{}", process::id()));
    fs::create_dir_all(&place).unwrap();
    let kind = |path: &Path| write(path, b"bytes").unwrap_err().kind();
    let kinds = [
        // A file stands where a directory is to be made.
        fs::write(place.join("file"), b"")
            .and_then(|()| EMPTY.root().extract(place.join("file/to")))
            .map_err(|error| (error.kind(), error.to_string().contains("file"))),
        Err((kind(&place.join("missing/a.txt")), true)),
        Err((kind(&place), true)),
    ];
    fs::remove_dir_all(&place).unwrap();
    let not_a_directory = fs::read_dir("Cargo.toml").unwrap_err().kind();
    let expected = [not_a_directory, ErrorKind::NotFound, ErrorKind::AlreadyExists];
    assert_eq!(kinds, expected.map(|kind| Err((kind, true))));
}
