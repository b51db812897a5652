use super::*;

#[test]
fn a_rust_version_is_two_or_three_numbers_or_nothing() {
    for (text, expected) in [
        ("1.70", Some((1, 70))),
        ("1.77.2", Some((1, 77))),
        ("2", Some((2, 0))),
        ("", None),
        ("1.x", None),
        ("stable", None),
    ] {
        assert_eq!(major_minor(text), expected, "{text}");
    }
}
