//! Prints what the compilers made, and checks some of it.

include_components::include_components!(pub mod ui);

/// What must be embedded: a path, and a text that is in it.
///
/// The paths are those of the artifacts: `site.scss` is found as `site.css`.
const EXPECTED: [(&str, &str); 9] = [
    ("data/menu.json", r#"{"title":"Menu","prices":[4.50,12.00],"#),
    ("icons/cup.svg", r#"<path d="M2 3h10v2.5h2a2 2 0 0 1 0 4h-2V11a2 2 0 0 1-2 2H4"#),
    ("pages/about.html", "<td align=\"right\">4.50</td>"),
    ("pages/index.html", "<h1>The Café</h1>\n<p>Open <b>every</b> day.</p>"),
    ("queries/orders.sql", "select id, total\nfrom orders\nwhere paid;"),
    ("scripts/menu.js", "document.addEventListener(`click`"),
    ("styles/print.css", "@media print{.menu{display:none;& a{inset:0px}}}"),
    ("styles/site.css", ".menu a:hover{color:#8a3ffc}"),
    ("wasm/add.wasm", "\0asm"),
];

fn main() {
    for component in ui::COMPONENTS.iter() {
        let (path, bytes) = (component.path(), component.bytes());
        let text = String::from_utf8_lossy(bytes);
        let start: String = text.chars().take(60).map(|c| if c < ' ' { ' ' } else { c }).collect();
        println!("{path:20} {:>5}  {:22} {start}", bytes.len(), component.media_type());
    }
    for (path, part) in EXPECTED {
        let component = ui::COMPONENTS.get(path).unwrap_or_else(|| panic!("no {path}"));
        let text = String::from_utf8_lossy(component.bytes());
        assert!(text.contains(part), "{path} has no {part:?}:\n{text}");
    }
    // A constant is named like the artifact.
    assert!(ui::styles::SITE_CSS.media_type().starts_with("text/css"));
    assert!(ui::COMPONENTS.get("styles/site.scss").is_none());
}
