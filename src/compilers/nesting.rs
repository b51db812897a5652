//! Room for parsers that recurse: a large stack, and a bound to what is nested.
//!
//! A stack that overflows ends the process, and nothing can catch it. So the
//! brackets that a recursive parser would recurse into are counted first.

use std::panic::resume_unwind;
use std::thread;

use crate::BoxError;
use crate::SourceError;

/// How many brackets may be in one another: nobody writes more than some dozen.
const MAX_BRACKETS: usize = 1000;

/// The stack for that many, in bytes, of which the unused part is address space
/// only. The tests of the compilers pass with half of it.
const STACK: usize = 512 << 20;

/// Runs a compiler on a thread with a large stack, unless `text` is nested so
/// deeply that this would not do.
pub(crate) fn run<R: Send>(text: &str, f: impl FnOnce() -> R + Send) -> Result<R, BoxError> {
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
    let message =
        format!("this is nested too deeply: there may be {MAX_BRACKETS} brackets in one another");
    Err(SourceError::new(text.as_bytes(), offset, message))
}

/// Returns where a source has more open brackets than it may have.
///
/// CSS, Sass and JavaScript are counted alike, with no look at their grammar, so
/// the count must never be too high. A bracket that may be in a string, a template
/// or a comment opens nothing, but closes what it can. A bracket that closes also
/// closes what was opened in it and left open; if nothing was, something was
/// misread before, and all is forgotten. That is how a quote or a bracket in a
/// regular expression does no harm.
fn too_deep(text: &[u8]) -> Option<usize> {
    let mut open = Vec::new();
    // What ends the string or comment that this is in, if it is in one.
    let mut quoted: Option<&[u8]> = None;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let rest = &text[at..];
        let mut len = 1;
        match (byte, quoted) {
            (b'\\', _) => len = 2,
            (b')' | b']' | b'}', _) => {
                let closed = open.iter().rposition(|it| *it == byte);
                open.truncate(closed.unwrap_or(0));
            }
            (_, Some(end)) if rest.starts_with(end) => (len, quoted) = (end.len(), None),
            // No string of one line is longer than that, whatever began it.
            (b'\n', Some(b"'" | b"\"")) => quoted = None,
            (_, Some(_)) => {}
            (b'\'' | b'"' | b'`', None) => quoted = Some(&rest[..1]),
            (b'/', None) if rest.starts_with(b"/*") => {
                len = 2;
                quoted = Some(b"*/");
            }
            (b'/', None) if rest.starts_with(b"//") => quoted = Some(b"\n"),
            (b'(', None) => open.push(b')'),
            // `[` and `]`, `{` and `}` are two apart.
            (b'[' | b'{', None) => open.push(byte + 2),
            _ => {}
        }
        if open.len() > MAX_BRACKETS {
            return Some(at);
        }
        at += len;
    }
    None
}

#[cfg(test)]
mod tests;
