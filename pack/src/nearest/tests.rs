use super::{distance, nearest};

#[test]
fn distance_counts_edits() {
    for (from, to, edits) in [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "", 3),
        ("close.svg", "close.svg", 0),
        ("clsoe.svg", "close.svg", 1),
        ("kitten", "sitting", 3),
        ("close.svg", "icons/close.svg", 6),
        ("ab", "ba", 1),
        ("xaby", "xbay", 1),
        ("abcabc", "cbacba", 3),
        ("aab", "aba", 1),
    ] {
        for most in 0..10 {
            let expected = (edits <= most).then_some(edits);
            assert_eq!(distance(from, to, most), expected, "{from} -> {to}");
            assert_eq!(distance(to, from, most), expected, "{to} -> {from}");
        }
    }
}

#[test]
fn what_was_meant_comes_first() {
    let paths = [
        "assets/app.js",
        "assets/app.js.map",
        "button.html",
        "icons/Close.svg",
        "icons/cloud.svg",
        "icons/open.svg",
        "index.html",
        "styles/print.css",
        "styles/site.css",
    ];
    for (wanted, expected) in [
        ("icons/close.svg", &["icons/Close.svg"][..]),
        ("icons/clsoe.svg", &["icons/Close.svg"]),
        ("close.svg", &["icons/Close.svg"]),
        ("components/icons/open.svg", &["icons/open.svg"]),
        ("/index.html", &["index.html"]),
        ("./Index.HTML", &["index.html"]),
        ("css/site.css", &["styles/site.css"]),
        ("styles/site.scss", &["styles/site.css"]),
        ("app.ts", &["assets/app.js", "assets/app.js.map"]),
    ] {
        let (are_like, found) = nearest(wanted, paths.into_iter(), 3);
        assert!(are_like && found.starts_with(expected), "{wanted}: {found:?}");
    }
}

#[test]
fn what_is_not_alike_is_not_said_to_be() {
    let paths = ["button.html", "icons/close.svg"];
    assert_eq!(nearest("x", paths.into_iter(), 1), (false, vec!["button.html"]));
    assert_eq!(nearest("icons/clos.svg", paths.into_iter(), 3), (true, vec!["icons/close.svg"]));
    assert_eq!(nearest("x", paths.into_iter(), 0), (false, vec![]));
}

/// The first of the sorted are returned, whatever the order of the candidates is.
#[test]
fn it_does_not_depend_on_the_order() {
    let names: Vec<String> = (0..100).map(|nth| format!("icons/{nth:02}.svg")).collect();
    for wanted in ["icons/0.svg", "icns/77.svg", "icons/abc.svg", "styles/site.css", "42"] {
        let by_order = nearest(wanted, names.iter().map(String::as_str), 3);
        let by_reverse = nearest(wanted, names.iter().rev().map(String::as_str), 3);
        assert_eq!(by_order, by_reverse, "{wanted}");
    }
    let (are_like, found) = nearest("icns/77.svg", names.iter().map(String::as_str), 3);
    assert_eq!((are_like, found), (true, vec!["icons/77.svg", "icons/07.svg", "icons/17.svg"]));
}
