use super::*;

/// Resolves a URL in `css/site.css`.
fn in_css(served_at: &str, url: &str) -> Option<String> {
    let served_at = ServedAt::new(served_at).unwrap();
    match served_at.resolve(url, &served_at.base("css/site.css")) {
        Target::Path(path) => Some(path),
        Target::Elsewhere => None,
    }
}

#[test]
fn urls_are_resolved_as_browsers_do() {
    let cases = [
        ("a.png", "css/a.png"),
        ("./a.png", "css/a.png"),
        ("../img/a.png", "img/a.png"),
        ("../../../img/a.png", "img/a.png"),
        ("%2e%2E/a.png", "a.png"),
        ("./././a.png", "css/a.png"),
        ("x/../a.png", "css/a.png"),
        ("/img/a.png", "img/a.png"),
        ("/a.png?v=1#x", "a.png"),
        ("a.png?../b", "css/a.png"),
        ("a.svg#/x/y", "css/a.svg"),
        ("my%20a.svg", "css/my a.svg"),
        ("my a.svg", "css/my a.svg"),
        ("%C3%A9.svg", "css/é.svg"),
        (r"..\img\a.png", "img/a.png"),
        ("a%2Fb.png", "css/a%2Fb.png"),
        ("a%FF.png", "css/a%FF.png"),
        ("100%.png", "css/100%.png"),
        ("a//b.png", "css/a//b.png"),
        ("c:d.png", "-"),
        ("1:a.png", "css/1:a.png"),
    ];
    for (url, path) in cases {
        let expected = Some(path.to_owned()).filter(|path| path != "-");
        assert_eq!(in_css("/", url), expected, "{url}");
    }
}

#[test]
fn what_is_elsewhere_has_no_path() {
    let elsewhere = [
        "",
        "#x",
        "?x",
        "?x#y",
        "data:image/png;base64,AA",
        "http://a.b/c.png",
        "HTTPS://a.b/c",
        "//a.b/c.png",
        r"\\a.b\c.png",
        "blob:x",
        "about:blank",
        "mailto:a@b.c",
        "/",
        "../",
        "./",
        ".",
        "..",
        "dir/",
        "dir/?x",
        "javascript:a.b",
    ];
    for url in elsewhere {
        assert_eq!(in_css("/", url), None, "{url}");
    }
}

#[test]
fn a_prefix_is_part_of_absolute_urls_and_of_no_relative_one() {
    assert_eq!(in_css("/a%20b/%c3%BC/", "/a%20b/ü/c.png").as_deref(), Some("c.png"));
    for prefix in ["/ui", "/ui/", "/%75i"] {
        assert_eq!(in_css(prefix, "/ui/a.png").as_deref(), Some("a.png"));
        assert_eq!(in_css(prefix, "a.png").as_deref(), Some("css/a.png"));
        assert_eq!(in_css(prefix, "../a.png").as_deref(), Some("a.png"));
        assert_eq!(in_css(prefix, "../../ui/a.png").as_deref(), Some("a.png"));
        for url in ["/a.png", "../../a.png", "/uix/a.png", "/ui", "/ui/", "//ui/a.png"] {
            assert_eq!(in_css(prefix, url), None, "{url}");
        }
    }
}

#[test]
fn a_whole_url_may_be_where_the_set_is_served() {
    let at = "https://cdn.example:8443/ui";
    let here = [
        "https://cdn.example:8443/ui/a.png",
        "HTTPS://CDN.example:8443/ui/a.png",
        "//cdn.example:8443/ui/a.png",
        "/ui/a.png",
        "../a.png",
    ];
    for url in here {
        assert_eq!(in_css(at, url).as_deref(), Some("a.png"), "{url}");
    }
    let elsewhere = [
        "http://cdn.example:8443/ui/a.png",
        "https://cdn.example/ui/a.png",
        "https://cdn.example:84430/ui/a.png",
        "//other/ui/a.png",
        "https://cdn.example:8443/a.png",
    ];
    for url in elsewhere {
        assert_eq!(in_css(at, url), None, "{url}");
    }
}

#[test]
fn what_is_no_place_is_refused() {
    let bad = [
        "ui",
        "./ui",
        "//cdn/ui",
        "ftp://a/b",
        "https://",
        "https:///ui",
        "/a b/",
        "/a?b",
        "/a#b",
        "/a//b",
        "/../a",
        "/a/./b",
        "/é/",
        "/a%2/",
        "/%zz/",
        "/%2e%2E/a",
        "/\"x\"/",
        "a://b/c",
    ];
    for text in bad {
        assert_eq!(ServedAt::new(text), None, "{text}");
    }
    for (text, whole) in [("", "/"), ("/", "/"), ("/a/b", "/a/b/"), ("http://a", "http://a/")] {
        assert_eq!(ServedAt::new(text).unwrap().as_str(), whole);
    }
}

/// Resolves a URL in `a/page.html` that says what its base is.
fn below(served_at: &str, href: &str, url: &str) -> Option<String> {
    let served_at = ServedAt::new(served_at).unwrap();
    let base = served_at.join(href, &served_at.base("a/page.html"));
    match served_at.resolve(url, &base) {
        Target::Path(path) => Some(path),
        Target::Elsewhere => None,
    }
}

#[test]
fn a_base_can_be_another_on_the_server() {
    let cases = [
        ("/ui/b/", "x.png", Some("b/x.png")),
        ("../c/d", "x.png", Some("c/x.png")),
        ("../", "x.png", Some("x.png")),
        ("..", "x.png", Some("x.png")),
        ("./", "x.png", Some("a/x.png")),
        ("sub/", "../x.png", Some("a/x.png")),
        ("/", "x.png", None),
        ("/", "ui/x.png", Some("x.png")),
        ("/ui/b/", "/ui/x.png", Some("x.png")),
        // What says no other directory.
        ("", "x.png", Some("a/x.png")),
        ("?x", "x.png", Some("a/x.png")),
        ("#/x/y", "x.png", Some("a/x.png")),
        ("data:,x", "x.png", Some("a/x.png")),
        ("JavaScript:x", "x.png", Some("a/x.png")),
    ];
    for (href, url, expected) in cases {
        assert_eq!(below("/ui", href, url).as_deref(), expected, "{href} {url}");
    }
}

/// Then a path from the root is that of the other server, too.
#[test]
fn nothing_but_a_whole_url_leads_back_from_a_base_elsewhere() {
    let relative = ["x.png", "./x.png", "/ui/x.png", "/x.png", "//ui/x.png", "../ui/x.png"];
    for at in ["/ui", "/", "https://cdn.example/ui"] {
        for href in ["https://a.b/", "//a.b/", r"\\a.b\", "HTTP://a.b/ui/", "file:///ui/", "x:y"] {
            for url in relative {
                assert_eq!(below(at, href, url), None, "{at} {href} {url}");
            }
        }
    }
    let at = "https://cdn.example/ui";
    let cases = [
        ("https://a.b/", "https://cdn.example/ui/x.png", Some("x.png")),
        ("http://a.b/", "https://cdn.example/ui/x.png", Some("x.png")),
        // By the scheme of the base.
        ("HTTPS://a.b/", "//cdn.example/ui/x.png", Some("x.png")),
        ("//a.b/", "//cdn.example/ui/x.png", Some("x.png")),
        ("http://a.b/", "//cdn.example/ui/x.png", None),
        ("https://a.b/", "//a.b/ui/x.png", None),
        // A base that is here after all.
        ("//cdn.example/ui/", "x.png", Some("x.png")),
        ("https://cdn.example/", "/ui/x.png", Some("x.png")),
        ("https://cdn.example", "ui/x.png", Some("x.png")),
        ("https://CDN.example?x", "ui/x.png", Some("x.png")),
        ("https://cdn.example/ui/b/", "//cdn.example/ui/x.png", Some("x.png")),
    ];
    for (href, url, expected) in cases {
        assert_eq!(below(at, href, url).as_deref(), expected, "{href} {url}");
    }
    let served_at = ServedAt::new(at).unwrap();
    let unknown = Base::Elsewhere { scheme: String::new() };
    let here = Target::Path("x.png".to_owned());
    assert_eq!(served_at.resolve("https://cdn.example/ui/x.png", &unknown), here);
    assert_eq!(served_at.resolve("//cdn.example/ui/x.png", &unknown), Target::Elsewhere);
}
