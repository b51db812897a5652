use super::*;

/// Returns a style sheet with `|` where digests go.
fn marked(css: &str) -> String {
    let mut places = Vec::new();
    scan(css.as_bytes(), &mut |found| places.push(found.insert));
    let mut marked = css.to_owned();
    for at in places.into_iter().rev() {
        marked.insert(at, '|');
    }
    marked
}

fn urls(css: &str) -> Vec<String> {
    let mut urls = Vec::new();
    scan(css.as_bytes(), &mut |found| urls.push(found.url));
    urls
}

#[track_caller]
fn check(cases: &[&str]) {
    for case in cases {
        assert_eq!(marked(&case.replace('|', "")), *case);
    }
}

#[test]
fn urls_are_found_where_css_has_them() {
    check(&[
        "a { background: url(img/a|.png) }",
        "a{background:url(  a|.png\t)}",
        "a { background: url(\"a|.png\") no-repeat, url('b|.png') }",
        "a { background: URL(a|.png); b: Url( 'c|.png' ) }",
        r"a { background: \75rl(a|.png) }",
        r#"a { background: u\72l("a|.png") }"#,
        "a { background: src(\"a|.png\") }",
        "@import \"a|.css\";",
        "@import 'a|.css' layer(x) supports(display: grid) screen;",
        "@import url(a|.css);@import url(\"b|.css\") print;",
        "@IMPORT \"a|.css\"",
        r#"@\69mport "a|.css";"#,
        "@import/**/\"a|.css\";",
        "a { background: image-set(\"a|.png\" 1x, url(b|.png) 2x, 'c|.avif' type(\"image/avif\")) }",
        "a { background: -webkit-image-set(url(a|.png) 1x) }",
        "a { background: image-set(linear-gradient(red, blue) 1x, \"a|.png\" 2x) }",
        ":root { --logo: url(a|.svg); --set: image-set(\"b|.png\" 1x); }",
        ":root { --nested: { background: url('a|.png') } }",
        "@font-face { src: url(a|.woff2) format(\"woff2\"), local(\"A B.ttf\") }",
        "@font-face { src: url('a|.eot?#iefix') format('embedded-opentype') }",
        "@media print { a { list-style: url(a|.png) } }",
        "a{cursor:url(a|.cur),auto}b{mask:url(m|.svg#x)}",
        "<!-- a { b: url(a|.png) } -->",
    ]);
}

#[test]
fn escapes_are_taken_for_what_they_stand_for() {
    let cases = [
        (r"a{b:url(a|\2e png)}", "a.png"),
        (r"a{b:url(a|\00002Epng)}", "a.png"),
        (r"a{b:url(a|\.png)}", "a.png"),
        (r"a{b:url(my\ a|.svg)}", "my a.svg"),
        (r"a{b:url('it\'s|.svg')}", "it's.svg"),
        (r"a{b:url(\e9 |.svg)}", "é.svg"),
        (r"a{b:url(a\)b|.svg)}", "a)b.svg"),
        (r"a{b:url(my%20a|.svg)}", "my%20a.svg"),
        (r"a{b:url(\110000 |.svg)}", "\u{FFFD}.svg"),
        (r"a{b:url(日本|.svg)}", "日本.svg"),
    ];
    for (css, url) in cases {
        check(&[css]);
        assert_eq!(urls(&css.replace('|', "")), [url], "{css}");
    }
    assert_eq!(urls("a{b:url('a\\\nb.png')}"), ["ab.png"]);
    assert_eq!(urls("a{b:url('a\\\r\nb.png')}"), ["ab.png"]);
    assert_eq!(urls("a{b:url(a\\2e\r\npng)}"), ["a.png"]);
}

/// What only looks like one, in comments and strings say.
#[test]
fn nothing_else_is_a_reference() {
    let none = [
        "/* url(a.png) @import 'b.css'; */",
        "a { content: \"url(a.png)\"; quotes: 'url(b.png)' }",
        "a { content: 'it\\'s url(a.png)' }",
        "@namespace svg \"http://www.w3.org/2000/svg\";@namespace url(a.png);",
        "@charset \"utf-8.css\";",
        "a { b: format(\"woff2.png\") attr(x) }",
        "a::after { content: \"a.png\" }",
        "a { b: curl(a.png); c: my-url(\"b.png\") }",
        "a { color: red !important; }",
        "a[href$=\".png\"] { b: c }",
        "@layer import;",
        ".import { b: \"a.css\" }",
        "@import-x \"a.css\";",
        "a { b: type(\"image/avif.png\") }",
        "a { b: url(data:image/png;base64,AA/+.==) url( 'DATA:,x.png') }",
    ];
    for css in none {
        assert_eq!(urls(css), [""; 0], "{css}");
    }
    let odd = ["blob:x", "#x", "", "http://a.b/c.png", "#default#VML"];
    for url in odd {
        assert_eq!(urls(&format!("a{{b:url({url})}}")), [url], "for others to judge");
    }
    let css = "@import \"a.css\" layer(\"b.css\"); c { d: \"e.png\" } @import \"f.css\"; \"g\"";
    assert_eq!(urls(css), ["a.css", "f.css"]);
    assert_eq!(urls("@import { } \"a.css\""), [""; 0]);
    assert_eq!(urls("a { b: url(\"a.png\" \"b.png\") }"), ["a.png"]);
    assert_eq!(urls("@namespace \"x\"; a { b: url(a.png) }"), ["a.png"]);
}

/// Browsers read on behind a fault, and so does the scan.
#[test]
fn faults_are_skipped_as_browsers_do() {
    let cases: [(&str, &[&str]); 13] = [
        ("a { b: \"no end\n; c: url(a.png) }", &["a.png"]),
        ("a { b: url(x y.png); c: url(a.png) }", &["a.png"]),
        ("a { b: url(x\"y.png); c: url(a.png) }", &["a.png"]),
        ("a { b: url(a(b.png) } c { d: url(a.png) }", &["a.png"]),
        ("a } ) ] { b: url(a.png) }", &["a.png"]),
        ("a { b: url(a.png) ) } c { d: url('b.png') }", &["a.png", "b.png"]),
        ("a \\\n{ b: url(a.png) }", &["a.png"]),
        ("a { b: url(a.png) } /* no end url(b.png)", &["a.png"]),
        ("a { b: url(a.png) } c { d: url(no end", &["a.png"]),
        ("a { b: \"no \\\nend\n; c: url(a.png) }", &["a.png"]),
        ("a { b: url(a.png) } c { content: \"url(b.png)", &["a.png"]),
        ("a { b: url('a.png'", &["a.png"]),
        ("{{ template }} a { b: url(a.png) } {% x %}", &["a.png"]),
    ];
    for (css, expected) in cases {
        assert_eq!(urls(css), expected, "{css}");
    }
    let mut found = Vec::new();
    scan(b"a { b: url(\xE9.png) url(a.png) \"\xFF\" }", &mut |it| found.push(it.url));
    assert_eq!(found, ["\u{FFFD}.png", "a.png"], "a sheet need not be UTF-8");
}

/// CSS Syntax 3: a token without an end is one.
#[test]
fn what_is_open_at_the_end_is_closed_there() {
    check(&[
        "a{b:url(x|.png",
        "a{b:url( x|.png \n",
        "a{b:url(x|",
        "a{b:u\\72l(x|.png",
        "a{b:url(\"x|.png",
        "a{b:url('x|.png'",
        "a{b:image-set('x|.png' 1x, 'y|.png",
        "@import \"x|.css",
        "@import url(x|.css",
        "a{b:url(my\\ x|.svg",
        "a{b:url(y|.png)}c{d:url(x|.png?a#b",
        "a{b:url(|",
    ]);
    assert_eq!(urls("a{b:url('x.png\\"), ["x.png"]);
    for none in [
        "a{b:url(x y.png",
        "a{b:url(x\"y.png",
        "a{b:url(x.png\\",
        "a{b:url(data:,x.png",
        "/* url(x.png",
    ] {
        assert_eq!(urls(none), [""; 0], "{none}");
    }
}

/// Each would take minutes if the time were as the square of its length.
#[test]
fn no_sheet_takes_more_time_than_its_length() {
    let repeated = [
        "url(",
        "url(x ",
        "url(\"",
        "url('x')",
        "/*",
        "/* *",
        "\"",
        "\"\n",
        "'\\\n",
        "\\",
        "\\\n",
        "{",
        "([{",
        ")",
        "}",
        "@import ",
        "@import \"",
        "image-set(",
        "image-set('x'",
        "<!--",
        "a(  ",
        "url(\n",
        "1.",
        "1e",
        "-",
        "+",
        "#",
        "@",
        "u\\72l(",
        "\u{e9}",
        "/",
        "*",
        ";",
        "a:b;",
        "!x{",
    ];
    for text in repeated {
        urls(&text.repeat(50_000));
    }
}
