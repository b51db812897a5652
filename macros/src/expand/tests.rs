use std::path::Path;

use include_components_pack::Pack;
use proc_macro2::TokenStream;
use syn::{Ident, parse_quote};
use tempfile::TempDir;

use super::{component, expression, include_components, position};
use crate::fixture;
use crate::load::{self, Route, Set};

fn krate() -> Ident {
    parse_quote!(krate)
}

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap()
}

/// Returns an OUT_DIR with the set `ui` of some components.
fn out_dir(paths: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fixture::include(dir.path(), "ui", paths);
    dir
}

fn load(dir: &TempDir) -> Set {
    load::set(Some(dir.path().to_owned()), "ui").unwrap()
}

fn expand(
    expansion: fn(TokenStream, Option<std::path::PathBuf>) -> syn::Result<TokenStream>,
    input: &str,
    dir: &Path,
) -> Result<String, String> {
    let expansion = expansion(tokens(input), Some(dir.to_owned()));
    expansion.map(|it| it.to_string()).map_err(|error| error.to_string())
}

/// What every expansion has, of a set by the include route.
fn source(set: &Set) -> String {
    let (len, raw) = (set.layout.pack_len(), set.layout.to_raw());
    let raw = raw.map(|number| format!("{number}u64")).join(", ");
    format!(
        "#[inline] fn __pack() -> krate::__private::Pack<'static> {{ \
         krate::__private::pack::<{len}>(::core::include_bytes!({:?}), [{raw}]) }}",
        set.file
    )
}
