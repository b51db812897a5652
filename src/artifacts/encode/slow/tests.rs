use super::*;
use crate::config::checked::SLOW;

const BOTH: [(&str, Duration); 2] =
    [("brotlic-sys", Duration::from_secs(9)), ("libdeflate-sys", Duration::from_secs(4))];

#[test]
fn lines_are_those_of_the_encoders_that_ran() {
    let said = hint(&BOTH.into(), false, SLOW).unwrap();
    let (text, lines) = said.split_once('\n').unwrap();
    assert!(text.contains(" 13 s"), "{text}");
    let expected = "[profile.release.package]\n\
                    brotlic-sys.opt-level = 1\n\
                    libdeflate-sys.opt-level = 1";
    assert_eq!(lines, expected);
    let said = hint(&[("libdeflate-sys", Duration::from_secs(11))].into(), true, SLOW).unwrap();
    assert!(said.ends_with(":\n[profile.dev.package]\nlibdeflate-sys.opt-level = 1"), "{said}");
}

#[test]
fn nothing_is_said_of_what_was_fast_or_cannot_be_faster() {
    assert_eq!(hint(&BOTH.into(), false, Duration::from_secs(13)), None);
    assert_eq!(hint(&BTreeMap::new(), false, Duration::ZERO), None, "zstd alone");
}
