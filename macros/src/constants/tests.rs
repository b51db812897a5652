use include_components_pack::Pack;

use super::constants;
use crate::fixture;

fn expand(paths: &[&str]) -> Result<String, String> {
    let (set, bytes) = fixture::set(paths);
    constants(&set, set.pack(&bytes)).map(|tokens| tokens.to_string())
}

#[test]
fn there_is_a_constant_for_each_component_and_a_module_for_each_directory() {
    let paths = ["a.html", "icons-2.svg", "icons/big/x.svg", "icons/y.svg", "type/z`.js"];
    let constant = |path: &str, name: &str, index: u32| {
        format!(
            "#[doc = \"{path}, text/plain, 0 bytes.\"] pub const {name}: __include::Component = \
             __include::component(__pack, {index});"
        )
    };
    let module = |path: &str, name: &str| {
        format!(
            "#[doc = \"The components in `{path}`.\"] pub mod {name} {{ \
             use super::{{__include, __pack}};"
        )
    };
    let expected = [
        constant("`a.html`", "A_HTML", 0),
        constant("`icons-2.svg`", "ICONS_2_SVG", 1),
        module("icons/", "icons"),
        module("icons/big/", "big"),
        constant("`icons/big/x.svg`", "X_SVG", 2),
        "}".to_owned(),
        constant("`icons/y.svg`", "Y_SVG", 3),
        "}".to_owned(),
        module("type/", "r#type"),
        constant("`` type/z`.js ``", "Z__JS", 4),
        "}".to_owned(),
    ];
    // Tokens are compared, whichever spaces are between them.
    let squeeze = |text: String| text.replace(' ', "");
    assert_eq!(expand(&paths).map(squeeze), Ok(squeeze(expected.concat())));
}

#[test]
fn two_paths_with_one_name_are_an_error_that_names_both() {
    for (paths, named) in [
        (["icons/a-b.svg", "icons/a_b.svg"], "`icons/a-b.svg` and `icons/a_b.svg`"),
        (["A.svg", "a.svg"], "`A.svg` and `a.svg`"),
        (["a-b/x.svg", "a_b/y.svg"], "`a-b/` and `a_b/`"),
        (["a.svg", "components"], "the static `COMPONENTS` and `components`"),
    ] {
        let error = expand(&paths).unwrap_err();
        let expected = format!("{named} would have one name, the ");
        assert!(error.starts_with(&expected), "{error}");
        assert!(error.contains("component!()"), "{error}");
    }
}

#[test]
fn one_name_in_two_modules_is_no_clash() {
    let paths = ["a/components", "a/x.svg", "b/x.svg", "x", "x.svg", "x/a.svg"];
    assert_eq!(expand(&paths).unwrap().matches("pub const X_SVG").count(), 3);
}

#[test]
fn more_constants_than_the_bound_are_an_error_with_their_cost() {
    let paths: Vec<String> = (0..10_001).map(|at| format!("{at:05}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    assert!(expand(&paths[..10_000]).is_ok());
    let error = expand(&paths).unwrap_err();
    assert!(error.starts_with("10001 components would be 10001 constants"), "{error}");
    assert!(error.contains("about 0.5 seconds in every check and build"), "{error}");
    assert!(error.contains("the expression include_components!()"), "{error}");
}

#[test]
fn a_damaged_index_is_an_error_and_not_a_panic() {
    let (set, bytes) = fixture::set(&["a/b/c.svg", "a/b/d.svg", "a/e.svg", "f.svg"]);
    for at in 96..bytes.len() {
        for damage in [0x00, 0x2F, 0xFF] {
            let mut bytes = bytes.clone();
            bytes[at] = damage;
            // It may be right, if the byte does not matter.
            if let Err(error) = constants(&set, Pack::with_layout(&bytes, set.layout)) {
                assert!(error.contains("damaged") || error.contains("one name"), "{error}");
            }
        }
    }
}
