//! Pages that load files in other ways than by a `link` or an `img`.

use serde_json::Value;

use super::{App, connected, open, until};
use crate::browser::Browser;

const PAGES: [(&str, &str); 4] = [
    (
        "style.html",
        "<link rel=stylesheet href=site.css><style>@import \"imported.css\";</style></head>",
    ),
    (
        "shadow.html",
        "<link rel=stylesheet href=site.css></head><x-box><template shadowrootmode=open>\
         <link rel=stylesheet href=imported.css><p id=p>one</p></template></x-box>",
    ),
    (
        "background.html",
        "</head><img id=i src=\"a@2x.svg\"><img src=\"http://[\"><b style=\"background: url(a@2x.svg)\"></b>",
    ),
    (
        "off.html",
        "<link id=off rel=stylesheet href=imported.css disabled>\
         <link id=dark rel=\"alternate stylesheet\" title=dark href=imported.css></head>",
    ),
];

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>";

pub(super) fn show_what_was_saved(app: &App, browser: &mut Browser) {
    for (path, text) in PAGES {
        let text = format!("<!doctype html><head>{text}<input id=typed><p id=p>one</p>");
        app.source.write(&format!("web/{path}"), &text);
    }
    app.source.write("web/imported.css", "p { color: rgb(1, 1, 1) }");
    app.source.write("web/a@2x.svg", PICTURE);
    app.source.write("web/one.css", "p { color: rgb(1, 1, 1) }");
    app.source.write("web/two.css", "p { background: rgb(1, 1, 1) }");
    app.wait_for("/two.css", "rgb(1,1,1)");

    let colour = "getComputedStyle(p).color";
    let to = |path: &str, from: u8| {
        let rgb = |it: u8| format!("rgb({it}, {it}, {it})");
        app.edit(path, &rgb(from), &rgb(from + 1));
        rgb(from + 1)
    };
    let visit = |browser: &mut Browser, path: &str| {
        loop {
            open(browser, &app.url(path));
            connected(browser);
            // The page before may have loaded itself again instead.
            if browser.run("location.pathname") == path {
                break;
            }
        }
        browser.run("window.mark = 1; typed.value = 'kept'");
    };
    let is_same = "[window.mark, typed.value].join()";

    visit(browser, "/style.html");
    until(browser, colour, to("web/imported.css", 1));
    assert_eq!(browser.run(is_same), "1,kept");

    visit(browser, "/shadow.html");
    let inside =
        "getComputedStyle(document.querySelector('x-box').shadowRoot.querySelector('p')).color";
    until(browser, inside, to("web/imported.css", 2));
    assert_eq!(browser.run(is_same), "1,kept");

    // Two at once, by their hashed names: neither is asked for by the one that is gone.
    visit(browser, "/hashed");
    to("web/one.css", 1);
    to("web/two.css", 1);
    until(browser, "getComputedStyle(p).backgroundColor", "rgb(2, 2, 2)");
    until(browser, colour, "rgb(2, 2, 2)");
    until(browser, "document.querySelectorAll('link').length", 2);
    assert_eq!(browser.run(is_same), "1,kept");

    // One that is off stays so, and is no second one.
    visit(browser, "/off.html");
    browser.run("dark.disabled = true; dark.disabled = false");
    until(browser, colour, "rgb(3, 3, 3)");
    until(browser, colour, to("web/imported.css", 3));
    assert_eq!(browser.run("document.querySelectorAll('#off').length"), 1);
    assert_eq!(browser.run("[off.disabled, off.href.includes('live=')].join()"), "true,true");
    assert_eq!(browser.run(is_same), "1,kept");

    // A picture is exchanged, unless a style has it as well: that shows it after a reload.
    visit(browser, "/background.html");
    app.edit("web/a@2x.svg", "width=\"10\"", "width=\"44\"");
    until(browser, "window.mark ?? null", Value::Null);
    until(browser, "i.naturalWidth", 44);
    app.edit("web/background.html", "<b style=\"background: url(a@2x.svg)\"></b>", "<b>none</b>");
    app.wait_for("/background.html", "none");
    visit(browser, "/background.html");
    app.edit("web/a@2x.svg", "width=\"44\"", "width=\"55\"");
    until(browser, "i.naturalWidth", 55);
    assert_eq!(browser.run(is_same), "1,kept");

    // The script has the nonce of the page, or it would not run.
    for (path, from, to) in [("/nonce", "55", "66"), ("/nonce-layered", "66", "77")] {
        visit(browser, path);
        app.edit("web/a@2x.svg", &format!("width=\"{from}\""), &format!("width=\"{to}\""));
        until(browser, "i.naturalWidth", to.parse::<u64>().unwrap());
        assert_eq!(browser.run(is_same), "1,kept");
    }

    // A page that is half saved, as by an editor that empties the file first, hears of the
    // rest.
    let page = |text: &str| app.source.write("web/half.html", text);
    let whole = "<!doctype html><head><title>a</title></head><input id=typed><p id=p>";
    page(&format!("{whole}one"));
    app.wait_for("/half.html", "one");
    for half in ["", "<!doc", "<!doctype html><head><title>a"] {
        visit(browser, "/half.html");
        page(half);
        until(browser, "document.querySelector('p') === null", true);
        page(&format!("{whole}two"));
        until(browser, "document.querySelector('p')?.textContent ?? null", "two");
    }
}
