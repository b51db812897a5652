use super::{expanded, makes_staticlib};

fn args(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_static_library_is_seen_in_every_form_of_the_arguments() {
    for (line, expected) in [
        ("rustc --crate-type staticlib --emit=dep-info,link", true),
        ("rustc --crate-type=staticlib --emit=dep-info,metadata,link", true),
        ("rustc --crate-type cdylib --crate-type staticlib --crate-type rlib", true),
        ("rustc --crate-type cdylib,staticlib", true),
        ("rustc --crate-type staticlib --emit dep-info,link=/tmp/liba.a", true),
        ("rustc --crate-type lib --emit=dep-info,metadata,link", false),
        ("rustc --crate-type cdylib --emit=dep-info,link", false),
        ("rustc --crate-name staticlib --crate-type bin --emit=link", false),
        // `cargo check` makes no library.
        ("rustc --crate-type staticlib --emit=dep-info,metadata", false),
        ("rust-analyzer-proc-macro-srv", false),
    ] {
        assert_eq!(makes_staticlib(&args(line)), expected, "{line}");
    }
}

#[test]
fn arguments_in_a_file_count() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("args");
    std::fs::write(&file, "--crate-type\nstaticlib\n--emit=link\n").unwrap();
    let given = ["rustc".to_owned(), format!("@{}", file.display()), "@none".to_owned()];
    let all = expanded(given.into_iter());
    assert_eq!(all, ["rustc", "--crate-type", "staticlib", "--emit=link", "@none"]);
    assert!(makes_staticlib(&all));
}
