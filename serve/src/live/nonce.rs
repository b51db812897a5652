//! The nonce by which a policy lets the scripts of a page run (Content Security Policy,
//! section 3.2): the script of live mode needs it, too.

use http::HeaderMap;
use http::header::CONTENT_SECURITY_POLICY;

use super::document::{end_of_tag, find};

/// Returns the nonce of the first script of a page that has one.
pub(super) fn of_page(text: &[u8]) -> Option<&str> {
    let mut at = 0;
    while let Some(tag) = find(text, at, b"<script") {
        at = end_of_tag(text, tag);
        if let Some(nonce) = of_tag(text.get(tag..at)?) {
            return Some(nonce);
        }
    }
    None
}

fn of_tag(tag: &[u8]) -> Option<&str> {
    const NAME: &[u8] = b"nonce=";
    let at = find(tag, 0, NAME)?;
    tag.get(at.checked_sub(1)?).filter(|it| it.is_ascii_whitespace())?;
    let value = tag.get(at + NAME.len()..)?;
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    leading_base64(std::str::from_utf8(value).ok()?)
}

/// Returns the nonce that a policy among the fields of a response names.
pub(super) fn of_policy(headers: &HeaderMap) -> Option<&str> {
    let policies = headers.get_all(CONTENT_SECURITY_POLICY).into_iter();
    let mut texts = policies.filter_map(|it| it.to_str().ok());
    texts.find_map(|text| leading_base64(text.split_once("'nonce-")?.1))
}

fn leading_base64(text: &str) -> Option<&str> {
    let is_of_it = |c: char| c.is_ascii_alphanumeric() || "+/-_=".contains(c);
    let end = text.find(|c| !is_of_it(c)).unwrap_or(text.len());
    text.get(..end).filter(|it| !it.is_empty())
}

/// Gives a script element a nonce.
pub(super) fn add(script: &str, nonce: Option<&str>) -> String {
    match nonce {
        Some(nonce) => script.replacen("<script", &format!("<script nonce=\"{nonce}\""), 1),
        None => script.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nonce_of_a_page_is_that_of_its_scripts() {
        for (text, nonce) in [
            ("<head><script nonce=\"aB+/=\">", Some("aB+/=")),
            ("<script>a</script><SCRIPT src=a NONCE='4'></script>", Some("4")),
            ("<script async nonce=4_-></script>", Some("4_-")),
            ("<script data-nonce=4></script>", None),
            ("<script nonce></script><p nonce=5>", None),
            ("<script nonce=\"\"></script>", None),
            ("", None),
        ] {
            assert_eq!(of_page(text.as_bytes()), nonce, "{text}");
        }
    }

    #[test]
    fn the_nonce_of_a_policy_is_that_of_its_first_source() {
        let of = |policy: &str| {
            let headers =
                HeaderMap::from_iter([(CONTENT_SECURITY_POLICY, policy.parse().unwrap())]);
            of_policy(&headers).map(str::to_owned)
        };
        assert_eq!(of("default-src 'self'; script-src 'nonce-4a=' 'self'"), Some("4a=".to_owned()));
        assert_eq!(of("default-src 'self'"), None);
        assert_eq!(
            add("<script src=a></script>", Some("4")),
            "<script nonce=\"4\" src=a></script>"
        );
    }
}
