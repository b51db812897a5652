//! Where the digest goes in a hashed path: before the extension.

/// Splits a path before the extension of its file name.
///
/// That is what follows the last dot, unless the dot begins the name. One more is
/// taken where servers and tools look at both: before a source map (`a.js.map`), a
/// compression (`x.tar.gz`) and in TypeScript's declarations (`x.d.ts`). A number is
/// none (`v1.2.gz`), nor is what only describes a file (`jquery-3.7.1.min.js`).
///
/// A hashed path is split where its path is: an extension has no `-`, so none begins
/// or ends with the digest that is put before it.
pub fn split_extension(path: &str) -> (&str, &str) {
    let Some(mut at) = last_dot(path) else { return (path, "") };
    loop {
        let (stem, extension) = path.split_at(at);
        let outer = extension[1..].split('.').next().unwrap_or_default();
        let is_one_of = |known: &[&str]| known.iter().any(|it| outer.eq_ignore_ascii_case(it));
        let may_precede: fn(&str) -> bool = match outer {
            _ if is_one_of(&WRAPPERS) => is_extension,
            _ if is_one_of(&TYPESCRIPT) => is_declaration,
            _ => return (stem, extension),
        };
        match last_dot(stem) {
            Some(dot) if may_precede(&stem[dot + 1..]) => at = dot,
            _ => return (stem, extension),
        }
    }
}

/// Splits what may be a hashed path: what is before the digest, and after it.
pub(crate) fn split_digest(path: &str) -> Option<(&[u8], &[u8])> {
    // Most paths have none, and to look for one is cheap.
    if !path.contains('-') {
        return None;
    }
    let (stem, extension) = split_extension(path);
    let (stem, suffix) = stem.as_bytes().split_last_chunk::<{ crate::HASHED_SUFFIX }>()?;
    let (dash, digits) = suffix.split_first()?;
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (*dash == b'-' && digits.iter().all(is_digit)).then_some((stem, extension.as_bytes()))
}

/// Extensions of files that are made of another, and named after it.
const WRAPPERS: [&str; 6] = ["map", "gz", "br", "zst", "bz2", "xz"];

const TYPESCRIPT: [&str; 3] = ["ts", "mts", "cts"];

fn is_extension(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_declaration(text: &str) -> bool {
    text.eq_ignore_ascii_case("d")
}

/// Returns where the last dot of the file name is, unless that begins the name.
fn last_dot(path: &str) -> Option<usize> {
    let bytes = path.as_bytes();
    // A plain loop from the end: the writer runs it unoptimised.
    let mut at = bytes.len();
    while at > 1 && bytes[at - 1] != b'/' {
        at -= 1;
        if bytes[at] == b'.' && bytes[at - 1] != b'/' {
            return Some(at);
        }
    }
    None
}
