//! The shop in a browser, before and after a deploy.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use serde_json::json;
use tempfile::TempDir;

use crate::browser::{Browser, Got};
use crate::crates::Crate;
use crate::live::{connected, open, until};
use crate::tools::is_there;

/// A program that ends with the test.
pub(crate) struct Stopped(pub(crate) Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A shop that runs.
struct Shop {
    process: Stopped,
    url: String,
    /// The style's hashed path, as the program prints it.
    hashed: String,
}

impl Shop {
    /// Starts a program that was built, on a port; 0 is any.
    fn start(program: &Path, port: &str) -> Self {
        Shop::start_in(program, port, "0")
    }

    fn start_in(program: &Path, port: &str, live: &str) -> Self {
        let process = Command::new(program)
            .env("PORT", port)
            .env("INCLUDE_COMPONENTS_LIVE", live)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let process = Stopped(process);
        let mut shop = Shop { process, url: String::new(), hashed: String::new() };
        for line in BufReader::new(shop.process.0.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some((_, path)) = line.split_once("immutable: ") {
                shop.hashed = path.to_owned();
            }
            if line.starts_with("http://") {
                shop.url = line.trim_end_matches('/').to_owned();
                return shop;
            }
        }
        panic!("{} ended", program.display());
    }

    fn port(&self) -> &str {
        self.url.rsplit(':').next().unwrap()
    }
}

/// Builds the shop from a copy of its sources, then again after changes: a text, a
/// colour, and a script that has another name.
fn build_two(dir: &TempDir) -> (Crate, [PathBuf; 2]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/storefront");
    let copy = Crate::copy_of(&source, "storefront-deployed");
    let first = copy.build(&[], &dir.path().join("first"));
    let change = |path: &str, from: &str, to: &str| {
        let text = copy.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        copy.write(path, &text.replace(from, to));
    };
    change("web/index.html", START, "Four things, deployed again.");
    change("web/styles/_tokens.scss", "#fbf8f1", "#ffeedd");
    change("web/scripts/shop.js", "/scripts/detail.js", "/scripts/one.js");
    fs::rename(copy.path("web/scripts/detail.js"), copy.path("web/scripts/one.js")).unwrap();
    let second = copy.build(&[], &dir.path().join("second"));
    (copy, [first, second])
}

/// Fails if a page or a part of one is not what it should be.
#[track_caller]
fn assert_sound(browser: &Browser, got: &[Got]) {
    assert_eq!(browser.faults(), [""; 0], "{got:#?}");
    assert_no_page_for_a_script(got);
}

#[track_caller]
fn assert_no_page_for_a_script(got: &[Got]) {
    for part in got.iter().filter(|it| it.kind == "Script" && it.status < 400) {
        assert_eq!(part.media_type, "text/javascript", "{part:?}");
    }
}

/// What is seen of the start page, the list of products, and one of them.
const START: &str = "Four things, one program.";
const LIST: &str = "A poster of a crab";
const ONE: &str = "Put it back";

#[test]
fn a_browser_before_and_after_a_deploy() {
    if !is_there("chromium") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (copy, [first, second]) = build_two(&dir);
    let shop = Shop::start(&first, "0");
    let (url, port) = (shop.url.clone(), shop.port().to_owned());
    let mut browser = Browser::start();
    let browser = &mut browser;

    let got = browser.go(&url, LIST);
    assert_sound(browser, &got);
    // Its icon is a picture of the page too, and is asked for once.
    let is_right = |it: &Got| it.status == 200 || it.from_cache && it.kind == "Other";
    assert!(got.len() >= 10 && got.iter().all(is_right), "{got:#?}");
    assert_eq!(browser.run("document.querySelectorAll('#products .card').length"), 4);

    // Of all that is embedded the page alone is asked for again, and has not changed.
    assert!(got.iter().all(is_by_a_hashed_path), "{got:#?}");
    let again = browser.go(&url, LIST);
    assert_sound(browser, &again);
    let (api, files): (Vec<_>, Vec<_>) = again.iter().partition(|it| it.url.contains("/api/"));
    assert!(files.len() >= 8 && api.len() == 1, "{again:#?}");
    for file in files {
        let expected = if file.kind == "Document" { (304, false) } else { (0, true) };
        assert_eq!((file.status, file.from_cache), expected, "{file:?}");
    }

    // Nor is what the program says is the style's hashed path.
    let fetch = format!("fetch({:?}).then((it) => it.ok)", shop.hashed);
    let mut got = browser.after(START, |it| assert_eq!(it.run(&fetch), true));
    // The icon of the page may be asked for later than the rest.
    got.retain(|it| it.kind != "Other");
    assert_eq!((got.len(), got[0].status, got[0].from_cache), (1, 0, true));

    in_the_single_page_section(browser, &url);

    // A page that is open while the next version is deployed.
    let got = browser.go(&format!("{url}/shop/"), LIST);
    assert_sound(browser, &got);
    drop(shop);
    let shop = Shop::start(&second, &port);
    assert_eq!(shop.url, url);
    after_the_deploy(browser, &url);
    drop(shop);
    live(browser, &copy, &Shop::start_in(&second, &port, "1").url);
}

/// Pages and the API have names of their own; what they load has not.
fn is_by_a_hashed_path(got: &Got) -> bool {
    let name = got.url.rsplit('/').next().unwrap();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let digits = stem.rsplit_once('-').map_or("", |(_, digits)| digits);
    let is_hashed = digits.len() == 8 && digits.bytes().all(|it| it.is_ascii_hexdigit());
    is_hashed || got.kind == "Document" || got.url.contains("/api/")
}

/// A sheet that is swapped, and a module that others import, which the pages' import maps
/// name otherwise then.
fn live(browser: &mut Browser, copy: &Crate, url: &str) {
    open(browser, url);
    until(browser, "document.querySelector('.price')?.textContent", "$14.50");
    connected(browser);
    browser.run("window.mark = 1");
    let save = |path: &str, from: &str, to: &str| {
        let text = copy.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        copy.write(path, &text.replace(from, to));
    };
    save("web/styles/_tokens.scss", "#ffeedd", "#ddeeff");
    until(browser, "getComputedStyle(document.body).backgroundColor", "rgb(221, 238, 255)");
    assert_eq!(browser.run("window.mark"), 1, "the page is the same");
    save("web/scripts/products.js", "`$${", "`USD ${");
    until(browser, "document.querySelector('.price')?.textContent", "USD 14.50");
    assert_eq!(browser.run("window.mark ?? 0"), 0, "the page was loaded again");
}

fn in_the_single_page_section(browser: &mut Browser, url: &str) {
    let got = browser.go(&format!("{url}/shop/"), LIST);
    assert_sound(browser, &got);
    let got = browser.click("a[href='/shop/mug']", ONE);
    assert_sound(browser, &got);
    assert!(got.iter().any(|it| it.url.contains("/scripts/detail-")), "{got:#?}");
    // A route of the page, loaded by itself.
    let got = browser.reload(ONE);
    assert_sound(browser, &got);
    for (by, text) in [(-1, LIST), (1, ONE), (-1, LIST)] {
        let got = browser.travel(by, text);
        assert_sound(browser, &got);
    }
}

fn after_the_deploy(browser: &mut Browser, url: &str) {
    // Its script imports what is gone, which it handles since it gets a 404. If it had not
    // been forgotten, the old one would do.
    browser.call("Network.clearBrowserCache", json!({}));
    let got = browser.click("a[href='/shop/cap']", ONE);
    assert_no_page_for_a_script(&got);
    let gone = got.iter().find(|it| it.url.contains("/scripts/detail-")).expect("an import");
    assert_eq!(gone.status, 404);
    assert!(got.iter().any(|it| it.url.contains("/scripts/one-")), "{got:#?}");
    for fault in browser.faults() {
        // The reload cancels what the import was still waiting for.
        assert!(fault.contains("404") || fault.contains("\"canceled\":true"), "{fault}");
    }
    // The list, the product, the list, and what was open before the shop: a route of it.
    let before = [(-1, LIST), (1, ONE), (-1, LIST), (-1, LIST), (1, LIST), (1, ONE)];
    for (by, text) in before {
        let got = browser.travel(by, text);
        assert_sound(browser, &got);
    }
    let got = browser.reload(ONE);
    assert_sound(browser, &got);
    let deployed = "Four things, deployed again.";
    let got = browser.go(url, deployed);
    assert_sound(browser, &got);
    let colour = "getComputedStyle(document.body).backgroundColor";
    assert_eq!(browser.run(colour), "rgb(255, 238, 221)");
    for (by, text) in [(-1, ONE), (1, deployed)] {
        let got = browser.travel(by, text);
        assert_sound(browser, &got);
    }
    let got = browser.reload(deployed);
    assert_sound(browser, &got);
}
