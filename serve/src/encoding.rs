//! The choice of a representation (RFC 9110, section 12.5.3).

use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, HeaderValue};
use include_components::{Encoding, Representation, Representations};

/// A request's quality values of the content codings, in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Accepted {
    br: Option<u16>,
    gzip: Option<u16>,
    zstd: Option<u16>,
    identity: Option<u16>,
    any: Option<u16>,
}

impl Accepted {
    /// Reads all lines of `Accept-Encoding`; an element that is malformed is as if it
    /// were not there.
    pub(crate) fn read<'a>(lines: impl Iterator<Item = &'a HeaderValue>) -> Self {
        let mut accepted = Accepted::default();
        for line in lines {
            for element in line.as_bytes().split(|byte| *byte == b',') {
                accepted.add(element);
            }
        }
        accepted
    }

    fn add(&mut self, element: &[u8]) {
        let (coding, weight) = match element.iter().position(|byte| *byte == b';') {
            Some(at) => (&element[..at], weight(&element[at + 1..])),
            None => (element, Some(1000)),
        };
        let coding = coding.trim_ascii();
        let slot = if coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"x-gzip")
        {
            &mut self.gzip
        } else if coding.eq_ignore_ascii_case(b"br") {
            &mut self.br
        } else if coding.eq_ignore_ascii_case(b"zstd") {
            &mut self.zstd
        } else if coding.eq_ignore_ascii_case(b"identity") {
            &mut self.identity
        } else if coding == b"*" {
            &mut self.any
        } else {
            return;
        };
        *slot = weight.or(*slot);
    }

    /// Returns the quality of a coding; 0 is not acceptable.
    ///
    /// Identity that is not named is acceptable, but less wanted than what is.
    fn quality(self, encoding: Encoding) -> u16 {
        let named = match encoding {
            Encoding::Identity => return self.identity_quality(),
            Encoding::Br => self.br,
            Encoding::Gzip => self.gzip,
            Encoding::Zstd => self.zstd,
            _ => None,
        };
        named.or(self.any).unwrap_or(0).saturating_mul(2)
    }

    fn identity_quality(self) -> u16 {
        match self.identity.or(self.any.filter(|quality| *quality == 0)) {
            Some(quality) => quality.saturating_mul(2),
            None => 1,
        }
    }
}

/// Chooses the representation that is wanted most, and of equals the smallest.
///
/// `None` if the request accepts none.
pub(crate) fn choose(
    mut representations: Representations,
    headers: &HeaderMap,
) -> Option<Representation> {
    let mut lines = headers.get_all(ACCEPT_ENCODING).iter().peekable();
    if lines.peek().is_none() {
        return representations.next();
    }
    let accepted = Accepted::read(lines);
    representations
        .map(|it| (accepted.quality(it.encoding()), it))
        .filter(|(quality, _)| *quality > 0)
        .min_by_key(|(quality, it)| (std::cmp::Reverse(*quality), it.bytes().len()))
        .map(|(_, it)| it)
}

/// Reads a weight, what follows the `;` of an element (section 12.4.2), in thousandths.
pub(crate) fn weight(parameter: &[u8]) -> Option<u16> {
    let value = match parameter.trim_ascii() {
        [b'q' | b'Q', b'=', value @ ..] => value,
        _ => return None,
    };
    let (whole, fraction) = match value {
        [whole @ (b'0' | b'1')] => (whole, &[][..]),
        [whole @ (b'0' | b'1'), b'.', fraction @ ..] if fraction.len() <= 3 => (whole, fraction),
        _ => return None,
    };
    let mut thousandths = u16::from(*whole == b'1');
    for place in 0..3 {
        let digit = fraction.get(place).copied().unwrap_or(b'0');
        if !digit.is_ascii_digit() {
            return None;
        }
        thousandths = thousandths * 10 + u16::from(digit - b'0');
    }
    (thousandths <= 1000).then_some(thousandths)
}

#[cfg(test)]
mod tests;
