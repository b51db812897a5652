//! The nonce by which a policy lets the scripts of a page run (Content Security Policy,
//! section 3.2): the script of live mode needs it, too.

use http::HeaderMap;
use http::header::CONTENT_SECURITY_POLICY;

use super::document::{end_of_tag, find, is_tag};

/// Returns the nonce of the first script of a page that has one, as it is written there.
pub(super) fn of_page(text: &[u8]) -> Option<&str> {
    const SCRIPT: &[u8] = b"<script";
    let mut at = 0;
    while let Some(tag) = find(text, at, SCRIPT) {
        at = end_of_tag(text, tag);
        let of_tag = || of_tag(text.get(tag..at)?);
        if let Some(nonce) = is_tag(text, tag, SCRIPT).then(of_tag).flatten() {
            return Some(nonce);
        }
    }
    None
}

fn of_tag(tag: &[u8]) -> Option<&str> {
    const NAME: &[u8] = b"nonce=";
    let mut at = 0;
    loop {
        at = find(tag, at, NAME)? + NAME.len();
        // `data-nonce` is another attribute.
        let before = at.checked_sub(NAME.len() + 1).and_then(|at| tag.get(at));
        if before.is_some_and(u8::is_ascii_whitespace) {
            break;
        }
    }
    let value = tag.get(at..)?;
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    // Some templates write `&#x2F;` for a slash.
    leading(std::str::from_utf8(value).ok()?, "+/-_=&#;")
}

/// What says which scripts may run: the first that is in a policy.
const OF_SCRIPTS: [&str; 3] = ["script-src-elem", "script-src", "default-src"];

/// Returns the nonce by which a policy among the fields of a response lets scripts run.
pub(super) fn of_policy(headers: &HeaderMap) -> Option<&str> {
    let fields = headers.get_all(CONTENT_SECURITY_POLICY).into_iter();
    // One field may have several policies.
    let mut policies = fields.filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(','));
    policies.find_map(|policy| {
        let directive = |wanted: &&str| {
            policy.split(';').find_map(|it| {
                let (name, sources) = it.trim_ascii().split_once([' ', '\t'])?;
                name.eq_ignore_ascii_case(wanted).then_some(sources)
            })
        };
        let sources = OF_SCRIPTS.iter().find_map(directive)?;
        leading(sources.split_once("'nonce-")?.1, "+/-_=")
    })
}

/// Returns what of a text are letters, digits and some others.
fn leading<'t>(text: &'t str, others: &str) -> Option<&'t str> {
    let is_of_it = |c: char| c.is_ascii_alphanumeric() || others.contains(c);
    let end = text.find(|c| !is_of_it(c)).unwrap_or(text.len());
    text.get(..end).filter(|it| !it.is_empty())
}

/// Gives a script element a nonce, unless it has one.
pub(super) fn add(script: &str, nonce: Option<&str>) -> String {
    match nonce.filter(|_| !script.contains(" nonce=")) {
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
            ("<script data-nonce=4 nonce=5></script>", Some("5")),
            ("<script-x nonce=4></script-x>", None),
            // As some templates escape a slash.
            ("<script nonce=\"4&#x2F;a&#43;=\">", Some("4&#x2F;a&#43;=")),
            ("<script nonce></script><p nonce=5>", None),
            ("<script nonce=\"\"></script>", None),
            ("", None),
        ] {
            assert_eq!(of_page(text.as_bytes()), nonce, "{text}");
        }
    }

    #[test]
    fn the_nonce_of_a_policy_is_that_of_its_scripts() {
        let of = |policy: &str| {
            let headers =
                HeaderMap::from_iter([(CONTENT_SECURITY_POLICY, policy.parse().unwrap())]);
            of_policy(&headers).map(str::to_owned)
        };
        assert_eq!(of("default-src 'self'; script-src 'nonce-4a=' 'self'"), Some("4a=".to_owned()));
        assert_eq!(of("default-src 'self'"), None);
        for (policy, nonce) in [
            ("style-src 'nonce-1'; script-src 'self' 'nonce-2'", Some("2")),
            ("style-src 'nonce-1'; Default-Src\t'nonce-2'", Some("2")),
            ("script-src 'nonce-1';script-src-elem 'nonce-2'", Some("2")),
            ("default-src 'nonce-1'; script-src 'self'", None),
            ("style-src 'nonce-1'", None),
            ("img-src 'self', script-src 'nonce-2'", Some("2")),
        ] {
            assert_eq!(of(policy).as_deref(), nonce, "{policy}");
        }
        assert_eq!(
            add("<script src=a></script>", Some("4")),
            "<script nonce=\"4\" src=a></script>"
        );
    }
}
