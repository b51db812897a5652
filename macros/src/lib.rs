//! The procedural macros of `include-components`, which documents them.
//!
//! This file is a shell: it turns tokens into strings and strings into tokens.
//! Everything else is plain functions over strings. The grammar that users
//! write is in the `macro_rules!` of `include-components`; what arrives here
//! are the literals of it. The expansions refer to that crate as `__include`,
//! a name that the `macro_rules!` bring into scope.
#![forbid(unsafe_code)]

mod expand;
#[cfg(test)]
mod fixture;
mod literal;
mod load;
mod name;
mod nearest;

use std::path::PathBuf;

use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

use load::Set;

/// Expands `"set"` to an expression of type `&'static Components`.
#[proc_macro]
pub fn expand_expression(input: TokenStream) -> TokenStream {
    shell(input, |[set]| expand::expression(&load(set)?).map_err(|error| set.error(error)))
}

/// Expands `"set"` to the items of a module with a constant per component.
#[proc_macro]
pub fn expand_module(input: TokenStream) -> TokenStream {
    shell(input, |[name]| {
        let set = load(name)?;
        let index = set.index().map_err(|error| name.error(error))?;
        expand::module(&set, set.pack(&index)).map_err(|error| name.error(error))
    })
}

/// Expands `"set" "path"` to an expression of type `Component`.
#[proc_macro]
pub fn expand_component(input: TokenStream) -> TokenStream {
    shell(input, |[name, path]| {
        let set = load(name)?;
        let index = set.index().map_err(|error| name.error(error))?;
        expand::component(&set, set.pack(&index), &path.value).map_err(|error| path.error(error))
    })
}

/// A string literal of the input.
struct Literal {
    value: String,
    span: Span,
}

/// Why there is no expansion, and which token is to blame.
struct Error {
    message: String,
    span: Span,
}

impl Literal {
    fn error(&self, message: String) -> Error {
        Error { message, span: self.span }
    }
}

fn load(name: &Literal) -> Result<Set, Error> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only use: cargo tells OUT_DIR in no other way"
    )]
    let out_dir = std::env::var_os("OUT_DIR").map(PathBuf::from);
    load::set(out_dir, &name.value).map_err(|message| name.error(message))
}

fn shell<const N: usize>(
    input: TokenStream,
    expand: impl FnOnce(&[Literal; N]) -> Result<String, Error>,
) -> TokenStream {
    let expansion = literals(input).and_then(|literals| {
        let text = expand(&literals)?;
        let tokens = text.parse::<TokenStream>();
        tokens.map_err(|error| Error { message: error.to_string(), span: Span::call_site() })
    });
    expansion.unwrap_or_else(compile_error)
}

fn literals<const N: usize>(input: TokenStream) -> Result<[Literal; N], Error> {
    let mut literals = Vec::with_capacity(N);
    push_literals(input, &mut literals)?;
    literals.try_into().map_err(|_| Error {
        message: format!("expected {N} string literals"),
        span: Span::call_site(),
    })
}

fn push_literals(input: TokenStream, literals: &mut Vec<Literal>) -> Result<(), Error> {
    for token in input {
        let span = token.span();
        match token {
            // What a `macro_rules!` captured comes in a group without brackets.
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                push_literals(group.stream(), literals)?;
            }
            _ => match literal::value(&token.to_string()) {
                Ok(value) => literals.push(Literal { value, span }),
                Err(message) => return Err(Error { message, span }),
            },
        }
    }
    Ok(())
}

fn compile_error(error: Error) -> TokenStream {
    let text = format!("::core::compile_error! {{ {:?} }}", error.message);
    respan(text.parse().unwrap_or_default(), error.span)
}

/// Makes rustc point at `span` for all of the tokens.
fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let respan_one = |mut token| {
        if let TokenTree::Group(group) = token {
            token = Group::new(group.delimiter(), respan(group.stream(), span)).into();
        }
        token.set_span(span);
        token
    };
    tokens.into_iter().map(respan_one).collect()
}
