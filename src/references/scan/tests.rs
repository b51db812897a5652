use super::*;

#[test]
fn a_scan_is_read_as_it_was_written() {
    let scans = [
        Scan::default(),
        Scan::new(Language::Css, b"a{b:url(a.png) url({{x}})}\n/*# sourceMappingURL=a.map */"),
        Scan { base: Some(SaidBase { at: 7, url: None }), ..Scan::default() },
        Scan { base: Some(SaidBase { at: 0, url: Some(String::new()) }), ..Scan::default() },
        Scan {
            left: Why::ALL.map(|why| Left { at: 1, url: "x".to_owned(), why }).into(),
            ..Scan::default()
        },
        #[cfg(feature = "html")]
        Scan::new(
            Language::Html,
            b"<script type=importmap>{\"imports\":{\"a\":\"/a.js\",\"b\":null},\"integrity\":{\"/a.js\":\"x\"},\
              \"scopes\":{\"/b.js\":{}}}</script><script type=importmap>x</script><script src=c.js></script>",
        ),
        #[cfg(feature = "js")]
        Scan::new(Language::Modules, b"import 'a'; import './b.js'; import(c); import('./d.js')"),
        #[cfg(feature = "js")]
        Scan::new(Language::Modules, b"import 'a'; ("),
    ];
    for scan in &scans {
        let mut bytes = Vec::new();
        scan.write(&mut bytes);
        assert_eq!(Scan::read(&mut Decoder(&bytes)).as_ref(), Some(scan));
        for len in 0..bytes.len() {
            assert_eq!(Scan::read(&mut Decoder(&bytes[..len])), None);
        }
    }
    assert_eq!((scans[1].references.len(), scans[1].left.len()), (2, 1));
}

#[test]
fn what_a_template_makes_is_left() {
    for url in ["{{ x }}.png", "a/{% x %}", "<%= x %>", "<?php x ?>", "${x}.png", "{# x #}a"] {
        let scan = Scan::new(Language::Css, format!("a{{b:url('{url}')}}").as_bytes());
        assert_eq!(scan.references, [], "{url}");
        let left = Left { at: 9, url: url.to_owned(), why: Why::Template };
        assert_eq!(scan.left, [left]);
    }
    let scan = Scan::new(Language::Css, b"a{b:url('{x}.png')}");
    assert_eq!((scan.references.len(), scan.left.len()), (1, 0));
}

#[test]
fn a_language_is_known_by_the_media_type() {
    assert_eq!(Language::of("text/css; charset=utf-8"), Some(Language::Css));
    assert_eq!(Language::of("text/html"), Some(Language::Html));
    assert_eq!(Language::of("application/json"), None);
    assert_eq!(Language::of("text/plain; charset=utf-8"), None);
    let digest = Digest::from_bytes([1; 32]);
    assert_ne!(Language::Css.key(digest), Language::Svg.key(digest));
}

/// Most icons are not parsed; what has a reference is.
#[test]
fn an_image_without_a_sign_of_references_is_not_parsed() {
    let may = |text: &str| Language::Svg.may_refer(text.as_bytes());
    let icon = "<svg viewBox=\"0 0 16 16\" fill=\"currentColor\"><path transform=\"rotate(1)\" d=\"M8 0h1\"/>";
    assert!(!may(icon) && !may("") && !may("(") && !may("f"));
    for sign in [
        "import(x",
        "href=x",
        "HREF=x",
        "url(x",
        "URL(x",
        "src(\"x",
        "image-set(\"x",
        "@import",
        r"u\72l(x",
        "<script>import './x.js'",
        "<foreignObject><img src",
    ] {
        assert!(may(&format!("{icon}{sign}")), "{sign}");
        assert!(may(sign), "{sign}");
    }
    assert!(Language::Svg.may_refer(b"\xFF"), "it need not be UTF-8");
}

/// Browsers read all of them but the manifest.
#[test]
fn what_is_in_utf_16_is_left() {
    let left = [Left { at: 0, url: String::new(), why: Why::Utf16 }];
    let utf16 = |text: &str, to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    };
    let texts =
        ["\u{FEFF}a{b:url(x.png)}", "\u{FEFF}<img src=x.png>", "<?xml version='1.0'?><svg/>"];
    for text in texts {
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            for language in [Language::Css, Language::Html, Language::Svg, Language::JavaScript] {
                let scan = Scan::new(language, &utf16(text, to_bytes));
                assert_eq!((scan.references, scan.left.as_slice()), (vec![], &left[..]), "{text}");
            }
        }
    }
    let scan = Scan::new(Language::Css, "\u{FEFF}@import 'x.css';".as_bytes());
    assert_eq!((scan.references.len(), scan.left.len()), (1, 0), "UTF-8 may have a mark, too");
}

/// A browser takes such bytes for what the page says that they are.
#[test]
fn a_url_that_is_not_utf_8_is_left() {
    for css in [&b"a{b:url(caf\xE9.png)}"[..], b"a{b:url('\xE9/x.png?y')}", b"a{b:url(\\0 x)}"] {
        let scan = Scan::new(Language::Css, css);
        assert_eq!((scan.references.len(), scan.left.len()), (0, 1));
        assert_eq!(scan.left[0].why, Why::Encoding);
    }
    let scan = Scan::new(Language::Css, b"a{b:url(x.png?caf\xE9)}");
    assert_eq!((scan.references.len(), scan.left.len()), (1, 0));
}
