//! What the macros accept.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, Lit, LitStr, Result, Token, token};

/// The input of `include_components!`: nothing, a set, or a module.
pub(crate) struct IncludeComponentsInput {
    /// The crate that called.
    pub(crate) caller: Caller,
    /// The module to make, or `None` for an expression.
    pub(crate) module: Option<Module>,
    /// The name of the set.
    pub(crate) set: LitStr,
}

/// The words that the `macro_rules!` of `include-components` puts before the user's.
pub(crate) struct Caller {
    /// `$crate`: the name of `include-components` in the user's crate.
    pub(crate) krate: Ident,
    /// Whether it was compiled for live mode.
    pub(crate) is_live: bool,
}

/// A module without its items.
///
/// Attributes and visibility are tokens: what is in their brackets is for rustc
/// to judge. The types that syn has for them would double the time that it
/// takes to compile syn.
pub(crate) struct Module {
    pub(crate) attributes: TokenStream,
    pub(crate) visibility: TokenStream,
    pub(crate) keyword: Token![mod],
    pub(crate) name: Ident,
}

/// The input of `component!`.
pub(crate) struct ComponentInput {
    /// The crate that called.
    pub(crate) caller: Caller,
    /// The path of the component.
    pub(crate) path: LitStr,
    /// The name of the set.
    pub(crate) set: LitStr,
}

const INCLUDE_COMPONENTS: &str = "expected `include_components!()`, \
    `include_components!(\"set\")`, `include_components!(pub mod ui)` or \
    `include_components!(pub mod ui = \"set\")`";

const COMPONENT: &str = "expected `component!(\"path\")` or `component!(\"path\", set = \"set\")`";

impl Parse for IncludeComponentsInput {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let caller: Caller = input.parse()?;
        let mut module = None;
        let mut set = default_set(caller.krate.span());
        if input.peek(Lit) {
            set = string(input, INCLUDE_COMPONENTS)?;
        } else if !input.is_empty() {
            let attributes = attributes(input)?;
            let visibility = visibility(input)?;
            let keyword = part(input, INCLUDE_COMPONENTS)?;
            let name: Ident = part(input, INCLUDE_COMPONENTS)?;
            let named = input.parse::<Option<Token![=]>>()?.is_some();
            set = if named { string(input, INCLUDE_COMPONENTS)? } else { default_set(name.span()) };
            input.parse::<Option<Token![;]>>()?;
            module = Some(Module { attributes, visibility, keyword, name });
        }
        end(input, INCLUDE_COMPONENTS)?;
        Ok(IncludeComponentsInput { caller, module, set })
    }
}

impl Parse for ComponentInput {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let caller = input.parse()?;
        let path = string(input, COMPONENT)?;
        let mut set = default_set(path.span());
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            part::<keyword::set>(input, COMPONENT)?;
            part::<Token![=]>(input, COMPONENT)?;
            set = string(input, COMPONENT)?;
            input.parse::<Option<Token![,]>>()?;
        }
        end(input, COMPONENT)?;
        Ok(ComponentInput { caller, path, set })
    }
}

impl Parse for Caller {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let krate = input.parse()?;
        let is_live = input.parse::<Option<keyword::live>>()?.is_some();
        input.parse::<Token![;]>()?;
        Ok(Caller { krate, is_live })
    }
}

mod keyword {
    syn::custom_keyword!(live);
    syn::custom_keyword!(set);
}

/// Returns the set that is meant if none is named; errors about it are at `span`.
fn default_set(span: Span) -> LitStr {
    LitStr::new("components", span)
}

fn attributes(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut attributes = TokenStream::new();
    while input.peek(Token![#]) && input.peek2(token::Bracket) {
        attributes.append(input.parse::<TokenTree>()?);
        attributes.append(input.parse::<TokenTree>()?);
    }
    Ok(attributes)
}

/// Parses a visibility, be it what another macro's `$visibility:vis` captured.
fn visibility(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut visibility = TokenStream::new();
    if input.peek(Token![pub]) {
        visibility.append(input.parse::<TokenTree>()?);
        if input.peek(token::Paren) {
            visibility.append(input.parse::<TokenTree>()?);
        }
    }
    Ok(visibility)
}

/// Parses a part that must be there. The error is where syn's own would be.
fn part<T: Parse>(input: ParseStream<'_>, expected: &str) -> Result<T> {
    input.parse().map_err(|error| Error::new(error.span(), expected))
}

fn string(input: ParseStream<'_>, expected: &str) -> Result<LitStr> {
    match part(input, expected)? {
        Lit::Str(string) if string.suffix().is_empty() => Ok(string),
        other => {
            let found = other.to_token_stream();
            Err(Error::new_spanned(other, format!("expected a string literal, found `{found}`")))
        }
    }
}

fn end(input: ParseStream<'_>, expected: &str) -> Result<()> {
    if input.is_empty() { Ok(()) } else { Err(Error::new(input.span(), expected)) }
}

#[cfg(test)]
mod tests;
