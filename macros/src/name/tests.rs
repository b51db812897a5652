use super::{KEYWORDS, constant, module};

#[test]
fn constants_are_the_file_name_in_upper_case() {
    for (file, name) in [
        ("button.html", "BUTTON_HTML"),
        ("close-bold.svg", "CLOSE_BOLD_SVG"),
        ("fooBar.min.css", "FOOBAR_MIN_CSS"),
        ("404.html", "_404_HTML"),
        (".htaccess", "_HTACCESS"),
        ("_", "FILE_"),
        ("--.-", "FILE____"),
        ("[id] (copy).html", "_ID___COPY__HTML"),
        ("LICENSE", "LICENSE"),
        ("self", "SELF"),
        ("type", "TYPE"),
        ("größe.svg", "GRÖSSE_SVG"),
        ("図.svg", "図_SVG"),
        ("🦀.svg", "__SVG"),
        ("🦀", "FILE_"),
        ("٣.svg", "_٣_SVG"),
    ] {
        assert_eq!(constant(file), name, "{file}");
    }
}

#[test]
fn modules_are_the_directory_name_in_lower_case() {
    for (directory, name) in [
        ("icons", "icons"),
        ("Icons-Bold", "icons_bold"),
        ("16x16", "_16x16"),
        (".well-known", "_well_known"),
        ("type", "r#type"),
        ("Gen", "r#gen"),
        ("self", "self_"),
        ("Self", "self_"),
        ("super", "super_"),
        ("crate", "crate_"),
        ("union", "union"),
        ("__", "dir__"),
        ("Größe", "größe"),
    ] {
        assert_eq!(module(directory), name, "{directory}");
    }
}

#[test]
fn keywords_are_sorted_and_in_lower_case() {
    assert!(KEYWORDS.is_sorted());
    assert!(KEYWORDS.iter().all(|it| it.bytes().all(|byte| byte.is_ascii_lowercase())));
}
