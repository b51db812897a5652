use std::fs::{self, FileTimes};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use include_components_pack::{LinkedAs, Part};

use super::{Set, set};
use crate::{CargoEnv, fixture};

fn out_dir() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn load(out_dir: &TempDir, name: &str) -> Result<Set, String> {
    set(&fixture::env(out_dir.path()), &fixture::caller(), name)
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(file, text.replace(from, to)).unwrap();
}

#[test]
fn a_set_is_loaded_whichever_way_it_is_embedded() {
    let dir = out_dir();
    fixture::include(dir.path(), "ui", &["a.html", "b.html"]);
    fixture::link(dir.path(), "mail", &["c.html"]);

    let ui = load(&dir, "ui").unwrap();
    let part = ui.described().unwrap().first();
    assert_eq!((ui.name.as_str(), part.offset, part.linked), ("ui", 0, None));
    assert_eq!(Path::new(&ui.file(&part)), dir.path().join("ui.pack"));
    assert_eq!(ui.pack(&ui.index().unwrap()).find("b.html"), Some(1));

    let mail = load(&dir, "mail").unwrap();
    let part = mail.described().unwrap().first();
    let linked = Some(LinkedAs { library: "mail", symbol: "PACK_1a2b" });
    assert_eq!((part.linked, part.offset), (linked, 18));
    assert_eq!(Path::new(&mail.file(&part)), dir.path().join("libmail.a"));
    assert_eq!(mail.pack(&mail.index().unwrap()).find("c.html"), Some(0));
}

#[test]
fn the_parts_of_a_set_are_those_of_its_set_file() {
    let dir = out_dir();
    fixture::link_in_parts(dir.path(), "ui", &["a.html", "b.html"]);
    let ui = load(&dir, "ui").unwrap();
    let linked = Some(LinkedAs { library: "ui_2", symbol: "PACK_2" });
    let second = Part { file: "libui_2.a", offset: 192, len: 16, linked };
    let parts: Vec<Part<'_>> = ui.described().unwrap().parts().collect();
    assert_eq!((parts.len(), parts[2]), (4, second));
    assert_eq!(Path::new(&ui.file(&second)), dir.path().join("libui_2.a"));
    assert_eq!(ui.pack(&ui.index().unwrap()).find("b.html"), Some(1));

    // One less than the index says there are.
    let set_file = dir.path().join("ui.set");
    edit(&set_file, "parts 4\n", "parts 3\n");
    edit(&set_file, "libui_3.a 192 16 ui_3 PACK_3\n", "");
    let error = load(&dir, "ui").unwrap_err();
    assert!(error.contains("libui.a is damaged"), "{error}");
}

#[test]
fn the_header_is_all_that_is_read_before_the_index_is_asked_for() {
    let dir = out_dir();
    fixture::include(dir.path(), "ui", &["a.html"]);
    let file = dir.path().join("ui.pack");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..96]).unwrap();

    let set = load(&dir, "ui").unwrap();
    let error = set.index().unwrap_err();
    assert_eq!(error, format!("{} is damaged: touch build.rs and build again", file.display()));
}

#[test]
fn an_index_is_read_once_until_its_file_changes() {
    let dir = out_dir();
    fixture::include(dir.path(), "ui", &["a.html"]);
    let first = load(&dir, "ui").unwrap().index().unwrap();
    let again = load(&dir, "ui").unwrap().index().unwrap();
    assert!(Arc::ptr_eq(&first, &again));

    // A file of the same length, as an edit of one letter makes.
    fixture::include(dir.path(), "ui", &["z.html"]);
    let file = fs::File::options().write(true).open(dir.path().join("ui.pack")).unwrap();
    let later = file.metadata().unwrap().modified().unwrap() + Duration::from_secs(1);
    file.set_times(FileTimes::new().set_modified(later)).unwrap();
    let set = load(&dir, "ui").unwrap();
    assert_eq!(set.pack(&set.index().unwrap()).find("z.html"), Some(0));
}

#[test]
fn without_out_dir_the_error_shows_the_build_script_to_write() {
    let error = set(&CargoEnv::default(), &fixture::caller(), "components").unwrap_err();
    let expected = format!(
        r#"this package needs a build.rs that calls include_components_build::compile(...)

In build.rs, beside Cargo.toml:

    fn main() -> Result<(), include_components_build::Error> {{
        include_components_build::compile("components")?;
        Ok(())
    }}

In Cargo.toml:

    [build-dependencies]
    include-components-build = "{}""#,
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(error, expected);

    let error = set(&CargoEnv::default(), &fixture::caller(), "mail").unwrap_err();
    let call = r#"include_components_build::Build::new().name("mail").root("mail").run()?;"#;
    assert!(error.contains(call), "{error}");
}

#[test]
fn a_missing_set_lists_those_that_are_there() {
    let dir = out_dir();
    let error = load(&dir, "mail").unwrap_err();
    let start = "no set `mail` in OUT_DIR: build.rs wrote none, or it is gone: then touch build.rs";
    assert!(error.starts_with(start), "{error}");
    for other in ["index", "roots", "lock", "pack"] {
        let left = dir.path().join(format!("mail.{other}"));
        fs::write(&left, "").unwrap();
        let set = dir.path().join("mail.set");
        let error = load(&dir, "mail").unwrap_err();
        let gone = "is gone, which build.rs wrote: touch build.rs and build again";
        assert_eq!(error, format!("{} {gone}", set.display()));
        fs::remove_file(left).unwrap();
    }
    fs::write(dir.path().join("other"), "of the build script").unwrap();
    let error = load(&dir, "mail").unwrap_err();
    assert!(error.starts_with("no set `mail` in OUT_DIR: build.rs wrote none; "), "{error}");

    fixture::include(dir.path(), "ui", &["a.html"]);
    fixture::include(dir.path(), "emails", &["a.html"]);
    let error = load(&dir, "mail").unwrap_err();
    let expected = r#"no set `mail` in OUT_DIR: build.rs wrote `emails`, `ui`; it makes this one with

    fn main() -> Result<(), include_components_build::Error> {
        include_components_build::Build::new().name("mail").root("mail").run()?;
        Ok(())
    }

If it does so only with a feature, or for some targets, use the macro under the same `cfg`, and `Components::empty()` elsewhere."#;
    assert_eq!(error, expected);
}

#[test]
fn another_version_of_the_set_file_or_of_the_pack_is_told() {
    let dir = out_dir();
    let remedy = "use include-components and include-components-build in one version";
    fixture::include(dir.path(), "ui", &["a.html"]);
    let set_file = dir.path().join("ui.set");
    edit(&set_file, "set 3", "set 4");
    let error = load(&dir, "ui").unwrap_err();
    assert!(error.contains(remedy) && error.contains("ui.set"), "{error}");

    fixture::include(dir.path(), "ui", &["a.html"]);
    let pack = dir.path().join("ui.pack");
    let mut bytes = fs::read(&pack).unwrap();
    bytes[7] = 1;
    fs::write(&pack, bytes).unwrap();
    let error = load(&dir, "ui").unwrap_err();
    assert!(error.contains(remedy) && error.contains("ui.pack"), "{error}");
}

#[test]
fn a_damaged_set_is_an_error_that_names_the_file() {
    let dir = out_dir();
    fixture::include(dir.path(), "ui", &["a.html"]);
    edit(&dir.path().join("ui.set"), "parts 1\n", "");
    let error = load(&dir, "ui").unwrap_err();
    assert!(error.contains("ui.set is damaged"), "{error}");

    fixture::include(dir.path(), "ui", &["a.html"]);
    edit(&dir.path().join("ui.set"), "ui.pack 0 ", "ui.pack 0 1");
    let error = load(&dir, "ui").unwrap_err();
    assert!(error.contains("ui.pack is damaged"), "{error}");

    fixture::include(dir.path(), "ui", &["a.html"]);
    fs::remove_file(dir.path().join("ui.pack")).unwrap();
    let error = load(&dir, "ui").unwrap_err();
    let gone = "is gone, which build.rs wrote: touch build.rs and build again";
    assert_eq!(error, format!("{} {gone}", dir.path().join("ui.pack").display()));

    fs::create_dir(dir.path().join("folder.set")).unwrap();
    let error = load(&dir, "folder").unwrap_err();
    assert!(error.starts_with("cannot read ") && error.contains("folder.set: "), "{error}");
}

#[cfg(unix)]
#[test]
fn an_out_dir_that_is_not_utf8_is_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let dir = out_dir();
    let inner = dir.path().join(OsStr::from_bytes(b"b\xFFd"));
    // Some file systems have no such names: then there is nothing to tell.
    if fs::create_dir(&inner).is_err() {
        return;
    }
    fixture::include(&inner, "ui", &["a.html"]);
    let error = set(&fixture::env(&inner), &fixture::caller(), "ui").unwrap_err();
    assert!(error.starts_with("the path of OUT_DIR is not UTF-8: "), "{error}");
}
