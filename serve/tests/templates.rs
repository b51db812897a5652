//! Pages that templates make at run time name components by their hashed paths. The
//! examples of docs/hashed-references.md.

use askama::Template;
use http::Request;
use include_components::{Components, include_components, url};
use include_components_serve::Serve;
use maud::{DOCTYPE, PreEscaped, html};
use minijinja::{Environment, context};

/// A style sheet, an icon that it has, and two modules, with an import map.
static HASHED: &Components = include_components!("hashed");

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html><title>{{ title }}</title>
<script type=importmap>{{ import_map|safe }}</script>
<link rel=stylesheet href={{ url!("site.css", set = "hashed") }} integrity={{ integrity }}>
<script type=module src={{ url!("app.js", set = "hashed") }}></script>
<img src={{ url!("icons/my icon.svg", set = "hashed") }}>"#
)]
struct Page<'a> {
    title: &'a str,
    import_map: &'static str,
    integrity: &'static str,
}

fn integrity() -> &'static str {
    HASHED.get("site.css").and_then(|it| it.integrity()).unwrap()
}

fn by_askama() -> String {
    let import_map = HASHED.import_map();
    Page { title: "a < b", import_map, integrity: integrity() }.render().unwrap()
}

fn by_maud() -> String {
    let page = html! {
        (DOCTYPE)
        title { "a < b" }
        script type="importmap" { (PreEscaped(HASHED.import_map())) }
        link rel="stylesheet" href=(url!("site.css", set = "hashed")) integrity=(integrity());
        script type="module" src=(url!("app.js", set = "hashed")) {}
        img src=(url!("icons/my icon.svg", set = "hashed"));
    };
    page.into_string()
}

/// A template that is read when the program runs: what it names is looked up then.
fn by_minijinja() -> String {
    let mut environment = Environment::new();
    environment.add_function("url", |path: &str| {
        let missing =
            || minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, "no component");
        HASHED.get(path).map(|it| it.url()).ok_or_else(missing)
    });
    environment
        .add_template(
            "page.html",
            r#"<!doctype html><title>{{ title }}</title>
<script type=importmap>{{ import_map|safe }}</script>
<link rel=stylesheet href="{{ url('site.css')|safe }}" integrity="{{ integrity|safe }}">
<script type=module src="{{ url('app.js')|safe }}"></script>
<img src="{{ url('icons/my icon.svg')|safe }}">"#,
        )
        .unwrap();
    let page = environment.get_template("page.html").unwrap();
    let (import_map, integrity) = (HASHED.import_map(), integrity());
    page.render(context! { title => "a < b", import_map, integrity }).unwrap()
}

/// As in Leptos, Dioxus and others, where a page is a function: `url!` is an expression.
fn by_functions() -> String {
    let icon = |url: &str| format!("<img src={url}>");
    let head = format!(
        "<!doctype html><title>a &lt; b</title><script type=importmap>{}</script>\
         <link rel=stylesheet href={} integrity={}>",
        HASHED.import_map(),
        url!("site.css", set = "hashed"),
        integrity(),
    );
    let script = format!("<script type=module src={}></script>", url!("app.js", set = "hashed"));
    head + &script + &icon(url!("icons/my icon.svg", set = "hashed"))
}

#[test]
fn templates_name_components_by_their_hashed_paths() {
    let serve = Serve::new(HASHED);
    for page in [by_askama(), by_maud(), by_minijinja(), by_functions()] {
        let text = page.replace('"', "");
        assert!(page.contains("<title>a &") && !page.contains("a < b"), "{page}");
        // As it is, whatever escapes the template makes elsewhere.
        assert!(
            page.contains(&format!("<script type=\"importmap\">{}<", HASHED.import_map()))
                || page.contains(&format!("<script type=importmap>{}<", HASHED.import_map())),
            "{page}"
        );
        assert!(text.contains(&format!("integrity={}", integrity())), "{page}");
        let urls =
            ["site.css", "app.js", "icons/my icon.svg"].map(|it| HASHED.get(it).unwrap().url());
        assert!(urls[2].starts_with("/icons/my%20icon-"), "{urls:?}");
        for url in urls {
            assert!(text.contains(&format!("={url}")), "{url} in {page}");
            let response = serve.respond(&Request::get(url).body(()).unwrap());
            let policy = response.headers()["cache-control"].to_str().unwrap();
            assert!(response.status() == 200 && policy.contains("immutable"), "{url}: {policy}");
        }
    }
    let map: serde_json::Value = serde_json::from_str(HASHED.import_map()).unwrap();
    let dep = HASHED.get("dep.js").unwrap();
    assert_eq!(map["imports"]["/dep.js"], dep.url());
    assert_eq!(map["integrity"][dep.url()], dep.integrity().unwrap());
}
