use super::*;

#[test]
fn is_shorter_and_the_same() {
    for (input, expected) in [
        ("M 10 20 L 30 , 40 Z", "M10 20L30 40Z"),
        ("m0.50-0.50+1.0 .25.75", "m.5-.5 1 .25.75"),
        ("M 100 200 L -0 0.0 l 007 -007.700", "M100 200L0 0l7-7.7"),
        ("M1e3 1.50e-2 .5 2E+2", "M1e3 1.5e-2.5 2E+2"),
        ("M0 0e5 1.5", "M0 0 1.5"),
        ("a1 1 0 0 1 .5.5 2,2 0 10 5 6", "a1 1 0 0 1 .5.5 2 2 0 1 0 5 6"),
        ("A1 1 0 11-5-6", "A1 1 0 1 1-5-6"),
        ("\n M1 2\tz  m 3 4 ", "M1 2zm3 4"),
        ("", ""),
    ] {
        assert_eq!(shorten(input).as_deref(), Some(expected), "{input}");
        assert_eq!(shorten(expected).as_deref(), Some(expected), "again: {expected}");
    }
}

#[test]
fn what_is_no_path_data_is_left_alone() {
    for input in [
        "1 2",
        "M1,,2",
        "M,1 2",
        "M1 2,",
        "M1 2,z",
        "M1. 2",
        "M1 . 2",
        "M1 - 2",
        "M1e 2",
        "M1 2x3",
        "a1 1 0 2 0 5 5",
        "M1 2é",
        "M+-1 2",
        "M1 2 e",
        "none",
    ] {
        assert_eq!(shorten(input), None, "{input}");
    }
}
