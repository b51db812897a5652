mod modules;

use super::*;
use crate::references::scan::{Language as Kinds, Reference};

fn scanned(html: &str) -> Scan {
    Scan::new(Kinds::Html, html.as_bytes())
}

/// Returns a page with `|` where digests go, and `^` where those of modules go.
fn marked_in(language: Kinds, html: &str) -> String {
    let mut marked = html.to_owned();
    for Reference { insert, kind, .. } in
        Scan::new(language, html.as_bytes()).references.iter().rev()
    {
        marked.insert(*insert as usize, if is_module(*kind) { '^' } else { '|' });
    }
    marked
}

fn is_module(kind: Kind) -> bool {
    matches!(kind, Kind::Module | Kind::Mapped | Kind::MapKey)
}

#[track_caller]
fn check(cases: &[&str]) {
    for case in cases {
        assert_eq!(marked_in(Kinds::Html, &case.replace(['|', '^'], "")), *case);
    }
}

/// XML has tags that end their element, and a text with markup and escapes.
#[test]
fn xhtml_is_read_as_xml() {
    for page in [
        "<script src='a|.js'/><style/><title/><p/><template/><textarea a='>' /><img src='b|.png'/>",
        "<!-- <script/> --><?x <script/> ?><script async='' src=\"a|.js\" /><base href='x/'/>",
        "<style><![CDATA[ a{b:url(c|.png)} ]]></style><style>a{b:url(&quot;d|.png&quot;)}</style>",
        "<script type='module' src='a^.js'/><noscript/><link href='b|.css' rel='stylesheet'/>",
        "<script type='importmap'><![CDATA[{\"imports\":{\"x\":\"./x^.js\"}}]]></script>",
        "<script>//<![CDATA[\nimport('x') < 1\n//]]></script><img src='a|.png'></img>",
    ] {
        assert_eq!(marked_in(Kinds::Xhtml, &page.replace(['|', '^'], "")), page);
    }
    let base = |page: &str| Scan::new(Kinds::Xhtml, page.as_bytes()).base.map(|it| it.at);
    assert_eq!(base("<template/><base href='x/'/>"), Some(23));
}

/// Only what a browser checks there, and what does not say a digest already.
#[test]
fn elements_that_can_say_a_digest_are_known() {
    let marked = |html: &str| {
        let mut marked = html.to_owned();
        for Reference { integrity_at, .. } in scanned(html).references.iter().rev() {
            integrity_at.iter().for_each(|at| marked.insert(*at as usize, '!'));
        }
        marked
    };
    let cases = [
        "<script! src=a.js></script><SCRIPT! defer src='b.js'></SCRIPT><script>1</script>",
        "<script! type=module src=a.js></script>",
        "<script src=a.js integrity=sha384-x></script><script src=a.js integrity=' '></script>",
        "<link! rel=stylesheet href=a.css><link rel=icon href=a.png><link rel=manifest href=a>",
        "<link! rel=preload as=style href=a.css><link! rel=preload as=script href=a.js>",
        "<link rel=preload as=font href=a.woff2><link! rel=modulepreload href=a.js>",
        "<img src=a.png><svg><script href=a.js></script></svg>",
        "<script src=a.js integrity></script><link rel=stylesheet href=a.css INTEGRITY=\"\">",
        "<noscript><link! rel=stylesheet href=a.css></noscript>",
    ];
    for case in cases {
        assert_eq!(marked(&case.replace('!', "")), case);
    }
}

#[test]
fn what_a_page_loads_is_found() {
    check(&[
        "<img src=a|.png>",
        "<img alt='' SRC = \"img/a|.png\" />",
        "<IMG src='a|.png?x=1&y=2#z'>",
        "<script src=a|.js></script><script type=text/javascript src=b|.js defer></script>",
        "<audio src=a|.mp3></audio><video poster=a|.png src=a|.mp4><source src=b|.webm><track src=c|.vtt></video>",
        "<picture><source srcset=a|.avif type=image/avif><img src=b|.png></picture>",
        "<embed src=a|.pdf><object data=a|.svg></object><input type=image src=a|.png>",
        "<link rel=stylesheet href=a|.css><link href='b|.css' rel='alternate stylesheet'>",
        "<link rel=icon href=a|.ico><link rel='shortcut icon' href=b|.ico>",
        "<link rel=apple-touch-icon href=a|.png><link rel=mask-icon href=b|.svg>",
        "<link rel=manifest href=app|.webmanifest>",
        "<link rel=preload as=font href=a|.woff2 crossorigin><link rel=prefetch href=b|.css>",
        "<link rel=preload as=image imagesrcset='a|.png 1x, b|.png 2x' href=a|.png>",
        "<div style='background: url(a|.png)'>x</div>",
        "<div style=\"background:url('a|.png')\">x</div>",
        "<style>a { b: url(a|.png) }</style><style type=text/css media=print>@import 'b|.css';</style>",
        "<template><img src=a|.png></template><noscript><img src=b|.png></noscript>",
        "<img\n  class=\"{{ x }}\"\n  src=\"a|.png\"\n>",
    ]);
}

/// A set of candidates, as the HTML Standard has it.
#[test]
fn each_image_candidate_is_found() {
    check(&[
        "<img srcset='a|.png, b|.png 2x,c|.png 100w'>",
        "<img srcset=' a|.png 1x ,\n b|.png 2x '>",
        "<img srcset='a|.png,'>",
        "<img srcset='a,b|.png 1x'>",
        "<img srcset='a|.png 1x(a,b), c|.png'>",
        "<img srcset='a|.png 1x((a,b), c|.png 1x(d, e.png'>",
        "<img srcset='a|&#46;png 1x&#44; b|.png 2x'>",
        "<img srcset=''>",
        "<img srcset=', ,'>",
    ]);
    let html = "<img srcset='data:image/png;base64,AA== 1x, a.png 2x'>";
    let urls: Vec<String> = scanned(html).references.into_iter().map(|it| it.url).collect();
    assert_eq!(urls, ["data:image/png;base64,AA==", "a.png"]);
}

#[test]
fn addresses_and_what_scripts_say_are_none() {
    check(&[
        "<a href=a.png>x</a><area href=a.png><form action=a.png><button formaction=b.png></button></form>",
        "<iframe src=a.html></iframe><frame src=b.html>",
        "<link rel=canonical href=a.png><link rel=alternate href=feed.xml><link rel=next href=b.html>",
        "<link rel=preload as=fetch href=a.json><link rel=preload as=worker href=b.js>",
        "<link rel=preconnect href=a.b><link rel=license href=c.txt>",
        "<meta property=og:image content=a.png>",
        "<img alt=a.png data-src=b.png title='url(c.png)'>",
        "<!-- <img src=a.png> --><p>&lt;img src=a.png&gt; url(b.png)</p>",
        "<script>f('<img src=b.png>', \"import './a.js'\")</script><textarea><img src=c.png></textarea>",
        "<style type=text/x-template>a { b: url(a.png) }</style><title><img src=a.png></title>",
        "<input type=text src=a.png><script type=speculationrules src=a.js></script>",
        "<svg><a href=a.svg><path/></a></svg>",
        "<use href=a.svg></use>",
    ]);
}

#[test]
fn entities_are_taken_for_what_they_stand_for() {
    let cases = [
        ("a|&#46;png", "a.png"),
        ("a|&#x2E;png", "a.png"),
        ("a|&#46png", "a.png"),
        ("a|&period;png", "a.png"),
        ("img&sol;a|.png", "img/a.png"),
        ("r&amp;d|.png", "r&d.png"),
        ("r&ampd|.png", "r&ampd.png"),
        ("r&amp-d|.png", "r&-d.png"),
        ("r&d|.png", "r&d.png"),
        ("&eacute;|.png", "é.png"),
        ("a|.png?x=1&copy=2", "a.png?x=1&copy=2"),
        ("a|.png?x&amp;y", "a.png?x&y"),
        ("a&|#;.png", "a&#;.png"),
    ];
    for (text, url) in cases {
        let html = format!("<img src=\"{}\">", text.replace('|', ""));
        assert_eq!(marked_in(Kinds::Html, &html), format!("<img src=\"{text}\">"));
        assert_eq!(scanned(&html).references[0].url, url);
    }
    check(&["<p style=\"background:url(&quot;a|.png&quot;)\">", "<p style='b:url(a|&#46;png)'>"]);
    let left =
        [("a&Dopf;.png", Why::Entity), ("a&#x80;.png", Why::Entity), ("a&#0;.png", Why::Encoding)];
    for (text, why) in left {
        let scan = scanned(&format!("<img src={text}>"));
        assert_eq!((scan.references.len(), scan.left[0].why), (0, why), "{text}");
    }
}

#[test]
fn an_image_is_read_as_svg() {
    let cases = [
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='a|.png'/><use xlink:href=\"b|.svg#x\"/></svg>",
        "<?xml version=\"1.0\"?>\n<svg><style><![CDATA[ a { b: url(a|.png) } ]]></style></svg>",
        "<svg><style>@import url(a|.css); p > a { b: url(b|.png) }</style><image href=c|.png /></svg>",
        "<svg><rect fill='url(a|.svg#g)' style='mask: url(b|.svg#m)' filter=\"url('c|.svg#f')\"/></svg>",
        "<svg><rect fill='url(#g|)'/></svg>",
        "<svg><feImage href='a|.png'/><textPath href='#p|'>x</textPath></svg>",
        "<svg><a href='page.svg'><text>url(x.png)</text></a></svg>",
    ];
    for case in cases {
        let plain = case.replace('|', "");
        let expected = case.replace("#g|", "|#g").replace("#p|", "|#p");
        assert_eq!(marked_in(Kinds::Svg, &plain), expected, "{case}");
    }
    check(&["<p><svg><image href=a|.png /></svg><img src=b|.png></p>"]);
}

#[test]
fn a_base_is_noted_and_the_first_one_counts() {
    let base = |html: &str| scanned(html).base.map(|it| (it.at as usize, it.url));
    let cases = [
        ("<base href=/a&#47;b/><base href=/c/><img src=a.png>", Some("/a/b/")),
        ("<base target=x><base href=/c/>", Some("/c/")),
        ("<base href=\"\"><base href=/c/>", Some("")),
        ("<base href=data:,x><base href=/c/>", Some("data:,x")),
        ("<base href={{x}}/><base href=/c/>", None),
        ("<base href=&Dopf;/><base href=/c/>", None),
    ];
    for (html, url) in cases {
        let at = html.find("href=").unwrap() + 5 + usize::from(html.contains('"'));
        assert_eq!(base(html), Some((at, url.map(str::to_owned))), "{html}");
        assert_eq!(scanned(html).left.len(), usize::from(url.is_none()), "{html}");
    }
    let first = Some((11, Some(String::new())));
    assert_eq!(base("<base href><base href=/c/>"), first);
    let none = [
        "<base target=x>",
        "<svg><base href=/a/></svg>",
        "<noscript><base href=/a/></noscript>",
        "<!-- <base href=/a/> -->",
    ];
    for html in none {
        assert_eq!(base(html), None, "{html}");
    }
}

/// Those that no page has had for twenty years, and that browsers show all the same.
#[test]
fn old_attributes_are_found() {
    check(&[
        "<body background=a|.png><table background='b|.png'><thead background=c|.png><tr background=d|.png>\
         <th background=e|.png></th><td background=f|.png></td><tbody background=g|.png><tfoot background=h|.png>",
        "<image src=a|.png srcset='b|.png 2x'>",
        "<div background=a.png><svg><image src=a.png srcset=b.png /></svg>",
    ]);
}

#[test]
fn what_names_a_style_sheet_for_xml_is_found() {
    let cases = [
        "<?xml-stylesheet href='a|.css'?><svg/>",
        "<?xml version='1.0'?>\n<?xml-stylesheet type=\"text/css\" href = \"a|.css\" ?>\n<svg/>",
        "<?xml-stylesheet href='r&amp;d|.css' title='href=x'?><?xml-stylesheet href=\"b|&#46;css\"?><svg/>",
        "<?xml-stylesheet xhref='a.css' title=''?><svg href=''/>",
        "<?xml-stylesheet href=a.css?><?xml-stylesheet?><?xml-stylesheet href='a.css?><svg href=''/>",
        "<!-- <?xml-stylesheet href='a.css'?> --><svg href=''/>",
    ];
    for case in cases {
        let plain = case.replace('|', "");
        let expected = case.replace("href=''", "href='|'");
        assert_eq!(marked_in(Kinds::Svg, &plain), expected);
    }
    check(&["<?xml-stylesheet href='a|.css'?><html xmlns='http://www.w3.org/1999/xhtml'/>"]);
    let scan = scanned("<?xml-stylesheet href='&Dopf;.css'?>");
    assert_eq!((scan.references.len(), scan.left[0].why), (0, Why::Entity));
}

#[test]
fn what_is_not_looked_into_is_counted() {
    let left = |html: &str| -> Vec<(Why, String)> {
        let scan = scanned(html);
        assert_eq!(scan.references, [], "{html}");
        scan.left.into_iter().map(|it| (it.why, it.url)).collect()
    };
    let one = |why, url: &str| [(why, url.to_owned())];
    let html = "<iframe srcdoc=\"<img src='x.png'>\" src=y.html></iframe><iframe srcdoc></iframe>";
    assert_eq!(left(html), one(Why::Inner, "<img src='x.png'>"));
    let html = format!("<iframe srcdoc='&lt;p&gt;{}'></iframe>", "é".repeat(100));
    assert_eq!(left(&html), one(Why::Inner, &format!("<p>{}", "é".repeat(77))));
    let html = "<svg><use><animate attributeName=href values='a.svg;b.svg'/><set attributeName=xlink:href to='#x'/>\
                <animate attributeName=r values='1;2'/></use></svg>";
    assert_eq!(left(html), one(Why::Animation, "a.svg;b.svg"));
    let html = "<noscript><noscript><img src=x.png></noscript>";
    assert_eq!(left(html), one(Why::Inner, "<noscript>"));
}

/// The text of a style sheet in SVG ends with any tag, and may have entities.
#[test]
fn style_sheets_of_svg_are_read_as_xml() {
    check(&[
        "<svg><style>a{b:url(a|.png)}</svg><p>url(x.png)</p>",
        "<svg><style>a{b:url(a|.png)}<g fill='url(b|.png)'></g>url(x.png)</svg>",
        "<svg><style>a{b:url(&quot;a|.png&quot;)} x&gt;y{b:url(&#39;b|&#46;png')}</style></svg>",
        "<svg><style> <![CDATA[ a{content:'<b>'; b:url(a|.png)} ]]> </style><text>url(x.png)</text></svg>",
        "<svg><style>/*<![CDATA[*/ a{content:'<b>'; b:url(a|.png)} /*]]>*/</style>url(x.png)</svg>",
        "<svg><style><!-- </style> --> a{b:url(a|.png)}</style>url(x.png)</svg>",
        "<svg><style>a{b:c < 1;d:url(a|.png)}</style><style/>url(x.png)</svg>",
        "<svg><style>a{b:url(a|.png)}<style>a{b:url(b|.png)}</style></style></svg>",
        "<svg><style>a{b:url(a|.png",
        "<svg><noscript><image href=a|.png /></noscript></svg>",
        // An attribute to who reads HTML.
        "<svg:style><![CDATA[><p style=b:url(a|.png)>]]></svg:style>",
        "<svg:svg><svg:style>a{b:url(a|.png)}</svg:style><svg:image xlink:href='b|.png'/>url(x.png)</svg:svg>",
    ]);
}

/// Each would take minutes if the time were as the square of its length.
#[test]
fn no_page_takes_more_time_than_its_length() {
    const MANY: usize = 10_000;
    let repeated = [
        "<svg><style>",
        "<svg><style>a{b:url(x",
        "<svg><style><![CDATA[",
        "<svg:style><![CDATA[>",
        "<svg:style><!-- >",
        "<noscript>",
        "<noscript><style>",
        "<style>a{b:url(",
        "<script><!--<script>",
        "<!--",
        "<![CDATA[",
        "<?xml-stylesheet href='",
        "<template><div>",
        "<math><svg><title>",
        "<div></p>",
        "<img src=",
        "<iframe srcdoc=<iframe/srcdoc=",
        "<textarea><title>",
        "<a style='b:url(",
        "</svg",
    ];
    for text in repeated {
        scanned(&text.repeat(MANY));
        scanned(&format!("<svg>{}</svg>", text.repeat(MANY)));
    }
    let attributes = [
        "src=x ",
        "&Dopf;",
        "&",
        "&#",
        "&amp",
        "&#x2E;",
        "x.png 1x, ",
        ",",
        "(",
        "x ((",
        " ",
        "a{b:url(",
        "a{b:url(x) ",
        "/*",
        "\\",
        "{{",
        "%",
        "url(\n",
    ];
    for text in attributes {
        let text = text.repeat(MANY);
        for name in ["src", "srcset", "style", "srcdoc"] {
            scanned(&format!("<img {name}=\"{text}\"><iframe {name}=\"{text}\">"));
        }
        scanned(&format!("<img {text}>"));
    }
    let names: String = (0..MANY).map(|nth| format!("a{nth}=x ")).collect();
    scanned(&format!("<img {names} {}>", "src=x ".repeat(MANY)));
}

#[test]
fn faults_are_read_as_browsers_do() {
    check(&[
        "<img src=a|.png <p src=b.png>",
        "<link rel=icon href=a|.png href=b.png href rel=stylesheet>",
        "<div><style>a { b: url(a|.png) }",
        "<p><img src=\"a|.png\"></i></b><img src=b|.png>",
    ]);
    assert_eq!(scanned("<img src=\"a.png").references, []);
    let urls: Vec<_> = scanned("<img src src=a.png>").references;
    assert!(urls.iter().all(|it| it.url.is_empty()), "{urls:?}");
    let bytes = b"<p>\xFF\xFE<img src=a.png><img src=\xE9.png>";
    let scan = Scan::new(Kinds::Html, bytes);
    assert_eq!(scan.references.iter().map(|it| it.insert).collect::<Vec<_>>(), [15]);
    assert_eq!(scan.left.iter().map(|it| it.why).collect::<Vec<_>>(), [Why::Encoding]);
}
