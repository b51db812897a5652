use super::*;

#[test]
fn a_scan_is_read_as_it_was_written() {
    let scans = [
        Scan::default(),
        Scan::new(Language::Css, b"a{b:url(a.png) url({{x}})}\n/*# sourceMappingURL=a.map */"),
        Scan { base: Some(String::new()), ..Scan::default() },
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
