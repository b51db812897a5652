//! What the writer writes, the reader reads.

use std::collections::HashSet;

use proptest::prelude::*;

use super::{Input, Naming, digest, index, inputs, note, pack};
use crate::write::{Index, IndexError, Name, NewEntry, Note, push_hashed_path, push_url};
use crate::{ALIGN, Content, Digest, Found, Layout, NoteSort, Pack, StoredBlob};

proptest! {
    #[test]
    fn any_components_are_read_as_they_were_written(inputs in inputs()) {
        assert_reads(&inputs, &pack(&inputs));
    }

    #[test]
    fn identical_blobs_are_stored_once(inputs in inputs()) {
        let index = index(&inputs);
        let blobs = inputs.iter().flat_map(Input::representations);
        let distinct: HashSet<&[u8]> = blobs.map(|(_, bytes)| bytes).collect();
        prop_assert_eq!(index.placements.len(), distinct.len());
        let mut end = index.bytes.len() as u64;
        for place in &index.placements {
            prop_assert_eq!(place.offset, end);
            prop_assert_eq!(place.offset % ALIGN, 0);
            end = (place.offset + place.len).next_multiple_of(ALIGN);
        }
        prop_assert_eq!(index.len, end);
    }

    #[test]
    fn what_is_not_there_is_not_found(inputs in inputs(), others in inputs(), suffix in "\\PC") {
        let bytes = pack(&inputs);
        let pack = Pack::open(&bytes).unwrap();
        let paths: HashSet<&str> = inputs.iter().map(|input| &input.path[..]).collect();
        for input in inputs.iter().chain(&others) {
            let longer = format!("{}{suffix}", input.path);
            let shorter = input.path.char_indices().next_back().map_or("", |(at, _)| &input.path[..at]);
            for path in [&input.path, &longer, shorter, &format!("/{}", input.path)] {
                prop_assert_eq!(pack.find(path).is_some(), paths.contains(path), "{:?}", path);
            }
        }
    }

    #[test]
    fn the_index_alone_answers_all_but_the_bytes(inputs in inputs()) {
        let index = index(&inputs);
        let pack = Pack::with_layout(&index.bytes, Layout::read(&index.bytes).unwrap());
        prop_assert_eq!(pack.layout().index_len(), index.bytes.len() as u64);
        for (at, input) in (0..).zip(&inputs) {
            prop_assert_eq!(pack.find(&input.path), Some(at));
            let blob = pack.entry(at).unwrap().identity().unwrap();
            prop_assert_eq!(blob.content.digest, digest(&input.identity));
            let inside = blob.offset() + blob.content.len <= index.bytes.len() as u64;
            prop_assert_eq!(pack.bytes(&blob).is_some(), inside, "only an empty blob can be");
        }
    }
}

#[test]
fn packs_of_all_small_sizes_are_perfectly_hashed() {
    for count in 0..300 {
        let inputs = numbered(count);
        assert_reads(&inputs, &pack(&inputs));
    }
}

#[test]
fn ten_thousand_components_are_read_as_they_were_written() {
    let inputs = numbered(10_000);
    assert_reads(&inputs, &pack(&inputs));
}

#[test]
fn a_hundred_thousand_components_are_found() {
    let inputs = numbered(100_000);
    let bytes = pack(&inputs);
    let pack = Pack::open(&bytes).unwrap();
    for (at, input) in (0..).zip(&inputs) {
        assert_eq!(pack.find(&input.path), Some(at));
        assert_eq!(pack.find(&input.path[1..]), None);
    }
}

#[test]
fn long_and_foreign_paths_are_read_as_they_were_written() {
    let mut inputs: Vec<Input> = [
        "a".repeat(70_000),
        "a".repeat(70_001),
        "漢字/かな.html".to_owned(),
        "café.css".to_owned(),        // precomposed,
        "cafe\u{301}.css".to_owned(), // and not: two paths
        "😀".repeat(1_000),
        "a b\u{202e}\t.txt".to_owned(),
        "..".to_owned(),
        "%2e%2e/x".to_owned(),
        String::new(),
    ]
    .map(Input::plain)
    .into();
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    assert_reads(&inputs, &pack(&inputs));
}

#[test]
fn a_pack_of_nothing_finds_nothing() {
    let bytes = pack(&[]);
    let pack = Pack::open(&bytes).unwrap();
    assert!(pack.is_empty());
    assert_eq!((pack.find(""), pack.find("a"), pack.find_hashed("a-00000000")), (None, None, None));
    assert!(pack.entry(0).is_none());
}

#[test]
fn the_digest_goes_before_the_extension() {
    let hashed = |path| {
        let mut out = Vec::new();
        push_hashed_path(&mut out, path, Digest::from_bytes([0xa5; 32]));
        String::from_utf8(out).unwrap()
    };
    assert_eq!(hashed("css/site.css"), "css/site-a5a5a5a5.css");
    assert_eq!(hashed("LICENSE"), "LICENSE-a5a5a5a5");
    assert_eq!(hashed("v1.2/LICENSE"), "v1.2/LICENSE-a5a5a5a5");
    assert_eq!(hashed(".well-known/.hidden"), ".well-known/.hidden-a5a5a5a5");
    assert_eq!(hashed(".env.js"), ".env-a5a5a5a5.js");
    assert_eq!(hashed("a."), "a-a5a5a5a5.");
}

/// Servers and tools look at both: `Content-Encoding`, source maps, declarations.
#[test]
fn two_extensions_stay_together_and_are_found() {
    let cases = [
        ("a.js.map", "a-#.js.map"),
        ("jquery-3.7.1.min.js", "jquery-3.7.1.min-#.js"),
        ("jquery-3.7.1.min.js.map", "jquery-3.7.1.min-#.js.map"),
        ("x.tar.gz", "x-#.tar.gz"),
        ("x-1.2.tar.XZ", "x-1.2-#.tar.XZ"),
        ("a.js.map.gz", "a-#.js.map.gz"),
        ("x.d.ts", "x-#.d.ts"),
        ("x.d.ts.map", "x-#.d.ts.map"),
        ("x.D.mts", "x-#.D.mts"),
        ("x.test.ts", "x.test-#.ts"),
        ("v1.2.txt", "v1.2-#.txt"),
        ("v1.2.gz", "v1.2-#.gz"),
        ("a.b-c.gz", "a.b-c-#.gz"),
        ("a.\u{e9}.gz", "a.\u{e9}-#.gz"),
        ("a..gz", "a.-#.gz"),
        (".js.map", ".js-#.map"),
        (".d.ts", ".d-#.ts"),
        ("map", "map-#"),
        ("js.map", "js-#.map"),
        ("a.js/b.map", "a.js/b-#.map"),
        ("x.js/.gz", "x.js/.gz-#"),
        ("a.gz.", "a.gz-#."),
    ];
    let mut inputs: Vec<_> = cases.iter().map(|(path, _)| Input::plain(*path)).collect();
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    let bytes = pack(&inputs);
    let pack = Pack::open(&bytes).unwrap();
    for (path, expected) in cases {
        let index = pack.find(path).unwrap();
        let hashed = pack.entry(index).unwrap().hashed_path().unwrap();
        let digits = expected.find('#').unwrap();
        let digits = &hashed[digits..digits + 8];
        assert!(digits.bytes().all(|it| it.is_ascii_hexdigit()), "{hashed}");
        assert_eq!(hashed, expected.replace('#', digits));
        assert_eq!(pack.find_hashed(hashed), Some(index), "{hashed}");
    }
}

#[test]
fn a_hashed_path_with_another_digest_is_not_found() {
    let bytes = pack(&[Input::plain("css/site.css")]);
    let pack = Pack::open(&bytes).unwrap();
    let hashed = pack.entry(0).unwrap().hashed_path().unwrap();
    assert_eq!(pack.find_hashed(hashed), Some(0));
    assert_eq!(pack.find(hashed), None);
    for wrong in ["css/site-00000000.css", "css/site.css", "-00000000", "", "é.css"] {
        assert_eq!(pack.find_hashed(wrong), None);
    }
    assert_eq!(pack.find_hashed(&hashed.replace('-', "_")), None);
    assert_eq!(pack.find_hashed(&hashed.to_uppercase()), None);
}

#[test]
fn one_look_up_tells_how_a_path_names_a_component() {
    let bytes = pack(&[Input::plain("a-00000000.js"), Input::plain("a.js"), Input::plain("b")]);
    let pack = Pack::open(&bytes).unwrap();
    let hashed = |at| pack.entry(at).unwrap().hashed_path().unwrap();
    for at in 0..3 {
        assert_eq!(pack.look_up(pack.entry(at).unwrap().path().unwrap()), Some(Found::Plain(at)));
        assert_eq!(pack.look_up(hashed(at)), Some(Found::Hashed(at)));
    }
    assert_eq!(pack.look_up("a-00000001.js"), Some(Found::Outdated(1)));
    assert_eq!(pack.look_up("b-00000001"), Some(Found::Outdated(2)));
    let none =
        ["", "c-00000001", "a-0000000.js", "a-000000000.js", "a-0000000A.js", "a_00000001.js"];
    for path in none {
        assert_eq!(pack.look_up(path), None, "{path:?}");
    }
}

/// A path with a digest from a bundler is good for ever, as a hashed path is.
#[test]
fn a_name_that_is_given_a_digest_is_a_hashed_one() {
    let mut inputs = ["a b.css", "index.html", "main-DfQ0q7.js"].map(Input::plain);
    (inputs[1].naming, inputs[2].naming) = (Naming::Kept, Naming::Given);
    let bytes = pack(&inputs);
    let pack = Pack::open(&bytes).unwrap();
    let names = |at| {
        let entry = pack.entry(at).unwrap();
        (entry.hashed_path().unwrap(), entry.url().unwrap())
    };
    let digits: [String; 3] = [0, 1, 2].map(|at| digest(&inputs[at].identity).to_string());
    let hashed = format!("a b-{:.8}.css", digits[0]);
    assert_eq!(names(0), (&hashed[..], &format!("/a%20b-{:.8}.css", digits[0])[..]));
    let hashed = format!("index-{:.8}.html", digits[1]);
    assert_eq!(names(1), (&hashed[..], "/index.html"));
    assert_eq!(names(2), ("main-DfQ0q7.js", "/main-DfQ0q7.js"));
    assert_eq!(pack.look_up("index.html"), Some(Found::Plain(1)));
    assert_eq!(pack.look_up(&hashed), Some(Found::Hashed(1)));
    assert_eq!(pack.look_up("main-DfQ0q7.js"), Some(Found::Hashed(2)));
    assert_eq!(pack.find_hashed("main-DfQ0q7.js"), Some(2));
}

#[test]
fn paths_out_of_order_are_refused() {
    let component = |path| NewEntry {
        path,
        name: Name::Given,
        media_type: "",
        identity: Content { digest: Digest::from_bytes([0; 32]), len: 0 },
        encoded: &[],
        notes: &[],
    };
    let error = |paths: [&'static str; 3]| Index::new(&paths.map(component)).map(drop);
    assert_eq!(error(["a", "b", "c"]), Ok(()));
    assert_eq!(error(["a", "c", "b"]), Err(IndexError::Order(2)));
    assert_eq!(error(["b", "b", "c"]), Err(IndexError::Order(1)));
    assert_eq!(error(["b", "B", "c"]), Err(IndexError::Order(1)));
}

#[test]
fn a_pack_longer_than_numbers_go_is_refused() {
    let component = |len| NewEntry {
        path: "a",
        name: Name::Given,
        media_type: "",
        identity: Content { digest: Digest::from_bytes([0; 32]), len },
        encoded: &[],
        notes: &[],
    };
    for len in [u64::MAX, u64::MAX - 200] {
        assert_eq!(Index::new(&[component(len)]).err(), Some(IndexError::TooLarge));
    }
    assert!(Index::new(&[component(1 << 62)]).is_ok());
}

#[test]
fn the_seal_is_written_where_it_says() {
    let mut index = index(&[Input::plain("a")]);
    let before = index.bytes.clone();
    index.seal(Digest::from_bytes([7; 32]));
    assert_eq!(index.bytes[crate::INDEX_DIGEST], [7; 32]);
    index.seal(Digest::from_bytes([0; 32]));
    assert_eq!(index.bytes, before);
}

fn numbered(count: usize) -> Vec<Input> {
    (0..count).map(|nth| Input::plain(format!("icons/{nth:06}.svg"))).collect()
}

/// Asserts that a pack is what it was made of, and nothing more.
fn assert_reads(inputs: &[Input], bytes: &[u8]) {
    assert!(bytes == super::pack(inputs), "equal arguments give equal bytes");
    let pack = Pack::open(bytes).unwrap();
    assert_eq!(pack.len() as usize, inputs.len());
    assert_eq!(Layout::from_raw(pack.layout().to_raw()), pack.layout());
    assert_eq!(pack.layout().pack_len(), bytes.len() as u64);
    assert!(pack.entry(pack.len()).is_none());
    let (sort, text) = (NoteSort::ImportMap, "{}");
    assert!(pack.notes(Pack::SET).eq([(note(text.to_owned()).sort, text)]));
    let first = inputs.iter().position(|it| it.notes.contains(&Note { sort, text: "abc".into() }));
    assert_eq!(pack.noted(sort, "abc"), first.map(|at| at as u32));
    assert_eq!(pack.noted(sort, "none"), None);
    let mut hashed = Vec::new();
    for (at, input) in (0..).zip(inputs) {
        let entry = pack.entry(at).unwrap();
        hashed.clear();
        match input.naming {
            Naming::Given => hashed.extend_from_slice(input.path.as_bytes()),
            _ => push_hashed_path(&mut hashed, &input.path, digest(&input.identity)),
        }
        let mut url = Vec::new();
        push_url(&mut url, "/", &input.path, input.name());
        let hashed = std::str::from_utf8(&hashed).unwrap();
        assert_eq!(entry.path(), Some(&input.path[..]));
        assert_eq!(entry.hashed_path(), Some(hashed));
        assert_eq!(entry.url().map(str::as_bytes), Some(&url[..]));
        assert_eq!(entry.media_type(), Some(input.media_type));
        assert_eq!(pack.find(&input.path), Some(at));
        assert_eq!(pack.find_hashed(hashed), Some(at));
        assert_eq!(pack.look_up(hashed), Some(Found::Hashed(at)));
        let notes = input.notes.iter().map(|note| (note.sort, note.text.as_str()));
        assert!(pack.notes(at).eq(notes), "{:?}", input.notes);
        assert_eq!(entry.representations() as usize, 1 + input.encoded.len());
        assert_eq!(entry.representation(entry.representations()), None);
        for (nth, (encoding, content)) in (0..).zip(input.representations()) {
            let blob = entry.representation(nth).unwrap();
            let expected = super::content(content);
            assert_eq!(blob, StoredBlob { encoding, content: expected, address: blob.address });
            assert_eq!((blob.part(), blob.offset() % ALIGN), (0, 0));
            assert_eq!(pack.bytes(&blob), Some(content));
        }
    }
}
