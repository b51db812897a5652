//! Room for parsers that recurse: a large stack, and a bound to what is nested.
//!
//! A stack that overflows ends the process, and nothing can catch it. So what
//! a recursive parser would recurse into is estimated first.

use std::panic::resume_unwind;
use std::thread;

use crate::BoxError;

use crate::SourceError;

/// How many levels a source may have, and how many of them may be brackets.
///
/// Nobody writes more than some dozen brackets in one another. The time that
/// the parsers take grows with the square of the depth: at these bounds it is a
/// few seconds.
const MAX_DEPTH: usize = 3000;
const MAX_BRACKETS: usize = 1000;

/// The stack for that many levels, in bytes. What is not used of it is address
/// space only. The tests of the compilers pass with half of it.
const STACK: usize = 512 << 20;

/// Runs a compiler on a thread with a large stack, unless `text` is nested so
/// deeply that this would not do.
pub(super) fn run<R: Send>(text: &str, f: impl FnOnce() -> R + Send) -> Result<R, BoxError> {
    check(text)?;
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, f);
        let thread = thread.map_err(|error| format!("cannot start a thread: {error}"))?;
        thread.join().or_else(|panic| resume_unwind(panic))
    })
}

/// Refuses what is nested too deeply, also where a compiler reads it later.
pub(super) fn check(text: &str) -> Result<(), SourceError> {
    let Some(offset) = too_deep(text.as_bytes()) else { return Ok(()) };
    let message = format!(
        "this is nested too deeply: there may be {MAX_BRACKETS} brackets in one another, \
         or a chain of {MAX_DEPTH} operators"
    );
    Err(SourceError::new(text.as_bytes(), offset, message))
}

/// Returns where a source has more levels than it may have.
///
/// A level is a bracket that is open, or an operator in the same statement:
/// the tree of `a+a+a` is as deep as it is long. This knows as much of the
/// lexical rules of JavaScript, CSS and Sass as it takes to see no levels in
/// strings, comments, regular expressions and unquoted URLs. It is an estimate:
/// what is no valid source may get past it.
fn too_deep(text: &[u8]) -> Option<usize> {
    let mut levels = vec![Level::default()];
    let (mut depth, mut at) = (0, 0);
    // The last byte that is no white space, and whether a line ended after it.
    let (mut last, mut line_ended) = (b';', false);
    while let Some(&byte) = text.get(at) {
        if let Some(end) = skipped(text, at, last) {
            (last, at) = (b'"', end);
            continue;
        }
        let level = levels.last_mut()?;
        if line_ended && !byte.is_ascii_whitespace() {
            line_ended = false;
            if !is_operator(byte) {
                depth -= std::mem::take(&mut level.chain);
            }
        }
        let mut next = at + 1;
        match byte {
            b'\n' => line_ended = !is_operator(last),
            b'(' | b'[' | b'{' => {
                // `f()()` and `a[0][0]` are chains, too.
                let is_link = matches!(last, b')' | b']');
                level.chain += usize::from(is_link);
                depth += 1 + usize::from(is_link);
                levels.push(Level { open: byte, ..Level::default() });
            }
            b')' | b']' | b'}' => {
                let open = if byte == b')' { b'(' } else { byte - 2 };
                if let Some(nth) = levels.iter().rposition(|it| it.open == open) {
                    for level in levels.drain(nth..) {
                        depth -= 1 + level.chain + level.elses;
                    }
                    if byte == b'}' {
                        depth -= std::mem::take(&mut levels.last_mut()?.chain);
                    }
                }
            }
            b';' | b',' => depth -= std::mem::take(&mut level.chain),
            b'.' if text.get(next).is_some_and(u8::is_ascii_digit) => {}
            _ if is_operator(byte) => {
                level.chain += 1;
                depth += 1;
            }
            _ if is_word(byte) => {
                next = at + text[at..].iter().take_while(|byte| is_word(**byte)).count();
                let word = &text[at..next];
                let is_else = word == b"else";
                let is_operator = OPERATORS.contains(&word);
                level.elses += usize::from(is_else);
                level.chain += usize::from(is_operator);
                depth += usize::from(is_else || is_operator);
            }
            _ => {}
        }
        if depth > MAX_DEPTH || levels.len() > MAX_BRACKETS {
            return Some(at);
        }
        if !byte.is_ascii_whitespace() {
            last = text[next - 1];
        }
        at = next;
    }
    None
}

/// What is within one bracket.
#[derive(Debug, Default)]
struct Level {
    open: u8,
    /// The operators of the current statement.
    chain: usize,
    /// The `else`s of all statements: `;` is within their chain.
    elses: usize,
}

/// The words that an expression or a statement can be nested with.
const OPERATORS: [&[u8]; 16] = [
    b"and",
    b"await",
    b"delete",
    b"do",
    b"extends",
    b"for",
    b"if",
    b"in",
    b"instanceof",
    b"new",
    b"not",
    b"or",
    b"typeof",
    b"void",
    b"while",
    b"yield",
];

fn is_operator(byte: u8) -> bool {
    b"+-*/%&|^!~<>=?:.".contains(&byte)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// Returns the end of a string, comment, regular expression or unquoted URL
/// that begins at an offset; what has no end is none.
fn skipped(text: &[u8], at: usize, last: u8) -> Option<usize> {
    let rest = &text[at..];
    let end = match rest[0] {
        b'\\' => 2,
        quote @ (b'"' | b'\'') => 1 + closing(&rest[1..], quote, Some(b'\n'))?,
        b'`' => 1 + closing(&rest[1..], b'`', None)?,
        b'/' if rest.starts_with(b"/*") => 4 + rest[2..].windows(2).position(|two| two == b"*/")?,
        b'/' if rest.starts_with(b"//") => rest.iter().position(|byte| *byte == b'\n')?,
        b'/' if b"(,=:[!&|?{};+-*%~^<>".contains(&last) => {
            1 + closing(&rest[1..], b'/', Some(b'\n'))?
        }
        b'u' if rest.starts_with(b"url(") && !matches!(rest.get(4), Some(b'"' | b'\'')) => {
            4 + closing(&rest[4..], b')', Some(b'\n'))?
        }
        _ => return None,
    };
    Some((at + end).min(text.len()))
}

/// Returns the length up to and with the first such byte that is not escaped,
/// if it comes before `stop`; in a regular expression also not in a class.
fn closing(text: &[u8], close: u8, stop: Option<u8>) -> Option<usize> {
    let (mut at, mut in_class) = (0, false);
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' => at += 1,
            _ if Some(byte) == stop => return None,
            b'[' if close == b'/' => in_class = true,
            b']' if close == b'/' => in_class = false,
            _ if byte == close && !in_class => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests;
