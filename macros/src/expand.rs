//! The expansions.
//!
//! All names in them are absolute: they begin with `$crate` or with `::core`.

use std::fmt::Write;
use std::ops::Range;

use include_components_pack::{LinkedAs, Pack, Part};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Error, Ident};

use crate::CargoEnv;
use crate::constants::{constants, tokenize};
use crate::crate_type::is_staticlib;
use crate::load::{self, Set};
use crate::missing;
use crate::parse::{Caller, ComponentInput, IncludeComponentsInput, Module};

/// Expands to an expression of type `&'static Components`, or to a module.
///
/// # Errors
///
/// When the input is not what the macro accepts, and when an expression's set
/// cannot be loaded.
pub(crate) fn include_components(input: TokenStream, env: &CargoEnv) -> syn::Result<TokenStream> {
    let IncludeComponentsInput { caller, module, set: name } = syn::parse2(input)?;
    let at_name = |message| Error::new(name.span(), message);
    let set = load::set(env, &caller, &name.value()).map_err(at_name);
    let Some(Module { attributes, visibility, keyword, name: module }) = module else {
        return expression(&caller, &set?).map_err(at_name);
    };
    // An error stands in the module, so that a `#[cfg]` on the module is on it.
    let items = set.and_then(|set| items(&caller, &set).map_err(at_name));
    let items = items.unwrap_or_else(Error::into_compile_error);
    let doc = format!("The components of the set `{}`, embedded.", name.value());
    Ok(quote! {
        #attributes
        #[doc = ""]
        #[doc = #doc]
        #visibility #keyword #module { #items }
    })
}

/// Expands to an expression of type `Component`.
///
/// # Errors
///
/// When the input is not what the macro accepts, when the set cannot be loaded,
/// or when the path is not in it; the message says why, and lists the nearest paths.
pub(crate) fn component(input: TokenStream, env: &CargoEnv) -> syn::Result<TokenStream> {
    let ComponentInput { caller, path, set: name } = syn::parse2(input)?;
    let at_name = |message| Error::new(name.span(), message);
    let set = load::set(env, &caller, &name.value()).map_err(at_name)?;
    let index = set.index().map_err(at_name)?;
    let pack = set.pack(&index);
    let wanted = path.value();
    let position = pack.find(&wanted).ok_or_else(|| {
        Error::new(path.span(), missing::message(&set, pack, &wanted, env.package_dir.as_deref()))
    })?;
    let source = source(&caller, &set, parts_of(pack, position)).map_err(at_name)?;
    let krate = &caller.krate;
    Ok(quote! {{ #source #krate::__private::component(__pack, #position) }})
}

fn expression(caller: &Caller, set: &Set) -> Result<TokenStream, String> {
    let source = source(caller, set, all_parts(set))?;
    let krate = &caller.krate;
    Ok(quote! {{
        #source
        static COMPONENTS: #krate::Components = #krate::__private::components(__pack);
        &COMPONENTS
    }})
}

/// Returns the items of a module: the set, its constants and inner modules.
fn items(caller: &Caller, set: &Set) -> Result<TokenStream, String> {
    let index = set.index()?;
    let constants = constants(set, set.pack(&index))?;
    let source = source(caller, set, all_parts(set))?;
    let krate = &caller.krate;
    let doc = format!("All components of the set `{}`, in byte order of their paths.", set.name);
    Ok(quote! {
        use #krate::__private as __include;
        #source
        #[doc = #doc]
        pub static COMPONENTS: __include::Components = __include::components(__pack);
        #constants
    })
}

/// Returns the numbers of all parts but the one with the index.
fn all_parts(set: &Set) -> Range<usize> {
    1..set.layout.parts() as usize + 1
}

/// Returns the numbers of the parts that have representations of a component.
///
/// Each costs rustc some 0.05 ms and the linker more, so that one component is
/// not given all.
fn parts_of(pack: Pack<'_>, position: u32) -> Range<usize> {
    let representations = pack.entry(position).into_iter().flat_map(|entry| {
        (0..entry.representations()).filter_map(move |nth| entry.representation(nth))
    });
    let parts = representations.map(|blob| blob.part() as usize).filter(|part| *part > 0);
    let (mut start, mut end) = (usize::MAX, 0);
    for part in parts {
        (start, end) = (start.min(part), end.max(part + 1));
    }
    start.min(end)..end
}

/// How the bytes of a linked set get into the crate.
#[derive(Clone, Copy)]
enum Way {
    /// The linker puts them in: they never enter rustc. Miri links nothing, so there
    /// they are cut out of the library.
    Link,
    /// They are cut out of the library, since a `staticlib` has no other.
    Cut,
}

/// Returns the function `__pack`, which says where the pack is: with it and, of its
/// other parts, those with these numbers.
fn source(caller: &Caller, set: &Set, numbers: Range<usize>) -> Result<TokenStream, String> {
    let way = if is_staticlib() { Way::Cut } else { Way::Link };
    let krate = &caller.krate;
    let pack = pack(way, krate, set, numbers)?;
    if !caller.is_live {
        return Ok(quote! {
            #[inline]
            fn __pack() -> #krate::__private::Pack<'static> { #pack }
        });
    }
    let (out_dir, name) = (set.out_dir().display().to_string(), &set.name);
    let build = set.live_build();
    // A compiler cache must not serve what has the mark of another build.
    let record = (!build.is_empty()).then(|| {
        let path = set.live_record().display().to_string();
        quote! { const _: &[::core::primitive::u8] = ::core::include_bytes!(#path); }
    });
    Ok(quote! {
        fn __pack() -> &'static #krate::__private::Slot {
            #record
            fn embedded() -> #krate::__private::Pack<'static> { #pack }
            static SLOT: #krate::__private::Slot =
                #krate::__private::Slot::new(embedded, #out_dir, #name, #build);
            &SLOT
        }
    })
}

/// Returns the body of a function that returns the pack.
fn pack(way: Way, krate: &Ident, set: &Set, numbers: Range<usize>) -> Result<TokenStream, String> {
    let described = set.described()?;
    let first = described.first();
    let parts = described.parts().skip(numbers.start).take(numbers.len());
    set.check_files([first].into_iter().chain(parts))?;
    let (file, offset) = (set.file(&first), Literal::u64_unsuffixed(first.offset));
    let len = Literal::u64_unsuffixed(set.layout.pack_len());
    let raw = set.layout.to_raw();
    let pack = match first.linked {
        None => quote! {
            #krate::__private::pack::<#len>(::core::include_bytes!(#file), [#(#raw),*])
        },
        Some(LinkedAs { library, symbol }) => {
            let others = described.parts().skip(numbers.start).take(numbers.len());
            let others: Vec<Part<'_>> = others.collect();
            let (statics, with_parts) = match others.is_empty() {
                true => (TokenStream::new(), TokenStream::new()),
                false => (
                    other_parts(way, krate, set, numbers.start as u32, &others)?,
                    quote! { .with_parts(&PARTS) },
                ),
            };
            let cut = quote! {
                static BYTES: [::core::primitive::u8; #len] =
                    *#krate::__private::part(::core::include_bytes!(#file), #offset);
            };
            let bytes = match way {
                Way::Cut => cut,
                Way::Link => quote! {
                    #[cfg(not(miri))]
                    #[link(name = #library, kind = "static", modifiers = "-bundle")]
                    unsafe extern "C" {
                        #[link_name = #symbol]
                        safe static BYTES: [::core::primitive::u8; #len];
                    }
                    #[cfg(miri)]
                    #cut
                },
            };
            quote! {
                #bytes
                #statics
                #krate::__private::pack::<#len>(&BYTES, [#(#raw),*]) #with_parts
            }
        }
    };
    // So that the dep-info of rustc has it. A compiler cache knows by that when a
    // linked set has changed, of which rustc reads nothing else.
    let set_file = set.path().display().to_string();
    Ok(quote! {
        const _: &[::core::primitive::u8] = ::core::include_bytes!(#set_file);
        #pack
    })
}

/// Returns the static `PARTS`, with parts that are like `BYTES`.
///
/// They are made as text, as [constants](crate::constants) are: by `quote!` they
/// would take ten times as long.
fn other_parts(
    way: Way,
    krate: &Ident,
    set: &Set,
    first: u32,
    parts: &[Part<'_>],
) -> Result<TokenStream, String> {
    let (mut links, mut linked, mut cut, mut names) = Default::default();
    let (only_miri, of_miri) = match way {
        Way::Link => ("#[cfg(miri)]", quote! { #[cfg(miri)] }),
        Way::Cut => ("", TokenStream::new()),
    };
    for (nth, part) in (first..).zip(parts) {
        let Some(LinkedAs { library, symbol }) = part.linked else { continue };
        let (file, Part { offset, len, .. }) = (set.file(part), part);
        let declared = format!("static PART_{nth}: [::core::primitive::u8; {len}]");
        push(
            &mut links,
            format_args!("#[link(name = {library:?}, kind = \"static\", modifiers = \"-bundle\")]"),
        );
        push(&mut linked, format_args!("#[link_name = {symbol:?}] safe {declared};"));
        push(
            &mut cut,
            format_args!(
                "{only_miri} {declared} = *__part(::core::include_bytes!({file:?}), {offset});"
            ),
        );
        push(&mut names, format_args!("&PART_{nth},"));
    }
    let linked = match way {
        Way::Link => format!("#[cfg(not(miri))] {links} unsafe extern \"C\" {{ {linked} }}"),
        Way::Cut => String::new(),
    };
    let statics = tokenize(&format!(
        "{linked} {cut} \
         static BYTES_OF_PARTS: [&[::core::primitive::u8]; {}] = [{names}];",
        parts.len()
    ))?;
    Ok(quote! {
        #of_miri
        use #krate::__private::part as __part;
        #statics
        static PARTS: #krate::__private::OtherParts<'static> =
            #krate::__private::OtherParts::new(#first, &BYTES_OF_PARTS);
    })
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(more);
}

#[cfg(test)]
mod tests;
