use include_components_pack::live::{LiveRecord, is_recorded};

fn text() -> String {
    let variables = [("CARGO_PKG_DESCRIPTION", "one\ntwo=2"), ("CARGO_CFG_UNIX", "")];
    LiveRecord::text("1a2b", "/t/build script", "/p", variables.into_iter())
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let text = text();
    let record = LiveRecord::parse(&text).unwrap();
    assert_eq!((record.build, record.program, record.dir), ("1a2b", "/t/build script", "/p"));
    let variables: Vec<_> = record.variables().collect();
    let expected = [("CARGO_PKG_DESCRIPTION", "one\ntwo=2"), ("CARGO_CFG_UNIX", "")];
    assert_eq!(variables, expected);
}

#[test]
fn half_a_record_or_one_of_another_version_is_none() {
    let text = text();
    for len in (0..text.len()).filter(|len| text.is_char_boundary(*len)) {
        // What ends behind a whole field is a shorter record: it is written by rename.
        let is_shorter = text[..len].ends_with("\0\n") && text[..len].contains("dir=");
        assert_eq!(LiveRecord::parse(&text[..len]).is_some(), is_shorter, "{:?}", &text[..len]);
    }
    assert_eq!(LiveRecord::parse(&text.replace("live 1", "live 2")), None);
}

#[test]
fn variables_of_cargo_are_recorded_and_none_of_the_users() {
    for name in [
        "TARGET",
        "CARGO_PKG_NAME",
        "CARGO_CFG_TARGET_OS",
        "CARGO_FEATURE_TOKEN",
        "DEP_OPENSSL_INCLUDE",
        "DEP_KEYUTILS_ROOT",
        "LD_LIBRARY_PATH",
        "INCLUDE_COMPONENTS_CACHE",
    ] {
        assert!(is_recorded(name), "{name}");
    }
    for name in [
        "CARGO_REGISTRY_TOKEN",
        "CARGO_REGISTRIES_MINE_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "GITHUB_TOKEN",
        "CARGO_PKG_TOKEN",
        "DEP_API_KEY",
        "DEP_SECRET",
        "CARGO_MAKEFLAGS",
        "MAKEFLAGS",
        "PATH",
        "HOME",
        "OUT_DIR",
        "CARGO_BUILD_RUSTC",
        "",
    ] {
        assert!(!is_recorded(name), "{name}");
    }
}
