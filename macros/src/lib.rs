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
mod missing;
mod name;
mod parse;
mod roots;
mod select;

use std::path::PathBuf;

use proc_macro::TokenStream;
use syn::Error;

/// Expands what is given to `include_components!`, after a name of the crate.
#[proc_macro]
pub fn include_components(input: TokenStream) -> TokenStream {
    let expansion = expand::include_components(input.into(), &CargoEnv::read());
    expansion.unwrap_or_else(Error::into_compile_error).into()
}

/// Expands what is given to `component!`, after a name of the crate.
#[proc_macro]
pub fn component(input: TokenStream) -> TokenStream {
    let expansion = expand::component(input.into(), &CargoEnv::read());
    expansion.unwrap_or_else(Error::into_compile_error).into()
}

/// What cargo tells rustc; absent if it is not set.
#[derive(Clone, Debug, Default)]
struct CargoEnv {
    out_dir: Option<PathBuf>,
    /// `CARGO_MANIFEST_DIR`.
    package_dir: Option<PathBuf>,
}

impl CargoEnv {
    fn read() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the only use: cargo tells these in no other way"
        )]
        let path = |name| std::env::var_os(name).map(PathBuf::from);
        CargoEnv { out_dir: path("OUT_DIR"), package_dir: path("CARGO_MANIFEST_DIR") }
    }
}
