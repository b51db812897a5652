//! Depfiles: what a compiler read, as a rule of a Makefile.
//!
//! The syntax is that which GCC's `-MD` and Clang write and Ninja reads: lines
//! of `target …: dependency …`, continued by a backslash at the end; `$$` is a
//! dollar, `\ ` a space and `\#` a number sign in a name, and 2n or 2n + 1
//! backslashes before one of these are n; `#` begins a comment. Any other
//! backslash is a part of the name.

use crate::base::error::BoxError;

/// Returns the dependencies of all rules, each once, in their order.
pub(super) fn parse(text: &str) -> Result<Vec<String>, BoxError> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text.trim_start_matches('\u{FEFF}');
    let mut in_targets = true;
    let mut has_targets = false;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = continued(rest) {
            rest = after;
        } else if c == '\n' || c == '\r' {
            if in_targets && has_targets {
                return Err("the depfile has a line without `:`".into());
            }
            (in_targets, has_targets) = (true, false);
            rest = &rest[1..];
        } else if c == ' ' || c == '\t' {
            rest = &rest[1..];
        } else if c == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if c == ':' && in_targets {
            in_targets = false;
            // Of a double-colon rule.
            rest = rest[1..].trim_start_matches(':');
        } else {
            let (name, after) = name(rest, in_targets);
            rest = after;
            match in_targets {
                true => has_targets = true,
                false if !found.contains(&name) => found.push(name),
                false => {}
            }
        }
    }
    match in_targets && has_targets {
        true => Err("the depfile ends in the middle of a rule".into()),
        false => Ok(found),
    }
}

/// Returns what follows a backslash at the end of a line.
fn continued(text: &str) -> Option<&str> {
    let after = text.strip_prefix('\\')?;
    after.strip_prefix('\n').or_else(|| after.strip_prefix("\r\n"))
}

/// Takes a name from the beginning of a text, and returns what follows.
///
/// A target ends at a colon, unless that is of a drive, as in `C:\`.
fn name(text: &str, is_target: bool) -> (String, &str) {
    let mut name = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match c {
            ' ' | '\t' | '\n' | '\r' | '#' => break,
            ':' if is_target && !is_drive(&name, rest) => break,
            '\\' => {
                if continued(rest).is_some() {
                    break;
                }
                let after = rest.trim_start_matches('\\');
                let count = rest.len() - after.len();
                if continued(&rest[count - 1..]).is_some() {
                    // All but the last, which continues the line.
                    name.push_str(&rest[..count - 1]);
                    rest = &rest[count - 1..];
                } else if after.starts_with([' ', '\t', '#']) {
                    name.push_str(&rest[..count / 2]);
                    if count % 2 == 0 {
                        rest = after;
                        break;
                    }
                    name.push_str(&after[..1]);
                    rest = &after[1..];
                } else if is_target && after.starts_with(':') && count == 1 && !ends(&after[1..]) {
                    name.push(':');
                    rest = &after[1..];
                } else {
                    name.push_str(&rest[..count]);
                    rest = after;
                }
            }
            '$' if rest.starts_with("$$") => {
                name.push('$');
                rest = &rest[2..];
            }
            c => {
                name.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    (name, rest)
}

/// Whether a colon belongs to a name that is the letter of a drive so far.
fn is_drive(name: &str, rest: &str) -> bool {
    let is_letter = name.len() == 1 && name.as_bytes()[0].is_ascii_alphabetic();
    cfg!(windows) && is_letter && rest[1..].starts_with(['\\', '/'])
}

/// Whether a name is at its end.
fn ends(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r'])
}

#[cfg(test)]
mod tests;
