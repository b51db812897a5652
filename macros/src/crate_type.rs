//! What kind of crate rustc makes, as its arguments say.

use std::fs;
use std::sync::OnceLock;

/// Whether rustc makes a static library for programs that it does not link.
///
/// Then it leaves out the libraries that it was told to link without bundling them.
/// `false` where no code is made, as in `cargo check`, and in rust-analyzer, which
/// has other arguments.
pub(crate) fn is_staticlib() -> bool {
    static IS_STATICLIB: OnceLock<bool> = OnceLock::new();
    *IS_STATICLIB.get_or_init(|| makes_staticlib(&expanded(std::env::args_os().filter_map(text))))
}

/// Whether these are the arguments of a rustc that makes a static library.
///
/// Cargo says all kinds of a crate in one call, and never leaves it to the attribute
/// `crate_type`.
fn makes_staticlib(args: &[String]) -> bool {
    let has = |name: &str, value: &str| {
        let mut previous = "";
        args.iter().any(|arg| {
            let given = match previous == name {
                true => Some(arg.as_str()),
                false => arg.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')),
            };
            previous = arg;
            // A kind may have a file name: `link=PATH`.
            let is_it = |item: &str| item.split('=').next() == Some(value);
            given.is_some_and(|list| list.split(',').any(is_it))
        })
    };
    let says_what_to_emit = args.iter().any(|arg| arg == "--emit" || arg.starts_with("--emit="));
    has("--crate-type", "staticlib") && (!says_what_to_emit || has("--emit", "link"))
}

/// Puts the lines of an argument file, `@PATH`, in its place, as rustc does: cargo
/// writes one where the system refuses so many arguments.
fn expanded(args: impl Iterator<Item = String>) -> Vec<String> {
    let mut all = Vec::new();
    for arg in args {
        match arg.strip_prefix('@').and_then(|path| fs::read_to_string(path).ok()) {
            Some(text) => all.extend(text.lines().map(str::to_owned)),
            None => all.push(arg),
        }
    }
    all
}

fn text(arg: std::ffi::OsString) -> Option<String> {
    arg.into_string().ok()
}

#[cfg(test)]
mod tests;
