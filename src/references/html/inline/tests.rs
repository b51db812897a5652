use super::*;

fn texts(html: &str) -> Vec<(Inline, String)> {
    let text = |(inline, text)| (inline, String::from_utf8(text).unwrap());
    inline(html.as_bytes(), false).into_iter().map(text).collect()
}

#[test]
fn what_runs_is_found_in_the_order_of_the_page() {
    let page = "<style>a{}</style><script>1</script><script src=x.js>2</script>\
                <script type=module>3</script><script type=application/json>4</script>\
                <script type=importmap>5</script><script type=TEXT/JavaScript>6</script>\
                <style type=text/less>b{}</style><noscript><style>c{}</style></noscript>\
                <script type=speculationrules>7</script><script>8";
    let found = texts(page);
    let scripts: String =
        found.iter().filter(|it| it.0 == Inline::Script).map(|it| it.1.as_str()).collect();
    assert_eq!(scripts, "13567");
    let styles: Vec<&str> =
        found.iter().filter(|it| it.0 == Inline::Style).map(|it| it.1.as_str()).collect();
    assert_eq!(styles, ["a{}", "c{}"]);
    assert_eq!(found[0], (Inline::Style, "a{}".to_owned()));
    assert_eq!(texts("<p>"), []);
}

/// Another attribute than the one that names the file leaves the text in its place.
#[test]
fn what_names_the_file_of_a_script_is_another_in_svg() {
    let found = texts(
        "<script href=a.js>1</script><script src=a.js>2</script>\
         <svg><script src=a.js>3</script><script href=a.js>4</script>\
         <script xlink:href=a.js>5</script></svg>",
    );
    let scripts: Vec<&str> = found.iter().map(|it| it.1.as_str()).collect();
    assert_eq!(scripts, ["1", "3"]);
}

/// A browser hashes the text that it has read, and that has no carriage return.
#[test]
fn line_breaks_are_those_that_the_browser_reads() {
    let found = texts("<script>\r\na\rb\n\0</script>");
    assert_eq!(found, [(Inline::Script, "\na\nb\n\u{FFFD}".to_owned())]);
}

/// In SVG what is in `noscript` is elements: each of these would have all others in it.
#[test]
fn noscript_of_svg_is_no_text() {
    let page = ["<noscript>", "<style>a{}</style>", "</noscript>"].map(|it| it.repeat(20_000));
    assert_eq!(inline(format!("<svg>{}</svg>", page.concat()).as_bytes(), false).len(), 20_000);
}

/// XML has tags that end their element, and a text with escapes.
#[test]
fn texts_of_xhtml_are_those_that_the_browser_reads() {
    let page = b"<script src='a.js'/><style/><script>1 &lt; 2</script>\
                 <script>//<![CDATA[\r\n3 < 4 && '&lt;'\n//]]></script>";
    let scripts: Vec<String> =
        inline(page, true).into_iter().map(|it| String::from_utf8(it.1).unwrap()).collect();
    assert_eq!(scripts, ["1 < 2", "//\n3 < 4 && '&lt;'\n//"]);
}
