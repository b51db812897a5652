//! From the names of files and directories to those of constants and modules.

use unicode_ident::{is_xid_continue, is_xid_start};

/// Returns the name of the constant for a file, from the file's name.
///
/// Upper case; what cannot be in a name is `_`, and one stands before a digit.
/// A name of which nothing else is left begins with `FILE`.
pub(crate) fn constant(file: &str) -> String {
    let name = identifier(file.chars().flat_map(char::to_uppercase));
    if is_blank(&name) { format!("FILE{name}") } else { name }
}

/// Returns the name of the module for a directory, from the directory's name.
///
/// The rules are those of [`constant`], but for lower case and for keywords.
pub(crate) fn module(directory: &str) -> String {
    let name = identifier(directory.chars().flat_map(char::to_lowercase));
    match name.as_str() {
        "self" | "super" | "crate" => format!("{name}_"),
        _ if is_blank(&name) => format!("dir{name}"),
        _ if KEYWORDS.contains(&name.as_str()) => format!("r#{name}"),
        _ => name,
    }
}

/// The keywords of all editions that can be raw identifiers, in lower case.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

fn identifier(chars: impl Iterator<Item = char>) -> String {
    let mut name = String::new();
    for char in chars {
        let char = if is_xid_continue(char) { char } else { '_' };
        if name.is_empty() && char != '_' && !is_xid_start(char) {
            name.push('_');
        }
        name.push(char);
    }
    name
}

fn is_blank(name: &str) -> bool {
    name.chars().all(|char| char == '_')
}

#[cfg(test)]
mod tests;
