//! Range requests (RFC 9110, section 14).

use std::ops::RangeInclusive;

use http::HeaderMap;
use http::header::RANGE;

/// The part of a representation that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// All of it: there is no `Range`, or one that may be ignored, as are several
    /// ranges, other units and what is malformed.
    Whole,
    /// The bytes from the first to the last, both inside of it.
    Part(RangeInclusive<u64>),
    /// Nothing that it has: 416.
    Unsatisfiable,
}

/// Reads `Range`, for a representation of `len` bytes.
pub(crate) fn read(headers: &HeaderMap, len: u64) -> Asked {
    let mut lines = headers.get_all(RANGE).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else { return Asked::Whole };
    match only_spec(line.as_bytes()) {
        Some(spec) => spec.within(len),
        None => Asked::Whole,
    }
}

/// One range as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spec {
    /// From the first to the last byte, or to the end.
    From(u64, Option<u64>),
    /// So many bytes at the end.
    Last(u64),
}

impl Spec {
    fn within(self, len: u64) -> Asked {
        match self {
            Spec::From(first, _) if first >= len => Asked::Unsatisfiable,
            Spec::From(first, last) => {
                Asked::Part(first..=last.map_or(len - 1, |last| last.min(len - 1)))
            }
            Spec::Last(0) => Asked::Unsatisfiable,
            // It can be satisfied, but `Content-Range` cannot say so.
            Spec::Last(_) if len == 0 => Asked::Whole,
            Spec::Last(count) => Asked::Part(len.saturating_sub(count)..=len - 1),
        }
    }
}

/// Returns the range of a field that has exactly one.
fn only_spec(field: &[u8]) -> Option<Spec> {
    let (unit, set) = field.trim_ascii().split_at_checked(6)?;
    if !unit.eq_ignore_ascii_case(b"bytes=") {
        return None;
    }
    let specs = set.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    // A list may have empty elements (section 5.6.1.2).
    let mut specs = specs.filter(|it| !it.is_empty());
    let (Some(only), None) = (specs.next(), specs.next()) else { return None };
    let dash = only.iter().position(|byte| *byte == b'-')?;
    let (first, last) = (&only[..dash], &only[dash + 1..]);
    match (first.is_empty(), last.is_empty()) {
        (false, true) => Some(Spec::From(number(first)?, None)),
        (true, false) => Some(Spec::Last(number(last)?)),
        (false, false) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Spec::From(first, Some(last)))
        }
        (true, true) => None,
    }
}

/// Reads digits; a number that is too large is the largest.
fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |number, digit| {
        let value = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        Some(number.saturating_mul(10).saturating_add(value))
    })
}

#[cfg(test)]
mod tests;
