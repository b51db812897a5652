//! Path data, written shorter and not changed.

/// Writes path data (SVG 2, 9.3.9) with the shortest separators and numbers.
///
/// No number is rounded: `+0.50` becomes `.5`. `None` if it does not keep to
/// the grammar; programs then draw what is before the fault, and not all draw
/// the same.
pub(super) fn shorten(data: &str) -> Option<String> {
    let mut out = String::with_capacity(data.len());
    let (mut command, mut nth) = (None, 0);
    // Whether a number was written last, and whether a dot may follow it.
    let (mut after_number, mut dot_ends) = (false, false);
    let mut rest = data.trim_matches(is_space);
    while let Some(byte) = rest.bytes().next() {
        if byte.is_ascii_alphabetic() {
            if !b"MmZzLlHhVvCcSsQqTtAa".contains(&byte) {
                return None;
            }
            out.push(byte as char);
            (command, nth, after_number) = (Some(byte), 0, false);
            rest = rest[1..].trim_start_matches(is_space);
            continue;
        }
        let is_arc = matches!(command?, b'A' | b'a');
        let is_flag = is_arc && matches!(nth % 7, 3 | 4);
        let len = if is_flag { usize::from(matches!(byte, b'0' | b'1')) } else { number(rest)? };
        let (text, after) = rest.split_at_checked(len).filter(|(text, _)| !text.is_empty())?;
        let text = if is_flag { text.to_owned() } else { short(text) };
        let joined = text.starts_with('-') || (dot_ends && text.starts_with('.'));
        if after_number && !joined {
            out.push(' ');
        }
        out.push_str(&text);
        (after_number, dot_ends, nth) = (true, text.contains(['.', 'e', 'E']), nth + 1);
        let spaced = after.trim_start_matches(is_space);
        rest = match spaced.strip_prefix(',') {
            // A comma is between two numbers.
            Some(more) => {
                let more = more.trim_start_matches(is_space);
                if !more.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
                    return None;
                }
                more
            }
            None => spaced,
        };
    }
    Some(out)
}

/// White space as SVG has it.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C')
}

/// Returns the length of the number that a text begins with.
fn number(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes[0], b'+' | b'-'));
    let whole = digits(sign);
    let mut end = sign + whole;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if fraction == 0 {
            return None;
        }
        end += 1 + fraction;
    } else if whole == 0 {
        return None;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        match digits((end + 1 + sign).min(bytes.len())) {
            0 => return None,
            exponent => end += 1 + sign + exponent,
        }
    }
    Some(end)
}

/// Writes a number without the zeros that say nothing.
fn short(text: &str) -> String {
    let split = text.find(['e', 'E']).unwrap_or(text.len());
    let (mantissa, exponent) = text.split_at(split);
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = whole.trim_start_matches(['+', '-']).trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    match (whole, fraction) {
        ("", "") => "0".to_owned(),
        (_, "") => format!("{sign}{whole}{exponent}"),
        _ => format!("{sign}{whole}.{fraction}{exponent}"),
    }
}

#[cfg(test)]
mod tests;
