use std::fs;

use include_components_pack::Pack;
use include_components_pack::live::LiveRecord;
use proc_macro2::TokenStream;
use quote::format_ident;
use tempfile::TempDir;

use super::{Way, expression, pack};
use crate::CargoEnv;
use crate::fixture;
use crate::load::Set;
use crate::missing;

/// Returns an OUT_DIR with the set `ui`, and that set.
fn ui(paths: &[&str]) -> (TempDir, Set) {
    let dir = tempfile::tempdir().unwrap();
    fixture::include(dir.path(), "ui", paths);
    let set = fixture::load(dir.path());
    (dir, set)
}

fn include_components(dir: &TempDir, input: &str) -> Result<String, String> {
    expand(super::include_components, dir, input)
}

fn component(dir: &TempDir, input: &str) -> Result<String, String> {
    expand(super::component, dir, input)
}

fn expand(
    expansion: fn(TokenStream, &CargoEnv) -> syn::Result<TokenStream>,
    dir: &TempDir,
    input: &str,
) -> Result<String, String> {
    let tokens = expansion(input.parse().unwrap(), &fixture::env(dir.path()));
    tokens.map(|it| it.to_string()).map_err(|error| error.to_string())
}

/// Compares tokens, whichever spaces are between them.
#[track_caller]
fn check(expansion: Result<String, String>, expected: &str) {
    assert_eq!(expansion.map(|it| it.replace(' ', "")), Ok(expected.replace(' ', "")));
}

/// What every expansion has, of a set by the include route.
fn source(set: &Set) -> String {
    let file = set.file(&set.described().unwrap().first());
    let len = set.layout.pack_len();
    let raw = set.layout.to_raw().map(|number| format!("{number}u64")).join(", ");
    let set_file = set.path();
    format!(
        "#[inline] fn __pack() -> krate::__private::Pack<'static> {{ \
         const _: &[::core::primitive::u8] = ::core::include_bytes!({set_file:?}); \
         krate::__private::pack::<{len}>(::core::include_bytes!({file:?}), [{raw}]) }}"
    )
}

#[test]
fn an_expression_does_not_depend_on_the_components() {
    let (dir, set) = ui(&["a.html"]);
    let expected = format!(
        "{{ {} static COMPONENTS: krate::Components = krate::__private::components(__pack); \
         &COMPONENTS }}",
        source(&set)
    );
    check(include_components(&dir, "krate; \"ui\""), &expected);
}

/// And not of the user's `cfg`: the crate that asks was compiled for it.
#[test]
fn live_mode_knows_the_set_and_the_build() {
    let (dir, _) = ui(&["a.html"]);
    let live = |dir| include_components(dir, "krate live; \"ui\"").unwrap().replace(' ', "");
    let slot = |build: &str| {
        let out_dir = dir.path();
        format!("krate::__private::Slot::new(embedded,{out_dir:?},\"ui\",\"{build}\")")
    };
    assert!(live(&dir).contains(&slot("")), "{}", live(&dir));
    let record = LiveRecord::text("1a2b", "/a/build", "/a", std::iter::empty());
    fs::write(dir.path().join("ui.live.record"), record).unwrap();
    assert!(live(&dir).contains(&slot("1a2b")), "{}", live(&dir));
    // So that dep-info has it.
    assert!(live(&dir).contains("ui.live.record\");"), "{}", live(&dir));
    let off = include_components(&dir, "krate; \"ui\"").unwrap();
    assert!(!off.contains("Slot") && !off.contains("1a2b"), "{off}");
}

#[test]
fn a_linked_pack_is_a_safe_foreign_static_and_a_file_for_miri() {
    let dir = tempfile::tempdir().unwrap();
    fixture::link(dir.path(), "ui", &["a.html"]);
    let set = fixture::load(dir.path());
    let file = dir.path().join("libui.a");
    let len = set.layout.pack_len();
    let text = expression(&fixture::caller(), &set).unwrap().to_string().replace(' ', "");
    for part in [
        "#[cfg(not(miri))] #[link(name = \"ui\", kind = \"static\", modifiers = \"-bundle\")] \
         unsafe extern \"C\" { #[link_name = \"PACK_1a2b\"] safe static BYTES: \
         [::core::primitive::u8; LEN]; }",
        "#[cfg(miri)] static BYTES: [::core::primitive::u8; LEN] = \
         *krate::__private::part(::core::include_bytes!(FILE), 18);",
        "krate::__private::pack::<LEN>",
    ] {
        let part = part.replace("LEN", &len.to_string()).replace("FILE", &format!("{file:?}"));
        let part = part.replace(' ', "");
        assert!(text.contains(&part), "{part}\n{text}");
    }
}

/// So a compiler cache knows that the set is another one, of whose bytes rustc
/// reads none; and without its parts nothing is compiled.
#[test]
fn a_linked_set_names_its_set_file_and_misses_its_parts() {
    let dir = tempfile::tempdir().unwrap();
    fixture::link_in_parts(dir.path(), "ui", &["a.html", "b.html"]);
    let named = format!("include_bytes!({:?})", dir.path().join("ui.set"));
    let all = include_components(&dir, "krate; \"ui\"").unwrap().replace(' ', "");
    let module = include_components(&dir, "krate; pub mod ui = \"ui\"").unwrap().replace(' ', "");
    let one = component(&dir, "krate; \"b.html\", set = \"ui\"").unwrap().replace(' ', "");
    for text in [all, module, one] {
        assert!(text.contains(&named), "{text}");
    }

    let part = dir.path().join("libui_1.a");
    fs::write(&part, [0; 207]).unwrap();
    let error = include_components(&dir, "krate; \"ui\"").unwrap_err();
    assert_eq!(error, format!("{} is damaged: touch build.rs and build again", part.display()));
    fs::remove_file(&part).unwrap();
    let error = include_components(&dir, "krate; \"ui\"").unwrap_err();
    let gone = "is gone, which build.rs wrote: touch build.rs and build again";
    assert_eq!(error, format!("{} {gone}", part.display()));
    component(&dir, "krate; \"b.html\", set = \"ui\"").expect("its own part is there");
}

/// Returns what a text has between words, as often as it has them.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
}

#[test]
fn each_part_is_a_library_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    fixture::link_in_parts(dir.path(), "ui", &["a.html", "b.html", "c.html"]);
    let text = include_components(&dir, "krate; \"ui\"").unwrap().replace(' ', "");
    let libraries = ["ui", "ui_1", "ui_2", "ui_3", "ui_4"];
    assert_eq!(between(&text, "#[link(name=\"", "\""), libraries, "{text}");
    let symbols = ["PACK_1a2b", "PACK_1", "PACK_2", "PACK_3", "PACK_4"];
    assert_eq!(between(&text, "#[link_name=\"", "\""), symbols);
    assert_eq!(
        between(&text, "safestatic", ":"),
        ["BYTES", "PART_1", "PART_2", "PART_3", "PART_4"]
    );
    assert_eq!(between(&text, "#[cfg(miri)]static", ":").len(), 5);
    assert!(text.contains("libui_4.a\"),192)"), "{text}");
    for part in [
        "[&[::core::primitive::u8];4]=[&PART_1,&PART_2,&PART_3,&PART_4,];",
        "OtherParts::new(1u32,&",
        ".with_parts(&PARTS)",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_static_library_cuts_all_parts_out_of_the_libraries() {
    let dir = tempfile::tempdir().unwrap();
    fixture::link_in_parts(dir.path(), "ui", &["a.html", "b.html", "c.html"]);
    let set = fixture::load(dir.path());
    let text = pack(Way::Cut, &format_ident!("krate"), &set, 1..5).unwrap().to_string();
    let text = text.replace(' ', "");
    assert!(!text.contains("#[link") && !text.contains("miri"), "{text}");
    let named = between(&text, "::core::include_bytes!(", ")");
    let cut = named.iter().filter(|file| file.ends_with(".a\""));
    assert_eq!(cut.count(), 5, "{text}");
    assert!(text.contains("staticPARTS:") && text.contains("usekrate::__private::partas__part;"));
}

/// Else every component that is checked would cost as much as all parts do.
#[test]
fn a_component_has_no_parts_but_its_own() {
    let dir = tempfile::tempdir().unwrap();
    fixture::link_in_parts(dir.path(), "ui", &["a.html", "b.html", "c.html"]);
    for (path, first, libraries) in
        [("a.html", 1, &["ui", "ui_1", "ui_2"][..]), ("c.html", 4, &["ui", "ui_4"])]
    {
        let text = component(&dir, &format!("krate; \"{path}\", set = \"ui\""));
        let text = text.unwrap().replace(' ', "");
        assert_eq!(between(&text, "#[link(name=\"", "\""), libraries, "{path}");
        assert!(text.contains(&format!("OtherParts::new({first}u32,&")), "{text}");
    }
    fixture::link(dir.path(), "one", &["a.html"]);
    let text = component(&dir, "krate; \"a.html\", set = \"one\"").unwrap();
    assert!(!text.contains("with_parts"), "{text}");
}

#[test]
fn a_component_is_a_position_in_the_pack() {
    let (dir, set) = ui(&["a.html", "b.html"]);
    let expected = format!("{{ {} krate::__private::component(__pack, 1u32) }}", source(&set));
    check(component(&dir, "krate; \"b.html\", set = \"ui\""), &expected);
}

#[test]
fn a_component_that_is_not_there_lists_the_nearest() {
    let (dir, _) = ui(&["a.html", "b.html", "icons/close.svg", "icons/open.svg"]);
    let expected = "no component `icon/close.svg` in the set `ui`; the nearest are\n    \
                    icons/close.svg\n    icons/open.svg";
    let found = component(&dir, "krate; \"icon/close.svg\", set = \"ui\"");
    assert_eq!(found, Err(expected.to_owned()));

    let (dir, _) = ui(&[]);
    let expected = "no component `a.html`: the set `ui` is empty";
    let found = component(&dir, "krate; \"a.html\", set = \"ui\"");
    assert_eq!(found, Err(expected.to_owned()));
}

#[test]
fn a_module_has_what_is_before_its_name_the_set_and_the_constants() {
    let (dir, set) = ui(&["a.html"]);
    let expected = format!(
        "#[cfg(all())] #[doc = \"\"] #[doc = \"The components of the set `ui`, embedded.\"] \
         pub(super) mod module {{ \
         use krate::__private as __include; \
         {} \
         #[doc = \"All components of the set `ui`, in byte order of their paths.\"] \
         pub static COMPONENTS: __include::Components = __include::components(__pack); \
         #[doc = \"`a.html`, text/plain, 0 bytes.\"] \
         pub const A_HTML: __include::Component = __include::component(__pack, 0); }}",
        source(&set)
    );
    let input = "krate; #[cfg(all())] pub(super) mod module = \"ui\";";
    check(include_components(&dir, input), &expected);
}

#[test]
fn what_is_wrong_with_a_set_is_told_inside_of_the_module() {
    let (dir, _) = ui(&["a-b.html", "a_b.html"]);
    for (set, error) in [("ui", "`a-b.html` and `a_b.html` would have"), ("no", "no set `no` in")] {
        let input = format!("krate; #[cfg(any())] mod module = {set:?}");
        let module = include_components(&dir, &input).unwrap();
        let body = "mod module { :: core :: compile_error ! { \"";
        assert!(module.contains(&format!("{body}{error}")), "{module}");

        let expression = include_components(&dir, &format!("krate; {set:?}"));
        assert_eq!(expression.is_ok(), set == "ui");
    }
}

#[test]
fn a_damaged_index_is_an_error_and_not_a_panic() {
    let (set, bytes) = fixture::set(&["a/b/c.svg", "a/b/d.svg", "a/e.svg", "f.svg"]);
    for at in 96..bytes.len() {
        for damage in [0x00, 0x2F, 0xFF] {
            let mut bytes = bytes.clone();
            bytes[at] = damage;
            let pack = Pack::with_layout(&bytes, set.layout);
            // It may be right, if the byte does not matter.
            if pack.find("f.svg").is_none() {
                let error = missing::message(&set, pack, "f.svg", None);
                assert!(error.starts_with("no component `f.svg`"), "{error}");
            }
        }
    }
}
