use super::*;

fn urls(json: &str) -> Vec<String> {
    let mut urls = Vec::new();
    scan(json.as_bytes(), &MANIFEST, &mut |found| urls.push(found.url));
    urls
}

#[test]
fn the_images_of_a_manifest_are_found() {
    let json = r#"{
        "name": "icons", "start_url": "/index.html", "src": "no.png", "id": "/",
        "icons": [ { "src": "a.png", "sizes": "1x1" }, {"type":"x","src":"b.png"} ],
        "screenshots": [{"src": "c.png", "label": "src"}],
        "shortcuts": [{"url": "/x", "icons": [{"src": "d.png"}]}],
        "file_handlers": [{"action": "/open", "icons": [{"src": "e.png"}]}],
        "other": {"icons": [{"src": "no.png"}]}, "n": [1, true, null, -1.5e3, {}, []]
    }"#;
    assert_eq!(urls(json), ["a.png", "b.png", "c.png", "d.png", "e.png"]);
}

#[test]
fn escapes_are_taken_for_what_they_stand_for() {
    let cases = [
        (r"img\/a|.png", "img/a.png"),
        (r"a|\u002epng", "a.png"),
        (r"\u00e9|.png", "é.png"),
        (r"\ud83d\ude00|.png", "😀.png"),
        (r"\ud83d|.png", "\u{FFFD}.png"),
        (r"my%20a|.png", "my%20a.png"),
        ("é|.png", "é.png"),
        (r#"a\"b|.png"#, "a\"b.png"),
    ];
    for (text, url) in cases {
        let json = format!(r#"{{"icons":[{{"src":"{}"}}]}}"#, text.replace('|', ""));
        let mut found = Vec::new();
        scan(json.as_bytes(), &MANIFEST, &mut |it| found.push((it.url, it.insert)));
        let [(found, at)] = found.as_slice() else { panic!("{json}: {found:?}") };
        assert_eq!(found, url);
        let marked = format!("{}|{}", &json[..*at], &json[*at..]);
        assert!(marked.contains(text), "{marked}");
    }
}

#[test]
fn what_is_no_json_has_nothing_from_the_fault_on() {
    let first = r#"{"icons":[{"src":"a.png"},"#;
    for rest in ["", "{\"src\":\"b", "{\"src\":\"b\n\"}", "{\"src\":\"\\u12\"}", "{\"src\":\"\\"] {
        assert_eq!(urls(&format!("{first}{rest}")), ["a.png"], "{rest}");
    }
    for json in ["", "]", "}{", ",,", "\"a\"", "[\"a\"]", "{\"icons\":\"a.png\"}"] {
        assert_eq!(urls(json), [""; 0], "{json}");
    }
}

#[cfg(feature = "html")]
#[test]
fn the_members_of_an_object_are_found() {
    let json = r#" {"a": {"b": "c:"}, "d" :"e", "\u0066":[{"g":1}], "":null } {"h":1}"#;
    let found = members(json.as_bytes(), 1).into_iter();
    let found: Vec<_> = found
        .map(|(name, at)| (String::from_utf8(name.bytes).unwrap(), &json[at..][..1]))
        .collect();
    let expected = [("a", "{"), ("d", "\""), ("f", "["), ("", "n")];
    assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value)));
    assert_eq!(members(b"{}", 0).len() + members(b"{\"a", 0).len() + members(b"", 0).len(), 0);
}
