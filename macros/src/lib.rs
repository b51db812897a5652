//! The procedural macros of `include-components`, which documents them.
//!
//! This file is a shell: everything else is plain functions over the tokens of
//! proc-macro2, which a unit test can call. What users write comes through a
//! `macro_rules!` of `include-components`, which puts `$crate` before it: so
//! the expansions find that crate, whatever its users call it.
#![forbid(unsafe_code)]

mod constants;
mod crate_type;
mod expand;
#[cfg(test)]
mod fixture;
mod load;
mod name;
mod nearest;
mod parse;

use std::path::PathBuf;

use proc_macro::TokenStream;
use syn::Error;

/// Expands what is given to `include_components!`, after a name of the crate.
#[proc_macro]
pub fn include_components(input: TokenStream) -> TokenStream {
    let expansion = expand::include_components(input.into(), out_dir());
    expansion.unwrap_or_else(Error::into_compile_error).into()
}

/// Expands what is given to `component!`, after a name of the crate.
#[proc_macro]
pub fn component(input: TokenStream) -> TokenStream {
    let expansion = expand::component(input.into(), out_dir());
    expansion.unwrap_or_else(Error::into_compile_error).into()
}

fn out_dir() -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only use: cargo tells OUT_DIR in no other way"
    )]
    std::env::var_os("OUT_DIR").map(PathBuf::from)
}
