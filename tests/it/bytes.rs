//! Every byte is right, for any tree: what is embedded is what is on disk.

use crate::harness::{Project, build_rs};
use crate::listing::{self, assert_same};
use crate::projects::bytes;

/// Names that are awkward in paths, in Rust, in cargo's lines or in shells.
const NASTY: &[&str] = &[
    "1st/2nd.js",
    "LICENSE",
    "`tick`.txt",
    "a b/c d.txt",
    "a,b;c=d&e.txt",
    "crate/super.txt",
    "fn.rs",
    "größe.css",
    "it's.txt",
    "percent%20%2e%2e%2f.txt",
    "r#type.rs",
    "self.html",
    "self/self.html",
    "trailing-",
    "type.css",
    "{}.txt",
    "{0:?}/${x}.txt",
    "~tilde#hash.txt",
    "ファイル/日本語.html",
    "🎉.svg",
    ".well-known/security.txt",
];

/// Names that Windows does not have.
#[cfg(unix)]
const NASTY_ON_UNIX: &[&str] =
    &["\"quoted\".txt", "\"#.txt", "<a href=\"?\">.html", "a:b|c*.txt", "cargo::warning=x.txt"];
#[cfg(not(unix))]
const NASTY_ON_UNIX: &[&str] = &[];

#[test]
fn nasty_trees_and_several_sets_are_embedded_byte_for_byte() {
    let project = Project::new("it-bytes");
    project.write("build.rs", build_rs(SETS));
    project.write("src/main.rs", SETS_MAIN);
    for (nth, name) in NASTY.iter().chain(NASTY_ON_UNIX).enumerate() {
        project.write(format!("nasty/{name}"), bytes(nth as u64, 100 + nth));
    }
    let deep = "deep/".repeat(60);
    project.write(format!("nasty/{deep}leaf.txt"), "deep down");
    project.write(format!("nasty/{}.txt", "long".repeat(60)), "a long name");
    for len in [0, 1, 15, 16, 17, 4095, 65_535, 65_536, 65_537, 1_048_577] {
        project.write(format!("nasty/len/{len}.bin"), bytes(7, len));
        project.write(format!("nasty/len/twin-{len}.bin"), bytes(7, len));
    }
    project.write("nasty/line-ends.txt", "a\r\nb\rc\n\0\u{feff}\u{85}\u{2028}");
    project.write("nasty/not-utf-8.txt", b"\xff\xfe\x80");
    project.write("letters/welcome.html", "<p>Welcome");
    project.write("more-letters/goodbye.html", "<p>Goodbye");
    project.write("more-letters/deeper/again.html", "<p>Welcome");
    for name in ["1st/2nd.js", "self/type.css", "type/self.html", "größe.css", "🎉.svg", "_"] {
        project.write(format!("named/{name}"), name);
    }
    std::fs::create_dir_all(project.path("empty/directory")).unwrap();

    let embedded = project.embedded();
    let mut expected = Vec::new();
    for nasty in ["nasty, included", "nasty, linked"] {
        expected.extend(listing::on_disk(nasty, &project.path("nasty")));
    }
    let mut letters = listing::on_disk("letters", &project.path("letters"));
    letters.extend(listing::on_disk("letters", &project.path("more-letters")));
    letters.sort_by(|a, b| a.path.cmp(&b.path));
    assert_eq!(letters.len(), 3, "both roots are in the set");
    expected.extend(letters);
    assert!(expected.len() > 2 * (NASTY.len() + NASTY_ON_UNIX.len() + 20));
    assert_same(&embedded, &expected);
}

const SETS: &str = r#".name("nasty-included").root("nasty").embed(Embed::Include)
.name("nasty-linked").root("nasty").embed(Embed::Link)
.name("letters").root("letters").root("more-letters")
.name("named").root("named")
.name("nothing").root("empty")"#;

/// Uses a constant of every name that is no identifier as it is.
const SETS_MAIN: &str = r#"#![deny(warnings)]
mod listing;

use include_components::include_components;

include_components!(pub mod named = "named");

fn main() {
    listing::print("nasty, included", include_components!("nasty-included"));
    listing::print("nasty, linked", include_components!("nasty-linked"));
    listing::print("letters", include_components!("letters"));
    listing::print("nothing", include_components!("nothing"));
    assert!(include_components!("nothing").is_empty());
    let welcome = include_components::component!("welcome.html", set = "letters");
    assert_eq!(welcome.to_str(), Some("<p>Welcome"));
    for component in [
        named::_1st::_2ND_JS,
        named::self_::TYPE_CSS,
        named::r#type::SELF_HTML,
        named::GRÖSSE_CSS,
        named::__SVG,
        named::FILE_,
    ] {
        assert_eq!(component.to_str(), Some(component.path()));
    }
    assert_eq!(named::COMPONENTS.len(), 6);
}
"#;
