use super::*;

fn entries() -> Vec<(String, String)> {
    vec![("/a.js".to_owned(), "/a-1.js".to_owned()), ("/b.js".to_owned(), "/b-2.js".to_owned())]
}

#[test]
fn a_page_without_modules_needs_no_map() {
    assert_eq!(Modules::default().insertions(&entries(), &[]), []);
    let modules = Modules { any: true, first: Some(7), first_module: Some(9), map: None };
    assert_eq!(modules.insertions(&[], &[]), []);
    let text = "<script type=importmap>{\"imports\":{\"/a.js\":\"/a-1.js\",\"/b.js\":\"/b-2.js\"}}</script>";
    assert_eq!(modules.insertions(&entries(), &[]), [(7, text.to_owned())]);
    let gap = |at| Gap { at, is_empty: at == 3 };
    let map = Map { members: gap(3), imports: Some(gap(4)), integrity: None };
    for modules in [Modules::default(), modules, Modules { map: Some(map), ..modules }] {
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
        assert_eq!(filled(map, &[]), expected);
    }
    let mut modules = Modules { any: true, first: Some(5), ..Modules::default() };
    modules.see_map(b"[]", 100);
    assert_eq!(modules.insertions(&entries(), &[])[0].0, 5, "no map that a browser takes");
}

/// Returns an import map with entries put in.
#[cfg(feature = "html")]
fn filled(map: &str, integrity: &Entries) -> String {
    let mut modules = Modules { any: true, first: Some(0), ..Modules::default() };
    modules.see_map(map.as_bytes(), 100);
    let mut insertions = modules.insertions(&entries(), integrity);
    insertions.sort();
    let mut filled = map.to_owned();
    for (at, text) in insertions.into_iter().rev() {
        filled.insert_str(at as usize - 100, &text);
    }
    filled
}

/// A second member of the same name would take the place of the first.
#[cfg(feature = "html")]
#[test]
fn digests_join_those_that_a_map_has() {
    let both = "\"/a.js\":\"/a-1.js\",\"/b.js\":\"/b-2.js\"";
    let sri = "\"/a-1.js\":\"sha384-x\"";
    let cases = [
        ("{}", format!("{{\"imports\":{{{both}}},\"integrity\":{{{sri}}}}}")),
        ("{\"imports\":{}}", format!("{{\"integrity\":{{{sri}}},\"imports\":{{{both}}}}}")),
        (
            "{\"integrity\":{\"/c.js\":\"y\"},\"imports\":{}}",
            format!("{{\"integrity\":{{{sri},\"/c.js\":\"y\"}},\"imports\":{{{both}}}}}"),
        ),
        ("{\"integrity\":{}}", format!("{{\"imports\":{{{both}}},\"integrity\":{{{sri}}}}}")),
    ];
    for (map, expected) in cases {
        assert_eq!(filled(map, &[("/a-1.js".to_owned(), "sha384-x".to_owned())]), expected);
    }
}
