use include_components_pack::{Layout, Pack};

use super::{component, expression, module};
use crate::fixture;
use crate::load::{Route, Set};

/// Returns a set of components at `paths`, and the bytes of its pack.
fn set(paths: &[&str]) -> (Set, Vec<u8>) {
    let bytes = fixture::pack(paths);
    let layout = Layout::read(&bytes).unwrap();
    let (name, file) = ("ui".to_owned(), r"C:\out\ui.pack".to_owned());
    (Set { name, file, offset: 0, layout, route: Route::Include }, bytes)
}

fn expand_module(paths: &[&str]) -> Result<String, String> {
    let (set, bytes) = set(paths);
    module(&set, Pack::with_layout(&bytes, set.layout))
}

/// What every expansion has, of a set by the include route.
fn source(set: &Set) -> String {
    let (len, raw) = (set.layout.pack_len(), set.layout.to_raw());
    format!(
        "#[inline] fn __pack() -> __include::Pack<'static> {{ __include::pack::<{len}>(\
         ::core::include_bytes!(\"C:\\\\out\\\\ui.pack\"), {raw:?}) }}"
    )
}

#[test]
fn an_expression_does_not_depend_on_the_components() {
    let (set, _) = set(&["a.html"]);
    assert_eq!(
        expression(&set).unwrap(),
        format!(
            "{{ {} static COMPONENTS: __include::Components = \
             __include::components(__pack); &COMPONENTS }}",
            source(&set)
        )
    );
}

#[test]
fn a_linked_pack_is_a_safe_foreign_static_and_a_file_for_miri() {
    let (mut set, _) = set(&["a.html"]);
    (set.file, set.offset) = ("/out/libui.a".to_owned(), 132);
    set.route = Route::Link { library: "ui".to_owned(), symbol: "PACK_1a2b".to_owned() };
    let len = set.layout.pack_len();
    let text = expression(&set).unwrap();
    for part in [
        "#[cfg(not(miri))] #[link(name = \"ui\", kind = \"static\", modifiers = \"-bundle\")] \
         unsafe extern \"C\" { #[link_name = \"PACK_1a2b\"] safe static BYTES: ",
        &format!("BYTES: [::core::primitive::u8; {len}]; }}"),
        "*__include::part(::core::include_bytes!(\"/out/libui.a\"), 132);",
        &format!("__include::pack::<{len}>(&BYTES, ["),
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_component_is_a_position_in_the_pack() {
    let (set, bytes) = set(&["a.html", "b.html"]);
    let pack = Pack::with_layout(&bytes, set.layout);
    assert_eq!(
        component(&set, pack, "b.html").unwrap(),
        format!("{{ {} __include::component(__pack, 1) }}", source(&set))
    );
}

#[test]
fn a_component_that_is_not_there_lists_the_nearest() {
    let (set, bytes) = set(&["a.html", "b.html", "icons/close.svg", "icons/open.svg"]);
    let pack = Pack::with_layout(&bytes, set.layout);
    assert_eq!(
        component(&set, pack, "icon/close.svg").unwrap_err(),
        "no component `icon/close.svg` in the set `ui`; the nearest are\n    \
         icons/close.svg\n    icons/open.svg\n    a.html"
    );
    let (set, bytes) = self::set(&[]);
    let pack = Pack::with_layout(&bytes, set.layout);
    assert_eq!(
        component(&set, pack, "a.html").unwrap_err(),
        "no component `a.html`: the set `ui` is empty"
    );
}

#[test]
fn a_module_has_constants_and_a_module_for_each_directory() {
    let paths = ["a.html", "icons-2.svg", "icons/big/x.svg", "icons/y.svg", "type/z`.js"];
    let (set, _) = set(&paths);
    let constant = |path: &str, name: &str, index: u32| {
        format!(
            "#[doc = \"{path}, text/plain, 0 bytes.\"] pub const {name}: __include::Component = \
             __include::component(__pack, {index});"
        )
    };
    let expected = [
        source(&set),
        "#[doc = \"All components of the set `ui`, in byte order of their paths.\"] \
         pub static COMPONENTS: __include::Components = __include::components(__pack);"
            .to_owned(),
        constant("`a.html`", "A_HTML", 0),
        constant("`icons-2.svg`", "ICONS_2_SVG", 1),
        "#[doc = \"The components in `icons/`.\"] \
         pub mod icons { use super::{__include, __pack};"
            .to_owned(),
        "#[doc = \"The components in `icons/big/`.\"] \
         pub mod big { use super::{__include, __pack};"
            .to_owned(),
        constant("`icons/big/x.svg`", "X_SVG", 2),
        "}".to_owned(),
        constant("`icons/y.svg`", "Y_SVG", 3),
        "}".to_owned(),
        "#[doc = \"The components in `type/`.\"] \
         pub mod r#type { use super::{__include, __pack};"
            .to_owned(),
        constant("`` type/z`.js ``", "Z__JS", 4),
        "}".to_owned(),
    ];
    assert_eq!(expand_module(&paths).unwrap(), expected.concat());
}

#[test]
fn two_paths_with_one_name_are_an_error_that_names_both() {
    for (paths, named) in [
        (["icons/a-b.svg", "icons/a_b.svg"], "`icons/a-b.svg` and `icons/a_b.svg`"),
        (["A.svg", "a.svg"], "`A.svg` and `a.svg`"),
        (["a-b/x.svg", "a_b/y.svg"], "`a-b/` and `a_b/`"),
        (["a.svg", "components"], "the static `COMPONENTS` and `components`"),
    ] {
        let error = expand_module(&paths).unwrap_err();
        let expected = format!("{named} would have one name, the ");
        assert!(error.starts_with(&expected), "{error}");
        assert!(error.contains("component!()"), "{error}");
    }
}

#[test]
fn one_name_in_two_modules_is_no_clash() {
    let paths = ["a/components", "a/x.svg", "b/x.svg", "x", "x.svg", "x/a.svg"];
    assert_eq!(expand_module(&paths).unwrap().matches("pub const X_SVG").count(), 3);
}

#[test]
fn more_constants_than_the_bound_are_an_error_with_their_cost() {
    let paths: Vec<String> = (0..10_001).map(|at| format!("{at:05}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    assert!(expand_module(&paths[..10_000]).is_ok());
    let error = expand_module(&paths).unwrap_err();
    assert!(error.starts_with("10001 components would be 10001 constants"), "{error}");
    assert!(error.contains("about 0.5 seconds in every check and build"), "{error}");
    assert!(error.contains("the expression include_components!()"), "{error}");
}

#[test]
fn a_damaged_index_is_an_error_and_not_a_panic() {
    let paths = ["a/b/c.svg", "a/b/d.svg", "a/e.svg", "f.svg"];
    let (set, bytes) = set(&paths);
    for at in 96..bytes.len() {
        for damage in [0x00, 0x2F, 0xFF] {
            let mut bytes = bytes.clone();
            bytes[at] = damage;
            let pack = Pack::with_layout(&bytes, set.layout);
            // Either may be right, if the byte does not matter.
            if let Err(error) = module(&set, pack) {
                assert!(error.contains("damaged") || error.contains("one name"), "{error}");
            }
            if let Err(error) = component(&set, pack, "f.svg") {
                assert!(error.starts_with("no component `f.svg`"), "{error}");
            }
        }
    }
}
