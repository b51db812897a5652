//! What the macros accept.

use proc_macro2::Span;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Ident, Lit, LitStr, Result, Token, Visibility};

/// The input of `include_components!`: nothing, a set, or a module.
pub(crate) struct IncludeComponents {
    /// What the caller's crate calls `include-components`: `$crate`.
    pub(crate) krate: Ident,
    /// The module to make, or `None` for an expression.
    pub(crate) module: Option<Module>,
    /// The name of the set.
    pub(crate) set: LitStr,
}

/// A module without its items.
pub(crate) struct Module {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) keyword: Token![mod],
    pub(crate) name: Ident,
}

/// The input of `component!`.
pub(crate) struct Component {
    /// What the caller's crate calls `include-components`: `$crate`.
    pub(crate) krate: Ident,
    /// The path of the component.
    pub(crate) path: LitStr,
    /// The name of the set.
    pub(crate) set: LitStr,
}

impl Parse for IncludeComponents {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let expected = "expected `include_components!()`, `include_components!(\"set\")`, \
                        `include_components!(pub mod ui)` or \
                        `include_components!(pub mod ui = \"set\")`";
        let krate = input.parse()?;
        let (module, set) = if input.is_empty() {
            (None, default_set())
        } else if input.peek(Lit) {
            (None, string(input, expected)?)
        } else {
            let module = Some(part(input, expected)?);
            let named = input.parse::<Option<Token![=]>>()?.is_some();
            let set = if named { string(input, expected)? } else { default_set() };
            input.parse::<Option<Token![;]>>()?;
            (module, set)
        };
        end(input, expected)?;
        Ok(IncludeComponents { krate, module, set })
    }
}

impl Parse for Module {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Ok(Module {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            keyword: input.parse()?,
            name: input.parse()?,
        })
    }
}

impl Parse for Component {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let expected = "expected `component!(\"path\")` or `component!(\"path\", set = \"set\")`";
        let krate = input.parse()?;
        let path = string(input, expected)?;
        let mut set = default_set();
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            part::<keyword::set>(input, expected)?;
            part::<Token![=]>(input, expected)?;
            set = string(input, expected)?;
            input.parse::<Option<Token![,]>>()?;
        }
        end(input, expected)?;
        Ok(Component { krate, path, set })
    }
}

mod keyword {
    syn::custom_keyword!(set);
}

fn default_set() -> LitStr {
    LitStr::new("components", Span::call_site())
}

/// Parses what must follow; the error is where syn has its own.
fn part<T: Parse>(input: ParseStream<'_>, expected: &str) -> Result<T> {
    input.parse().map_err(|error| Error::new(error.span(), expected))
}

fn string(input: ParseStream<'_>, expected: &str) -> Result<LitStr> {
    match part(input, expected)? {
        Lit::Str(string) if string.suffix().is_empty() => Ok(string),
        other => {
            let found = other.to_token_stream();
            let message = format!("expected a string literal, found `{found}`");
            Err(Error::new_spanned(found, message))
        }
    }
}

fn end(input: ParseStream<'_>, expected: &str) -> Result<()> {
    if input.is_empty() { Ok(()) } else { Err(Error::new(input.span(), expected)) }
}

