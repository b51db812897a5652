use super::*;

fn entries() -> Vec<String> {
    vec![entry("/a.js", Some("/a-1.js")), entry("/b.js", Some("/b-2.js"))]
}

#[test]
fn a_page_without_modules_needs_no_map() {
    assert_eq!(Modules::default().insertions(&entries(), &[], &[]), []);
    let modules =
        Modules { any: true, first: Some(7), first_module: Some(9), ..Modules::default() };
    assert_eq!(modules.insertions(&[], &[], &[]), []);
    let text = "<script type=\"importmap\">{\"imports\":{\"/a.js\":\"/a-1.js\",\"/b.js\":\"/b-2.js\"}}</script>";
    assert_eq!(modules.insertions(&entries(), &[], &[]), [(7, text.to_owned())]);
    let gap = |at| Gap { at, is_empty: at == 3 };
    let names = vec![("x".to_owned(), Some("./x.js".to_owned())), ("y".to_owned(), None)];
    let table = |at| Table { gap: gap(at), entries: names.clone() };
    let scopes = vec![("/x/".to_owned(), table(5)), ("/x.js".to_owned(), table(6))];
    let map = Map { members: gap(3), imports: Some(table(4)), scopes, integrity: None };
    let maps = vec![map.clone(), map];
    let closed = Modules { is_closed: true, maps: maps.clone(), ..modules.clone() };
    assert_eq!(closed.insertions(&entries(), &[], &[]), [], "a template makes the map");
    for modules in [Modules::default(), modules.clone(), Modules { maps, ..modules }, closed] {
        let mut bytes = Vec::new();
        modules.write(&mut bytes);
        assert_eq!(Modules::read(&mut Decoder(&bytes)), Some(modules));
    }
}

#[test]
fn an_entry_ends_no_script_and_no_string() {
    let written = entry("</script>\"\\\n", Some("é '&"));
    assert_eq!(written, r#""\u003C/script>\"\\\u000A":"é '\u0026""#);
    assert_eq!(entry("x", None), "\"x\":null");
}

/// As the URL parser has it, since import maps are looked up by what that makes of a name.
#[test]
fn the_url_of_a_module_is_that_of_browsers() {
    let url = |path| module_url("/u/", path, None);
    assert_eq!(url("[id]/it's (a)&b.js"), "/u/[id]/it's%20(a)&b.js");
    assert_eq!(url("é{}\"<>`#?%.js"), "/u/%C3%A9%7B%7D%22%3C%3E%60%23%3F%25.js");
    let digest = crate::base::hasher::digest(b"1");
    assert!(module_url("/", "a b.min.js", Some(digest)).starts_with("/a%20b"));
}

#[cfg(feature = "html")]
mod with_lol_html {
    use super::*;
    use crate::references::scan::{Language, Scan};

    const BOTH: &str = "\"/a.js\":\"/a-1.js\",\"/b.js\":\"/b-2.js\"";

    /// Returns an import map with entries put in.
    fn filled(map: &str, integrity: &Entries) -> String {
        let page = |map: &str| format!("<script type=importmap>{map}</script><script type=module>");
        let text = page(map);
        let modules = Scan::new(Language::Html, text.as_bytes()).modules;
        let scopes = modules.maps.iter().flat_map(|map| &map.scopes);
        let scopes = scopes.map(|(of, table)| (table.gap, vec![entry(of, Some("/c.js"))]));
        let scopes: Vec<_> = scopes.collect();
        let mut insertions = modules.insertions(&entries(), &scopes, integrity);
        insertions.sort();
        let mut filled = text;
        for (at, text) in insertions.into_iter().rev() {
            filled.insert_str(at as usize, &text);
        }
        let (before, after) = (page("\0"), page("\0"));
        let (before, after) = (before.split('\0').next(), after.split('\0').nth(1));
        filled[before.unwrap().len()..filled.len() - after.unwrap().len()].to_owned()
    }

    #[test]
    fn entries_come_before_those_that_a_map_has() {
        let cases = [
            ("{}", format!("{{\"imports\":{{{BOTH}}}}}")),
            (" { } ", format!(" {{\"imports\":{{{BOTH}}} }} ")),
            ("{\"imports\": {}}", format!("{{\"imports\": {{{BOTH}}}}}")),
            (
                "{\"imports\":{\"x\":\"./x.js\"}}",
                format!("{{\"imports\":{{{BOTH},\"x\":\"./x.js\"}}}}"),
            ),
            (
                "{\"scopes\":{\"imports\":{}}}",
                format!(
                    "{{\"imports\":{{{BOTH}}},\"scopes\":{{\"imports\":{{\"imports\":\"/c.js\"}}}}}}"
                ),
            ),
            (
                "{\"scopes\":{\"/x/\":{\"y\":\"./z.js\"}},\"imports\":{}}",
                format!(
                    "{{\"scopes\":{{\"/x/\":{{\"/x/\":\"/c.js\",\"y\":\"./z.js\"}}}},\"imports\":{{{BOTH}}}}}"
                ),
            ),
            ("{\"im\\u0070orts\":{}}", format!("{{\"im\\u0070orts\":{{{BOTH}}}}}")),
            // Of two of one name the last counts.
            (
                "{\"imports\":{\"x\":\"./x.js\"},\"imports\":{}}",
                format!("{{\"imports\":{{\"x\":\"./x.js\"}},\"imports\":{{{BOTH}}}}}"),
            ),
        ];
        for (map, expected) in cases {
            assert_eq!(filled(map, &[]), expected);
        }
    }

    /// Browsers leave out of it what a module has asked for before.
    #[test]
    fn a_map_behind_a_module_is_too_late() {
        let map = "<script type=importmap>{\"imports\":{\"x\":\"./x.js\"}}</script>";
        let put_in = |page: &str| {
            let modules = Scan::new(Language::Html, page.as_bytes()).modules;
            modules.insertions(&entries(), &[], &[])
        };
        let late = put_in(&format!("<p><script type=module src=a.js></script>{map}"));
        let element = format!("<script type=\"importmap\">{{\"imports\":{{{BOTH}}}}}</script>");
        assert_eq!(late, [(3, element)]);
        // A classic script asks for none, or none that it can help.
        let page = format!("<p><script src=a.js></script>{map}<script type=module></script>");
        assert_eq!(put_in(&page), [(page.find("\"x\"").unwrap() as u32, format!("{BOTH},"))]);
    }

    /// What a browser refuses, nothing is put into.
    #[test]
    fn what_is_no_import_map_stays() {
        let maps = [
            "",
            "[]",
            "{",
            "{\"imports\":{\"x\":\"./x.js\",}}",
            "{{ import_map }}",
            "{\"imports\":[]}",
            "{\"scopes\":{\"x\":1}}",
            "{\"integrity\":null}",
            "{\"imports\":{}} x",
        ];
        for map in maps {
            assert_eq!(filled(map, &[]), map);
        }
    }

    /// A second member of the same name would take the place of the first.
    #[test]
    fn digests_join_those_that_a_map_has() {
        let sri = "\"/a-1.js\":\"sha384-x\"";
        let cases = [
            ("{}", format!("{{\"imports\":{{{BOTH}}},\"integrity\":{{{sri}}}}}")),
            ("{\"imports\":{}}", format!("{{\"integrity\":{{{sri}}},\"imports\":{{{BOTH}}}}}")),
            (
                "{\"integrity\":{\"/c.js\":\"y\"},\"imports\":{}}",
                format!("{{\"integrity\":{{{sri},\"/c.js\":\"y\"}},\"imports\":{{{BOTH}}}}}"),
            ),
            ("{\"integrity\":{}}", format!("{{\"imports\":{{{BOTH}}},\"integrity\":{{{sri}}}}}")),
        ];
        for (map, expected) in cases {
            assert_eq!(filled(map, &[entry("/a-1.js", Some("sha384-x"))]), expected);
        }
    }
}
