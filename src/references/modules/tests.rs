use super::*;

fn entries() -> Vec<(String, String)> {
    vec![("/a.js".to_owned(), "/a-1.js".to_owned()), ("/b.js".to_owned(), "/b-2.js".to_owned())]
}

#[test]
fn a_page_without_modules_needs_no_map() {
    assert_eq!(Modules::default().insertion(&entries()), None);
    let modules = Modules { any: true, first: Some(7), map: None };
    assert_eq!(modules.insertion(&[]), None);
    let text = "<script type=importmap>{\"imports\":{\"/a.js\":\"/a-1.js\",\"/b.js\":\"/b-2.js\"}}</script>";
    assert_eq!(modules.insertion(&entries()), Some((7, text.to_owned())));
    for modules in [
        Modules::default(),
        modules,
        Modules { map: Some((3, Gap::Members { is_empty: true })), ..modules },
    ] {
        let mut bytes = Vec::new();
        modules.write(&mut bytes);
        assert_eq!(Modules::read(&mut Decoder(&bytes)), Some(modules));
    }
}

#[cfg(feature = "html")]
#[test]
fn entries_come_before_those_that_a_map_has() {
    let both = "\"/a.js\":\"/a-1.js\",\"/b.js\":\"/b-2.js\"";
    let cases = [
        ("{}", format!("{{\"imports\":{{{both}}}}}")),
        (" { } ", format!(" {{\"imports\":{{{both}}} }} ")),
        ("{\"imports\": {}}", format!("{{\"imports\": {{{both}}}}}")),
        (
            "{\"imports\":{\"x\":\"./x.js\"}}",
            format!("{{\"imports\":{{{both},\"x\":\"./x.js\"}}}}"),
        ),
        (
            "{\"scopes\":{\"imports\":{}}}",
            format!("{{\"imports\":{{{both}}},\"scopes\":{{\"imports\":{{}}}}}}"),
        ),
        ("{\"im\\u0070orts\":{}}", format!("{{\"im\\u0070orts\":{{{both}}}}}")),
    ];
    for (map, expected) in cases {
        let mut modules = Modules { any: true, first: Some(0), map: None };
        modules.see_map(map.as_bytes(), 100);
        let (at, text) = modules.insertion(&entries()).unwrap();
        let mut got = map.to_owned();
        got.insert_str(at as usize - 100, &text);
        assert_eq!(got, expected);
    }
    let mut modules = Modules { any: true, first: Some(5), map: None };
    modules.see_map(b"[]", 100);
    assert_eq!(modules.insertion(&entries()).unwrap().0, 5, "no map that a browser takes");
}
