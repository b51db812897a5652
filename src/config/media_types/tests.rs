use super::*;

#[test]
fn the_last_glob_that_matches_wins() {
    let given = [("*.dat", "text/plain"), ("a/*", "image/x-icon")];
    let given = given.map(|(glob, media_type)| (glob.to_owned(), media_type.to_owned()));
    let mut problems = Vec::new();
    let types = MediaTypes::new(&given, &mut problems);
    assert!(problems.is_empty());
    assert_eq!(types.of("x.dat"), Some("text/plain"));
    assert_eq!(types.of("a/x.dat"), Some("image/x-icon"));
    assert_eq!(types.of("x.css"), None);
}

#[test]
fn what_no_header_could_say_is_refused() {
    for text in ["text/plain", "application/vnd.a+json", "text/x; charset=\"utf 8\"", "a/b;"] {
        assert!(is_media_type(text), "{text}");
    }
    for text in
        ["", "text", "text/", "/plain", "te xt/plain", "text/plain\r\nX: y", "a/b; é", "a/b/c"]
    {
        assert!(!is_media_type(text), "{text}");
    }
}
