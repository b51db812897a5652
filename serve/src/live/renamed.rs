//! Pages in which nothing changed but the names of what they load.

use include_components::Component;

/// Whether a page differs from what it was only in the hashed paths and the digests of
/// others, which changed: to show those, it need not be loaded again.
pub(super) fn is_only_renamed(before: Component, now: Component) -> bool {
    let is_page = |it: Component| {
        let media_type = it.media_type();
        ["text/html", "application/manifest+json"].iter().any(|it| media_type.starts_with(it))
    };
    is_page(before)
        && is_page(now)
        && without_digests(before.bytes()) == without_digests(now.bytes())
}

/// Leaves out what looks like the digest in a hashed path, or one that browsers check.
fn without_digests(text: &[u8]) -> Vec<u8> {
    let mut rest = text;
    let mut without = Vec::with_capacity(text.len());
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..8).filter(|it| *first == b'-' && it.iter().all(is_hex));
        // An extension follows, as in no number of an order and no date.
        let has_extension =
            after.get(8) == Some(&b'.') && after.get(9).is_some_and(u8::is_ascii_alphabetic);
        let digits = digits.filter(|_| has_extension);
        let sri = rest.strip_prefix(b"sha384-").and_then(|digest| digest.get(64..));
        rest = match (digits, sri) {
            (Some(_), _) => &after[8..],
            (None, Some(behind)) => behind,
            (None, None) => {
                without.push(*first);
                after
            }
        };
    }
    without
}

fn is_hex(byte: &u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests;
