use super::{ComponentInput, IncludeComponentsInput};

/// Returns a text's attributes, visibility, module, and set.
fn include_components(text: &str) -> Result<(Option<[String; 3]>, String), String> {
    let parsed: IncludeComponentsInput = parse(text)?;
    assert_eq!(parsed.caller.krate, "krate");
    let module = parsed.module.map(|module| {
        [module.attributes.to_string(), module.visibility.to_string(), module.name.to_string()]
    });
    Ok((module, parsed.set.value()))
}

/// Returns a text's path and set.
fn component(text: &str) -> Result<(String, String), String> {
    let parsed: ComponentInput = parse(text)?;
    assert_eq!(parsed.caller.krate, "krate");
    Ok((parsed.path.value(), parsed.set.value()))
}

fn parse<T: syn::parse::Parse>(text: &str) -> Result<T, String> {
    syn::parse_str(&format!("krate; {text}")).map_err(|error| error.to_string())
}

#[test]
fn live_mode_is_said_before_what_the_user_wrote() {
    let is_live = |text| syn::parse_str::<ComponentInput>(text).map(|it| it.caller.is_live).ok();
    assert_eq!(is_live("krate live; \"a.html\""), Some(true));
    assert_eq!(is_live("krate; \"a.html\""), Some(false));
    assert_eq!(is_live("krate live \"a.html\""), None);
}

fn owned<const N: usize>(texts: [&str; N]) -> [String; N] {
    texts.map(str::to_owned)
}

#[test]
fn an_expression_names_a_set_or_none() {
    assert_eq!(include_components(""), Ok((None, "components".to_owned())));
    assert_eq!(include_components(r#""mail""#), Ok((None, "mail".to_owned())));
}

#[test]
fn a_module_has_attributes_visibility_and_a_set() {
    for (text, module, set) in [
        ("mod ui", ["", "", "ui"], "components"),
        ("mod ui;", ["", "", "ui"], "components"),
        ("pub mod r#type = \"mail\"", ["", "pub", "r#type"], "mail"),
        ("pub(in crate::a) mod ui = \"mail\";", ["", "pub (in crate :: a)", "ui"], "mail"),
        ("#[5] pub(a) mod ui", ["# [5]", "pub (a)", "ui"], "components"),
        (
            "/// Icons.\n#[cfg(all())] #[doc = include_str!(\"a.md\")] pub(crate) mod ui",
            [
                "# [doc = \" Icons.\"] # [cfg (all ())] # [doc = include_str ! (\"a.md\")]",
                "pub (crate)",
                "ui",
            ],
            "components",
        ),
    ] {
        let expected = (Some(owned(module)), set.to_owned());
        assert_eq!(include_components(text), Ok(expected), "{text}");
    }
}

#[test]
fn a_component_has_a_path_and_a_set() {
    for (text, path_and_set) in [
        (r#""a.html""#, ["a.html", "components"]),
        (r#""a.html","#, ["a.html", "components"]),
        (r#""a.html", set = "mail""#, ["a.html", "mail"]),
        (r#""a.html", set = "mail","#, ["a.html", "mail"]),
    ] {
        assert_eq!(component(text).map(Into::into), Ok(owned(path_and_set)), "{text}");
    }
}

#[test]
fn strings_can_be_raw_and_can_have_escapes() {
    for (text, value) in [
        (r#""größe.svg""#, "größe.svg"),
        (r#""\x41b\u{e9}c\u{1_F600}d\\\"\n""#, "Abéc\u{1F600}d\\\"\n"),
        ("\"a\\\n   \t b\"", "ab"),
        (r##"r"a\b""##, r"a\b"),
        (r###"r#"a"b"#"###, "a\"b"),
    ] {
        assert_eq!(component(text).map(|(path, _)| path).as_deref(), Ok(value), "{text}");
    }
}

#[test]
fn literals_that_are_not_strings_are_told() {
    for text in ["5", "true", "b\"a\"", "c\"a\"", "'a'", "\"a\"suffix"] {
        let expected = format!("expected a string literal, found `{text}`");
        assert_eq!(component(text), Err(expected.clone()));
        assert_eq!(include_components(text), Err(expected.clone()));
        assert_eq!(component(&format!("\"a\", set = {text}")), Err(expected.clone()));
        assert_eq!(include_components(&format!("mod ui = {text}")), Err(expected));
    }
}

#[test]
fn anything_else_is_told_what_is_expected() {
    let expected = "expected `component!(\"path\")` or `component!(\"path\", set = \"set\")`";
    for text in ["", "path", "\"a\" \"b\"", "\"a\", \"b\"", "\"a\", set \"b\"", "\"a\", set ="] {
        assert_eq!(component(text), Err(expected.to_owned()), "{text}");
    }
    let expected = "expected `include_components!()`, `include_components!(\"set\")`, \
                    `include_components!(pub mod ui)` or `include_components!(pub mod ui = \"set\")`";
    for text in [
        "ui",
        "mod",
        "pub",
        "mod type",
        "mod ui: \"a\"",
        "mod ui = a",
        "mod ui, mod b",
        "\"a\", \"b\"",
        "\"a\";",
        "mod ui =",
        "# mod ui",
        "#![a] mod ui",
        "pub pub mod ui",
        "(crate) mod ui",
    ] {
        assert_eq!(include_components(text), Err(expected.to_owned()), "{text}");
    }
}
