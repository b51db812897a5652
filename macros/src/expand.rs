//! The expansions.
//!
//! All names in them are absolute, or `__include`, which each has in scope.

use std::fmt::Write;
use std::path::PathBuf;

use include_components_pack::Pack;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Error, Ident, LitStr, Result};

use crate::constants::constants;
use crate::load::{self, Route, Set};
use crate::nearest::nearest;
use crate::parse::{Component, IncludeComponents, Module};

/// Expands to an expression of type `&'static Components`, or to a module.
///
/// `out_dir` is the environment variable OUT_DIR, absent if it is not set.
///
/// # Errors
///
/// When the input is not what the macro accepts, or when there is no such set.
pub(crate) fn include_components(
    input: TokenStream,
    out_dir: Option<PathBuf>,
) -> Result<TokenStream> {
    let IncludeComponents { krate, module, set: name } = syn::parse2(input)?;
    let set = load::set(out_dir, &name.value()).map_err(at(&name));
    let Some(Module { attributes, visibility, keyword, name: module }) = module else {
        return set.map(|set| expression(&krate, &set));
    };
    // An error is in the module, so that `#[cfg]` on the module is on it too.
    let items = set.and_then(|set| {
        let index = set.index().map_err(at(&name))?;
        let constants = constants(&set, set.pack(&index)).map_err(at(&name))?;
        Ok(items(&krate, &set, &constants.parse::<TokenStream>()?))
    });
    let items = items.unwrap_or_else(Error::into_compile_error);
    let doc = format!("The components of the set `{}`, embedded.", name.value());
    Ok(quote! {
        #(#attributes)*
        #[doc = ""]
        #[doc = #doc]
        #visibility #keyword #module { #items }
    })
}

/// Expands to an expression of type `Component`.
///
/// `out_dir` is the environment variable OUT_DIR, absent if it is not set.
///
/// # Errors
///
/// When the input is not what the macro accepts, when there is no such set, or
/// when the path is not in it.
pub(crate) fn component(input: TokenStream, out_dir: Option<PathBuf>) -> Result<TokenStream> {
    let Component { krate, path, set: name } = syn::parse2(input)?;
    let set = load::set(out_dir, &name.value()).map_err(at(&name))?;
    let index = set.index().map_err(at(&name))?;
    let pack = set.pack(&index);
    let Some(index) = pack.find(&path.value()) else {
        let message = no_such_component(&set.name, pack, &path.value());
        return Err(Error::new(path.span(), message));
    };
    let source = source(&krate, &set);
    Ok(quote! {{ #source __include::component(__pack, #index) }})
}

fn at(literal: &LitStr) -> impl Fn(String) -> Error {
    let span = literal.span();
    move |message| Error::new(span, message)
}

fn expression(krate: &Ident, set: &Set) -> TokenStream {
    let source = source(krate, set);
    quote! {{
        #source
        static COMPONENTS: __include::Components = __include::components(__pack);
        &COMPONENTS
    }}
}

/// Returns the items of a module: the set, its constants and inner modules.
fn items(krate: &Ident, set: &Set, constants: &TokenStream) -> TokenStream {
    let source = source(krate, set);
    let doc = format!("All components of the set `{}`, in byte order of their paths.", set.name);
    quote! {
        #source
        #[doc = #doc]
        pub static COMPONENTS: __include::Components = __include::components(__pack);
        #constants
    }
}

/// Returns what all expansions begin with: `__include`, and the function
/// `__pack` with the pack behind it.
fn source(krate: &Ident, set: &Set) -> TokenStream {
    let Set { file, offset, layout, route, .. } = set;
    let len = Literal::u64_unsuffixed(layout.pack_len());
    let raw = layout.to_raw();
    let (items, bytes) = match route {
        Route::Include => (quote!(), quote!(::core::include_bytes!(#file))),
        // Linked, the bytes never enter rustc. Miri links nothing, so there
        // they are cut out of the library.
        Route::Link { library, symbol } => {
            let offset = Literal::u64_unsuffixed(*offset);
            let items = quote! {
                #[cfg(not(miri))]
                #[link(name = #library, kind = "static", modifiers = "-bundle")]
                unsafe extern "C" {
                    #[link_name = #symbol]
                    safe static BYTES: [::core::primitive::u8; #len];
                }
                #[cfg(miri)]
                static BYTES: [::core::primitive::u8; #len] =
                    *__include::part(::core::include_bytes!(#file), #offset);
            };
            (items, quote!(&BYTES))
        }
    };
    quote! {
        use #krate::__private as __include;
        #[inline]
        fn __pack() -> __include::Pack<'static> {
            #items
            __include::pack::<#len>(#bytes, [#(#raw),*])
        }
    }
}

fn no_such_component(set: &str, pack: Pack<'_>, path: &str) -> String {
    if pack.is_empty() {
        return format!("no component `{path}`: the set `{set}` is empty");
    }
    let paths = (0..pack.len()).filter_map(|index| pack.entry(index)?.path());
    let mut message = format!("no component `{path}` in the set `{set}`; the nearest are");
    for path in nearest(path, paths, 3) {
        let _ = write!(message, "\n    {path}");
    }
    message
}

#[cfg(test)]
mod tests;
