//! Attributes without character references.

use crate::references::text::Unescaped;

/// Returns what an attribute says that is written at `start`, and whether all of its
/// character references are known.
///
/// Known are numbers, and the names of ASCII and of the letters of Latin-1: of the two
/// thousand others none is likely in the name of a file.
pub(super) fn unescaped(raw: &[u8], start: usize) -> (Unescaped, bool) {
    if !raw.contains(&b'&') {
        return (Unescaped::plain(raw, start), true);
    }
    let mut text = Unescaped::with_capacity(raw.len());
    let mut is_known = true;
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        let place = start + at;
        match reference(&raw[at..]) {
            Reference::None => {
                text.push(&[*byte], place);
                at += 1;
            }
            Reference::Unknown => {
                is_known = false;
                text.push(&[*byte], place);
                at += 1;
            }
            Reference::Char(code, len) => {
                text.push_char(code, place);
                at += len;
            }
        }
    }
    (text.end(start + raw.len()), is_known)
}

/// What a text begins with.
enum Reference {
    None,
    Unknown,
    /// This character, written in so many bytes.
    Char(u32, usize),
}

fn reference(rest: &[u8]) -> Reference {
    match rest {
        [b'&', b'#', b'x' | b'X', digits @ ..] => numeric(digits, 16, 3),
        [b'&', b'#', digits @ ..] => numeric(digits, 10, 2),
        [b'&', name @ ..] => named(name),
        _ => Reference::None,
    }
}

fn numeric(rest: &[u8], radix: u32, before: usize) -> Reference {
    let is_digit = |byte: &u8| char::from(*byte).is_digit(radix);
    let len = rest.iter().take_while(|byte| is_digit(byte)).count();
    let digits = std::str::from_utf8(&rest[..len]).unwrap_or_default();
    match u32::from_str_radix(digits, radix) {
        Err(_) if len == 0 => Reference::None,
        // For old pages these are characters of Windows-1252.
        Ok(0x80..0xA0) => Reference::Unknown,
        code => {
            let semicolon = usize::from(rest.get(len) == Some(&b';'));
            Reference::Char(code.unwrap_or(u32::MAX), before + len + semicolon)
        }
    }
}

fn named(rest: &[u8]) -> Reference {
    let len = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = std::str::from_utf8(&rest[..len]).unwrap_or_default();
    let has_semicolon = rest.get(len) == Some(&b';');
    let latin = || LATIN.iter().position(|it| *it == name).map(|nth| 0xC0 + nth as u32);
    let ascii = || ASCII.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
    let old = || OLD.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
    if has_semicolon {
        return match old().or_else(ascii).or_else(latin) {
            Some(code) => Reference::Char(code, len + 2),
            None => Reference::Unknown,
        };
    }
    // Without a semicolon only old names count, and not before `=`, as in `?a=1&copy=2`.
    match old().or_else(latin).filter(|_| rest.get(len) != Some(&b'=')) {
        Some(code) => Reference::Char(code, len + 1),
        None => Reference::None,
    }
}

/// Names that need no semicolon, besides those of [`LATIN`].
const OLD: [(&str, u32); 9] = [
    ("amp", 0x26),
    ("AMP", 0x26),
    ("lt", 0x3C),
    ("LT", 0x3C),
    ("gt", 0x3E),
    ("GT", 0x3E),
    ("quot", 0x22),
    ("QUOT", 0x22),
    ("nbsp", 0xA0),
];

const ASCII: [(&str, u32); 39] = [
    ("Tab", 0x09),
    ("NewLine", 0x0A),
    ("excl", 0x21),
    ("num", 0x23),
    ("dollar", 0x24),
    ("percnt", 0x25),
    ("apos", 0x27),
    ("lpar", 0x28),
    ("rpar", 0x29),
    ("ast", 0x2A),
    ("midast", 0x2A),
    ("plus", 0x2B),
    ("comma", 0x2C),
    ("period", 0x2E),
    ("sol", 0x2F),
    ("colon", 0x3A),
    ("semi", 0x3B),
    ("equals", 0x3D),
    ("quest", 0x3F),
    ("commat", 0x40),
    ("lsqb", 0x5B),
    ("lbrack", 0x5B),
    ("bsol", 0x5C),
    ("rsqb", 0x5D),
    ("rbrack", 0x5D),
    ("Hat", 0x5E),
    ("lowbar", 0x5F),
    ("UnderBar", 0x5F),
    ("grave", 0x60),
    ("DiacriticalGrave", 0x60),
    ("lcub", 0x7B),
    ("lbrace", 0x7B),
    ("verbar", 0x7C),
    ("vert", 0x7C),
    ("VerticalLine", 0x7C),
    ("rcub", 0x7D),
    ("rbrace", 0x7D),
    ("hyphen", 0x2010),
    ("dash", 0x2010),
];

/// The letters from U+00C0 on, in their order.
const LATIN: [&str; 64] = [
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];
