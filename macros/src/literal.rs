//! String literals, from source text to value.

/// Returns the value of a string literal, plain or raw, as in the source text.
///
/// # Errors
///
/// When the text is anything else: a number, a byte string, a name.
pub(crate) fn value(text: &str) -> Result<String, String> {
    raw(text)
        .or_else(|| plain(text))
        .ok_or_else(|| format!("expected a string literal, found `{text}`"))
}

fn raw(text: &str) -> Option<String> {
    let fenced = text.strip_prefix('r')?;
    let body = fenced.trim_start_matches('#');
    let hashes = &fenced[..fenced.len() - body.len()];
    let body = body.strip_suffix(hashes)?.strip_prefix('"')?.strip_suffix('"')?;
    Some(body.to_owned())
}

fn plain(text: &str) -> Option<String> {
    let body = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::with_capacity(body.len());
    let mut chars = body.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            value.push(char);
            continue;
        }
        match chars.next()? {
            'n' => value.push('\n'),
            'r' => value.push('\r'),
            't' => value.push('\t'),
            '0' => value.push('\0'),
            quoted @ ('\\' | '"' | '\'') => value.push(quoted),
            'x' => value.push(code(&chars.by_ref().take(2).collect::<String>())?),
            'u' => {
                let digits = chars.by_ref().skip(1).take_while(|char| *char != '}');
                value.push(code(&digits.filter(|char| *char != '_').collect::<String>())?);
            }
            // A line that ends in a backslash goes on at the next word.
            '\n' => {
                let rest = chars.as_str().trim_start_matches([' ', '\n', '\r', '\t']);
                chars = rest.chars();
            }
            _ => return None,
        }
    }
    Some(value)
}

fn code(digits: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests;
