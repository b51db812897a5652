use super::*;

fn url(text: &str) -> Found {
    Unescaped::plain(text.as_bytes(), 100).url()
}

/// Returns a text with a mark where the digest goes.
fn marked(text: &str) -> String {
    let at = url(text).insert - 100;
    format!("{}|{}", &text[..at], &text[at..])
}

#[test]
fn the_digest_goes_before_the_extension_of_the_name() {
    let cases = [
        "a|.png",
        "img/a|.png",
        "../v1.2/a|.png",
        "a.b/LICENSE|",
        "a|.js.map",
        "jquery.min|.js",
        ".hidden|",
        "a|.svg#x/y.png",
        "font|.woff2?v=4.7.0",
        "font|.eot?#iefix",
        "a|",
        "|",
        "dir/|",
        r"dir\a|.png",
        "my%20a|.svg",
        "a|%2Epng",
        "a%2Fb|.png",
        "%|.png",
        "%zz|.png",
        "é|.png",
    ];
    for case in cases {
        assert_eq!(marked(&case.replace('|', "")), case);
    }
}

#[test]
fn white_space_around_a_url_and_breaks_in_it_mean_nothing() {
    let found = url(" \n a.p\r\n\tng \x0C");
    assert_eq!((found.url.as_str(), found.at, found.insert), ("a.png", 103, 104));
    let found = url("a\n.png");
    assert_eq!((found.url.as_str(), found.insert), ("a.png", 102));
}

#[test]
fn a_part_has_the_places_of_the_whole() {
    let mut text = Unescaped::with_capacity(3);
    text.push(b"a", 5);
    text.push_char(0xE9, 6);
    text.push(b".c", 12);
    let text = text.end(14);
    let part = text.part(1, 4);
    assert_eq!((part.bytes.as_slice(), part.place(0), part.place(2)), ("é.".as_bytes(), 6, 12));
    assert_eq!(part.place(3), 12);
    assert_eq!(text.place(5), 14);
    let mut text = Unescaped::with_capacity(1);
    text.push_char(0xD800, 0);
    text.push_char(0, 1);
    assert_eq!(text.bytes, "\u{FFFD}\u{FFFD}".as_bytes());
}
