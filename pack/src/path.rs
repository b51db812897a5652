//! Rules of paths and names on which the build helper, the macros and the run-time crate
//! must agree.

pub use crate::extension::split_extension;

/// Returns the last segment of a logical path.
pub fn file_name(path: &str) -> &str {
    match path.rfind('/') {
        Some(slash) => &path[slash + 1..],
        None => path,
    }
}

/// Whether a file or directory of this name is hidden.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".well-known"
}

/// Whether a glob spells a leading dot in one of its segments.
pub fn spells_dot(glob: &str) -> bool {
    glob.split('/').any(|segment| segment.starts_with('.'))
}

/// Returns the directory that all matches of a glob are in, what comes before its first
/// wildcard; or nothing.
pub fn literal_dir(glob: &str) -> &str {
    let literal = glob.find(['*', '?', '[', '{', '\\']).unwrap_or(glob.len());
    glob[..literal].rfind('/').map_or("", |slash| &glob[..slash])
}

/// Whether Windows can have a file of this name ("Naming Files, Paths, and Namespaces"
/// in its documentation).
pub fn is_windows_name(name: &str) -> bool {
    // A plain loop: build scripts call this for each file, and are not optimised.
    for byte in name.as_bytes() {
        if matches!(byte, b'<' | b'>' | b':' | b'"' | b'|' | b'?' | b'*' | b'\\' | 0..32) {
            return false;
        }
    }
    !matches!(name.as_bytes().last(), Some(b'.' | b' ')) && !is_device(name)
}

/// Whether a name is that of a device, with any extension.
fn is_device(name: &str) -> bool {
    // Most names begin with none of these letters.
    if !matches!(
        name.as_bytes(),
        [b'a' | b'A' | b'c' | b'C' | b'l' | b'L' | b'n' | b'N' | b'p' | b'P', ..]
    ) {
        return false;
    }
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ');
    let is = |text: &str, device: &&str| text.eq_ignore_ascii_case(device);
    if ["con", "prn", "aux", "nul", "conin$", "conout$"].iter().any(|it| is(stem, it)) {
        return true;
    }
    let Some((series, number)) = stem.split_at_checked(3) else { return false };
    let mut number = number.chars();
    ["com", "lpt"].iter().any(|it| is(series, it))
        && matches!(number.next(), Some('1'..='9' | '¹' | '²' | '³'))
        && number.next().is_none()
}
