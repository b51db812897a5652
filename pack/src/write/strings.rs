//! The string section: all paths, all URLs with the hashed paths, the media types, then
//! the texts of notes.

use super::table::Table;
use super::{IndexError, Name, NewEntry, Note};
use crate::extension::split_extension;
use crate::{Digest, NoteSort, Pack, hash};

/// The strings of a pack.
///
/// The paths stand together so that look-ups touch few pages. A hashed path is the end
/// of a URL where that is so, and its path where it has the digest already.
pub(super) struct Strings {
    pub(super) bytes: Vec<u8>,
    /// Of each component: its path, hashed path, URL and media type, each as offset
    /// and length.
    pub(super) starts: Vec<[(u32, u32); 4]>,
    /// Of each note: the component, the sort, and the text as offset and length. No two
    /// share a text, so that each can be written over.
    pub(super) notes: Vec<(u32, NoteSort, (u32, u32))>,
}

impl Strings {
    pub(super) fn new(
        components: &[NewEntry<'_>],
        served_at: &str,
        set: &[Note],
    ) -> Result<Self, IndexError> {
        let mut bytes = Vec::new();
        let mut starts = vec![[(0, 0); 4]; components.len()];
        for (component, starts) in components.iter().zip(&mut starts) {
            starts[0] = (bytes.len() as u32, component.path.len() as u32);
            bytes.extend_from_slice(component.path.as_bytes());
        }
        for (component, starts) in components.iter().zip(&mut starts) {
            let start = bytes.len();
            push_url(&mut bytes, served_at, component.path, component.name);
            starts[2] = (start as u32, (bytes.len() - start) as u32);
            starts[1] = match component.name {
                Name::Given => starts[0],
                Name::Hashed(_) if is_plain(component.path) => {
                    let start = start + served_at.len();
                    (start as u32, (bytes.len() - start) as u32)
                }
                Name::Hashed(digest) | Name::Kept(digest) => {
                    let start = bytes.len();
                    push_hashed_path(&mut bytes, component.path, digest);
                    (start as u32, (bytes.len() - start) as u32)
                }
            };
        }
        let mut table = Table::new(components.len());
        for (at, component) in components.iter().enumerate() {
            let media_type = component.media_type;
            let same = |other: u32| components[other as usize].media_type == media_type;
            let hash = hash::hash(0, media_type.as_bytes());
            starts[at][3] = match table.find_or_insert(hash, at as u32, same) {
                Some(other) => starts[other as usize][3],
                None => {
                    let start = bytes.len() as u32;
                    bytes.extend_from_slice(media_type.as_bytes());
                    (start, media_type.len() as u32)
                }
            };
        }
        let mut notes = Vec::new();
        let mut push = |component: u32, added: &[Note]| {
            for Note { sort, text } in added {
                notes.push((component, *sort, (bytes.len() as u32, text.len() as u32)));
                bytes.extend_from_slice(text.as_bytes());
            }
        };
        for (at, component) in components.iter().enumerate() {
            push(at as u32, component.notes);
        }
        push(Pack::SET, set);
        match u32::try_from(bytes.len()) {
            Ok(_) => Ok(Strings { bytes, starts, notes }),
            Err(_) => Err(IndexError::TooLarge),
        }
    }
}

/// Appends to `out` the path with the digest's first 8 hexadecimal digits.
///
/// They come before the extension of the file name: `css/site.css` becomes
/// `css/site-1a2b3c4d.css`, `LICENSE` becomes `LICENSE-1a2b3c4d`, `a.js.map` becomes
/// `a-1a2b3c4d.js.map`.
///
/// # Examples
///
/// ```
/// use include_components_pack::{Digest, write::push_hashed_path};
///
/// let mut hashed = Vec::new();
/// push_hashed_path(&mut hashed, "css/site.css", Digest::from_bytes([0x1a; 32]));
/// assert_eq!(hashed, b"css/site-1a1a1a1a.css");
/// ```
pub fn push_hashed_path(out: &mut Vec<u8>, path: &str, digest: Digest) {
    let (stem, extension) = split_extension(path);
    out.extend_from_slice(stem.as_bytes());
    push_suffix(out, digest);
    out.extend_from_slice(extension.as_bytes());
}

/// Appends to `out` the `-` and the digits that a hashed path has more than the path.
pub fn push_suffix(out: &mut Vec<u8>, digest: Digest) {
    out.push(b'-');
    out.extend_from_slice(&digest.hex_prefix::<{ crate::HASHED_SUFFIX - 1 }>());
}

/// Appends to `out` what a path is requested by: `served_at`, and the path as it is
/// named, percent-encoded.
///
/// Only characters stay as they are that mean nothing in HTML, CSS and JavaScript, so
/// the URL can be written there as it is.
///
/// # Examples
///
/// ```
/// use include_components_pack::Digest;
/// use include_components_pack::write::{Name, push_url};
///
/// let url = |path, name| {
///     let mut url = Vec::new();
///     push_url(&mut url, "/ui/", path, name);
///     String::from_utf8(url).unwrap()
/// };
/// let hashed = Name::Hashed(Digest::from_bytes([0x1a; 32]));
/// assert_eq!(url("my icons/a&b.svg", hashed), "/ui/my%20icons/a%26b-1a1a1a1a.svg");
/// assert_eq!(url("é.html", Name::Given), "/ui/%C3%A9.html");
/// ```
pub fn push_url(out: &mut Vec<u8>, served_at: &str, path: &str, name: Name) {
    out.extend_from_slice(served_at.as_bytes());
    let Name::Hashed(digest) = name else { return push_encoded(out, path) };
    let (stem, extension) = split_extension(path);
    push_encoded(out, stem);
    push_suffix(out, digest);
    push_encoded(out, extension);
}

/// Returns how long an extension is in a URL.
pub(super) fn encoded_len(extension: &str) -> usize {
    let mut out = Vec::new();
    push_encoded(&mut out, extension);
    out.len()
}

fn push_encoded(out: &mut Vec<u8>, path: &str) {
    if is_plain(path) {
        out.extend_from_slice(path.as_bytes());
        return;
    }
    for byte in path.bytes() {
        match is_plain_byte(byte) {
            true => out.push(byte),
            false => {
                let digit = |value: u8| b"0123456789ABCDEF"[usize::from(value)];
                out.extend([b'%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
}

/// Whether a path is written in a URL as it is.
fn is_plain(path: &str) -> bool {
    // A plain loop: build scripts call this for each file, and are not optimised.
    for byte in path.as_bytes() {
        if !is_plain_byte(*byte) {
            return false;
        }
    }
    true
}

/// Whether a byte of a path means nothing in a URL (RFC 3986, 3.3), nor in HTML, CSS
/// and JavaScript.
fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~')
        || matches!(byte, b'@' | b':' | b'+' | b',' | b'=' | b'!' | b'$' | b'*' | b';')
}
