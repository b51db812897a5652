//! CSS, cut into tokens as CSS Syntax 3 says, each with its text as it is written.
//!
//! Where references are looked for, too, a sheet may have faults, so that goes through
//! it by [`next`].

#[cfg(feature = "css")]
use crate::SourceError;

/// A token, and what is written for it.
#[cfg(feature = "css")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Space,
    Comment,
    /// An identifier, or one after `#`.
    Word,
    /// An identifier after `@`.
    At,
    /// A number with its unit.
    Number,
    String,
    /// `url(…)` without quotes.
    Url,
    /// What opens a block or an argument list; a function's name is part of it.
    Open,
    Close,
    /// `<!--` and `-->`, which mean nothing between rules.
    Markup,
    Other,
}

/// Cuts a style sheet into tokens.
///
/// # Errors
///
/// Fails if a bracket, a string or a comment is not closed, or closes nothing:
/// browsers close or skip it somewhere, which is seldom what was meant.
#[cfg(feature = "css")]
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, SourceError> {
    let bytes = text.as_bytes();
    let fault = |at: usize, what: String| SourceError::new(bytes, at, what);
    let mut tokens = Vec::with_capacity(text.len() / 3);
    let mut open: Vec<u8> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, len) = next(&bytes[at..]).map_err(|it| match it {
            Fault::End(Kind::Comment) => {
                fault(text.len(), "the file ends within a comment".to_owned())
            }
            Fault::End(Kind::String) => fault(at, "the file ends within this string".to_owned()),
            Fault::End(_) => {
                fault(text.len(), "the file ends within a block, in `url(`".to_owned())
            }
            Fault::Line(_) => fault(at, "the line ends within this string".to_owned()),
            Fault::Backslash => fault(at, "this backslash escapes nothing".to_owned()),
        })?;
        let token = Token { kind, text: &text[at..at + len] };
        match kind {
            Kind::Open => open.push(bytes[at + len - 1]),
            Kind::Close => {
                // `[` and `]`, `{` and `}` are two apart, `(` and `)` one.
                let pair = |open: u8| bytes[at].wrapping_sub(open);
                match open.pop().map(|it| (it, pair(it))) {
                    Some((_, 1 | 2)) => {}
                    Some((it, _)) => {
                        let what = format!("`{}` within an open `{}`", token.text, it as char);
                        return Err(fault(at, what));
                    }
                    None => return Err(fault(at, format!("`{}` closes nothing", token.text))),
                }
            }
            _ => {}
        }
        tokens.push(token);
        at += len;
    }
    match open.is_empty() {
        true => Ok(tokens),
        false => Err(fault(text.len(), "the file ends within a block".to_owned())),
    }
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The file ends within one of this kind: browsers end it there.
    End(Kind),
    /// The line ends within a string, after so many bytes: browsers skip those.
    Line(usize),
    /// A backslash that escapes nothing.
    Backslash,
}

/// Returns the kind and the length of the token that `rest`, which is not empty,
/// begins with.
pub(crate) fn next(rest: &[u8]) -> Result<(Kind, usize), Fault> {
    let byte = rest[0];
    let of = |kind| Ok((kind, 1));
    if is_space(byte) {
        return Ok((Kind::Space, rest.iter().take_while(|it| is_space(**it)).count()));
    }
    if let Some(len) = number(rest) {
        let unit = name_start(&rest[len..]).then(|| name(&rest[len..]));
        let percent = || usize::from(rest.get(len) == Some(&b'%'));
        return Ok((Kind::Number, len + unit.unwrap_or_else(percent)));
    }
    match byte {
        b'/' if rest.starts_with(b"/*") => {
            let end = rest[2..].windows(2).position(|it| it == b"*/");
            let end = end.ok_or(Fault::End(Kind::Comment))?;
            Ok((Kind::Comment, end + 4))
        }
        b'"' | b'\'' => Ok((Kind::String, string(rest)?)),
        b'<' if rest.starts_with(b"<!--") => Ok((Kind::Markup, 4)),
        b'-' if rest.starts_with(b"-->") => Ok((Kind::Markup, 3)),
        b'#' => Ok((Kind::Word, 1 + name(&rest[1..]))),
        b'@' if name_start(&rest[1..]) => Ok((Kind::At, 1 + name(&rest[1..]))),
        b'(' | b'[' | b'{' => of(Kind::Open),
        b')' | b']' | b'}' => of(Kind::Close),
        _ if name_start(rest) => {
            let len = name(rest);
            if rest.get(len) != Some(&b'(') {
                return Ok((Kind::Word, len));
            }
            let arguments = &rest[len + 1..];
            let quoted = arguments.iter().find(|it| !is_space(**it));
            match is(&rest[..len], "url") && !matches!(quoted, Some(b'"' | b'\'')) {
                true => Ok((Kind::Url, len + 1 + url(arguments)?)),
                false => Ok((Kind::Open, len + 1)),
            }
        }
        b'\\' => Err(Fault::Backslash),
        _ => of(Kind::Other),
    }
}

/// Whether a name is this word, in any case and with any escapes.
pub(crate) fn is(name: &[u8], word: &str) -> bool {
    let mut rest = name;
    for wanted in word.bytes() {
        let Some(byte) = rest.first() else { return false };
        let (found, len) = match is_escape(rest) {
            true => (escaped(rest), escape(rest)),
            false => (u32::from(*byte), 1),
        };
        let is_it = u8::try_from(found).is_ok_and(|it| it.eq_ignore_ascii_case(&wanted));
        if !is_it {
            return false;
        }
        rest = rest.get(len..).unwrap_or_default();
    }
    rest.is_empty()
}

/// Returns the code point that an escape of ASCII stands for.
pub(crate) fn escaped(rest: &[u8]) -> u32 {
    let digits = rest[1..].iter().take(6).take_while(|it| it.is_ascii_hexdigit());
    let code =
        digits.clone().fold(0, |code, it| code * 16 + char::from(*it).to_digit(16).unwrap_or(0));
    if digits.count() > 0 { code } else { u32::from(rest[1]) }
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

/// Whether an identifier begins here.
fn name_start(rest: &[u8]) -> bool {
    match rest {
        [b'-', b'-', ..] => true,
        [b'-', more @ ..] => is_letter(more) || is_escape(more),
        _ => is_letter(rest) || is_escape(rest),
    }
}

fn is_letter(rest: &[u8]) -> bool {
    rest.first().is_some_and(|it| it.is_ascii_alphabetic() || *it == b'_' || !it.is_ascii())
}

pub(crate) fn is_escape(rest: &[u8]) -> bool {
    matches!(rest, [b'\\', byte, ..] if !matches!(byte, b'\n' | b'\r' | b'\x0C'))
}

/// Returns the length of a name, which may be empty.
fn name(rest: &[u8]) -> usize {
    let mut len = 0;
    while let Some(byte) = rest.get(len) {
        match byte {
            b'-' | b'0'..=b'9' => len += 1,
            _ if is_letter(&rest[len..]) => len += 1,
            _ if is_escape(&rest[len..]) => len += escape(&rest[len..]),
            _ => break,
        }
    }
    len
}

/// Returns the length of an escape: that of a code point has white space at its end.
pub(crate) fn escape(rest: &[u8]) -> usize {
    let digits = rest[1..].iter().take(6).take_while(|it| it.is_ascii_hexdigit()).count();
    match (digits, &rest[1 + digits..]) {
        (0, _) => 2,
        (_, [b'\r', b'\n', ..]) => 3 + digits,
        (_, [byte, ..]) if is_space(*byte) => 2 + digits,
        _ => 1 + digits,
    }
}

/// Returns the length of the number that begins here, without its unit.
fn number(rest: &[u8]) -> Option<usize> {
    let digits = |at: usize| {
        let rest = rest.get(at..).unwrap_or_default();
        rest.iter().take_while(|it| it.is_ascii_digit()).count()
    };
    let sign = usize::from(matches!(rest[0], b'+' | b'-'));
    let whole = digits(sign);
    let mut len = sign + whole;
    if rest.get(len) == Some(&b'.') && digits(len + 1) > 0 {
        len += 1 + digits(len + 1);
    } else if whole == 0 {
        return None;
    }
    if let Some(b'e' | b'E') = rest.get(len) {
        let sign = usize::from(matches!(rest.get(len + 1), Some(b'+' | b'-')));
        match digits(len + 1 + sign) {
            0 => {}
            exponent => len += 1 + sign + exponent,
        }
    }
    Some(len)
}

fn string(rest: &[u8]) -> Result<usize, Fault> {
    let mut len = 1;
    loop {
        match rest.get(len) {
            None => return Err(Fault::End(Kind::String)),
            Some(b'\n' | b'\r' | b'\x0C') => return Err(Fault::Line(len)),
            Some(b'\\') if rest[len + 1..].starts_with(b"\r\n") => len += 3,
            Some(b'\\') => len += 2,
            Some(byte) if *byte == rest[0] => return Ok(len + 1),
            Some(_) => len += 1,
        }
    }
}

/// Returns the length of the rest of a `url(` without quotes.
fn url(rest: &[u8]) -> Result<usize, Fault> {
    let mut len = 0;
    loop {
        match rest.get(len) {
            None => return Err(Fault::End(Kind::Url)),
            Some(b')') => return Ok(len + 1),
            Some(_) if is_escape(&rest[len..]) => len += escape(&rest[len..]),
            Some(_) => len += 1,
        }
    }
}
