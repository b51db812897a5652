//! Modules, scripts and import maps of a page.

use super::*;

#[test]
fn modules_are_told_from_scripts() {
    check(&[
        "<script type=module src=a^.js></script><link rel=modulepreload href=b^.js>",
        "<script type=importmap>{\"imports\":{\"x\":\"./x^.js\",\"d/\":\"./d/\"},\"scopes\":{\"/s/\":{\"y\":\"/y^.js\"}},\"integrity\":{\"./x^.js\":\"sha384-x\"}}</script>",
        "<script type=importmap>{\"scopes\":{\"/s^.js\":{\"y/\":\"/y/\",\"/z.js\":null}}}</script>",
    ]);
    let place = |html: &str| {
        let entries = ["\"/k.js\":\"/k-1.js\"".to_owned()];
        scanned(html).modules.insertions(&entries, &[], &[]).first().map(|(at, _)| *at as usize)
    };
    let head = "<!doctype html><head><meta charset=utf-8>";
    assert_eq!(place(&format!("{head}<script type=module src=a.js></script>")), Some(head.len()));
    assert_eq!(
        place(&format!("{head}<script>x</script><script type=module>y</script>")),
        Some(head.len())
    );
    assert_eq!(place(&format!("{head}<link rel=modulepreload href=a.js>")), Some(head.len()));
    assert_eq!(place(&format!("{head}<script src=a.js></script>")), None);
    let map = "<script type=importmap>{\"imports\":{\"x\":\"./x.js\"}}</script>";
    let at = place(&format!("{map}<script type=module>y</script>"));
    assert_eq!(at, map.find("\"x\""));
}

#[cfg(feature = "js")]
#[test]
fn scripts_in_a_page_may_import() {
    check(&[
        "<script>import('./a|.js')</script><script type=text/javascript>import(`./b|.js`)</script>",
        "<script type=module>import './a|.js'</script>",
        "<script type=speculationrules>{\"import\": \"./a.js\"}</script>",
        "<script type=text/x-template>import('./a.js')</script>",
    ]);
    let left = |html: &str| scanned(html).left.into_iter().map(|it| it.why).collect::<Vec<_>>();
    assert_eq!(left("<p onclick=\"import('./a.js')\" title=\"import('b')\">"), [Why::Dynamic]);
    assert_eq!(
        left("<script>import(x)</script><script>import( {% y %}</script>"),
        [Why::Dynamic, Why::Script]
    );
}

#[test]
fn an_import_map_that_is_none_is_taken_note_of() {
    let left = |map: &str| {
        let html = format!("<script type=importmap>{map}</script>");
        let left = scanned(&html).left.into_iter();
        left.map(|it| (it.why, it.at as usize - 23, it.url)).collect::<Vec<_>>()
    };
    let fault = |at, what: &str| vec![(Why::ImportMap, at, what.to_owned())];
    let comma = "{\"imports\":{\"x\":\"./x.js\",}}";
    assert_eq!(left(comma), fault(26, "it is not JSON: nothing follows a comma"));
    assert_eq!(left("[]"), fault(0, "it is no object"));
    assert_eq!(left("{\"imports\":[]}"), fault(0, "`imports` is no object"));
    assert_eq!(left("{\"scopes\":{\"a\":1}}"), fault(0, "the scope \"a\" is no object"));
    assert_eq!(left("\u{feff}{}"), fault(0, "it begins with a byte order mark"));
    assert_eq!(left("{{ map }}")[0].0, Why::Template);
}

/// Nothing in a `template` is done before a script takes it out of there.
#[test]
fn a_template_is_no_part_of_the_page() {
    check(&[
        "<template><img src=a|.png><script type=module src=b^.js></script></template><img src=c|.png>",
        "<template><template></template><script type=importmap>{\"imports\":{\"x\":\"./x.js\"}}</script>",
        "<template></template><script type=importmap>{\"imports\":{\"x\":\"./x^.js\"}}</script>",
        "<svg><template/><script type=module href=a^.js></script></svg>",
    ]);
    let entries = ["\"/k.js\":\"/k-1.js\"".to_owned()];
    let place = |html: &str| {
        let put_in = scanned(html).modules.insertions(&entries, &[], &[]);
        put_in.first().map(|(at, _)| *at as usize)
    };
    let templates = "<template><template><script>1</script></template>\
                     <script type=module src=a.js></script></template></template>";
    assert_eq!(place(templates), None);
    let page = format!("{templates}<script type=module src=b.js></script>");
    assert_eq!(place(&page), Some(templates.len()));
    let base = |html: &str| scanned(html).base.map(|it| it.at as usize);
    assert_eq!(base("<template><base href=/a/></template>"), None);
    assert_eq!(base("<template><base href=/a/></template><base href=/b/>"), Some(47));
}

/// Of such a `template` browsers make a shadow tree at once, in which scripts run.
#[test]
fn a_shadow_tree_is_a_part_of_the_page() {
    let open = "<p><template shadowrootmode=open>";
    check(&[
        &format!("{open}<script type=importmap>{{\"imports\":{{\"x\":\"./x^.js\"}}}}</script>"),
        "<template><p><template shadowrootmode=open>\
         <script type=importmap>{\"imports\":{\"x\":\"./x.js\"}}</script>",
    ]);
    let entries = ["\"/k.js\":\"/k-1.js\"".to_owned()];
    let place = |html: &str| {
        let put_in = scanned(html).modules.insertions(&entries, &[], &[]);
        put_in.first().map(|(at, _)| *at as usize)
    };
    let module = "<script type=module src=a.js></script>";
    assert_eq!(place(&format!("{open}{module}</template>")), Some(open.len()));
    let closed = "<p><template shadowrootmode=CLOSED>";
    assert_eq!(place(&format!("{closed}{module}</template>")), Some(closed.len()));
    let base = |html: &str| scanned(html).base.map(|it| it.at as usize);
    assert_eq!(base(&format!("{open}<base href=/a/></template>")), None);
}

/// Browsers skip the text of a script that names a file.
#[test]
fn a_script_in_another_file_has_no_text() {
    check(&[
        "<script type=importmap src=x.json>{\"imports\":{\"x\":\"./x.js\"}}</script>",
        "<script type=module src=a^.js>import './b.js'</script>",
    ]);
}
