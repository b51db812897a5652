use super::*;

#[test]
fn the_table_is_sorted_lower_case_and_without_duplicates() {
    for pair in TYPES.windows(2) {
        assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
    }
    for (extension, _) in TYPES {
        assert!(extension.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    }
    assert_eq!(TYPES.iter().map(|(extension, _)| extension.len()).max(), Some(LONGEST));
}

#[test]
fn every_type_is_a_type_a_subtype_and_at_most_one_charset() {
    for (extension, media_type) in TYPES {
        let (essence, parameter) = media_type.split_once("; ").unwrap_or((media_type, ""));
        let (kind, subtype) = essence.split_once('/').expect(extension);
        let kinds = ["application", "audio", "font", "image", "model", "text", "video"];
        assert!(kinds.contains(&kind), "{extension}: {media_type}");
        assert!(
            !subtype.is_empty()
                && subtype
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)),
            "{extension}: {media_type}"
        );
        assert!(matches!(parameter, "" | "charset=utf-8"), "{extension}: {media_type}");
        assert!(parameter.is_empty() || kind == "text", "{extension}: {media_type}");
    }
}

#[test]
fn every_extension_is_found_in_any_case() {
    for (extension, expected) in TYPES {
        assert_eq!(media_type(&format!("a/b.{extension}")), *expected);
        assert_eq!(media_type(&format!("B.{}", extension.to_ascii_uppercase())), *expected);
    }
}

#[test]
fn a_user_interface_gets_what_browsers_insist_on() {
    let check = |path, expected| assert_eq!(media_type(path), expected, "{path}");
    // Module scripts and style sheets are refused under any other type.
    check("scripts/app.js", "text/javascript; charset=utf-8");
    check("scripts/app.mjs", "text/javascript; charset=utf-8");
    check("styles/site.css", "text/css; charset=utf-8");
    // Streaming compilation of WebAssembly needs this one without a parameter.
    check("pkg/app_bg.wasm", "application/wasm");
    check("index.html", "text/html; charset=utf-8");
    check("icons/close.svg", "image/svg+xml");
    check("app.webmanifest", "application/manifest+json");
    check("fonts/text.woff2", "font/woff2");
    check("styles/site.css.map", "application/json");
    check(".well-known/security.txt", "text/plain; charset=utf-8");
}

#[test]
fn only_the_last_extension_of_the_file_name_counts() {
    let check = |path, expected| assert_eq!(media_type(path), expected, "{path}");
    check("archive.tar.gz", "application/gzip");
    check("page.html.unknown", UNKNOWN);
    check("styles.css/other", UNKNOWN);
    check("styles.css/.css", UNKNOWN);
    check(".html", UNKNOWN);
    check("a.", UNKNOWN);
    check("", UNKNOWN);
    check("html", UNKNOWN);
    check("a.html ", UNKNOWN);
    check("a.htmlé", UNKNOWN);
    check("a.extension-longer-than-any-known", UNKNOWN);
    check("é.png", "image/png");
    check("video.ts", UNKNOWN);
}

/// Servers and browsers ask for these, and refuse or mistreat them as octets.
#[test]
fn a_file_without_an_extension_has_the_type_of_its_name() {
    let check = |path, expected| assert_eq!(media_type(path), expected, "{path}");
    check("apple-app-site-association", "application/json");
    check(".well-known/apple-app-site-association", "application/json");
    check("public/.well-known/openid-configuration", "application/json");
    check("openid-configuration", UNKNOWN);
    check("my-apple-app-site-association", UNKNOWN);
    for text in ["LICENSE", "a/LICENSE-MIT", "LICENSE-APACHE-2.0", "readme", "a.css/Changelog"] {
        check(text, TEXT);
    }
    for other in ["licensed", "license-key.bin", "README/logo", "readme.unknown", "2.0"] {
        check(other, UNKNOWN);
    }
    check("LICENSE.html", "text/html; charset=utf-8");
}

#[test]
fn downloads_have_the_type_that_their_readers_ask_for() {
    let check = |path, expected| assert_eq!(media_type(path), expected, "{path}");
    check("site.tar", "application/x-tar");
    check("site.tar.gz", "application/gzip");
    check("site.7z", "application/x-7z-compressed");
    check("app.js.br", "application/x-brotli");
    check("events.jsonl", "application/jsonl");
    check("track.gpx", "application/gpx+xml");
    check("manifest.plist", "text/xml");
    check("wifi.mobileconfig", "application/x-apple-aspen-config");
}
