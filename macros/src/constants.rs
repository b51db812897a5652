//! The constants of a module, and the modules in it.
//!
//! They are made as text, and not by `quote!`, because there are thousands of
//! them: rustc's tokenizer is optimised, and code in a proc macro is not. A
//! check of a crate with 10,000 constants takes a sixth longer with `quote!`.

use std::collections::HashMap;
use std::fmt::Write;

use include_components_pack::{Entry, Pack};
use proc_macro2::TokenStream;

use crate::load::Set;
use crate::name;

/// How many constants are made at most: they take rustc half a second.
const MAX_CONSTANTS: u32 = 10_000;

/// Returns a constant for each component, in a module for each directory.
///
/// They refer to `__include`, since a text cannot contain `$crate`, and to
/// `__pack`: the outer module must have both.
///
/// # Errors
///
/// When two components would have one name, or when there are too many.
pub(crate) fn constants(set: &Set, pack: Pack<'_>) -> Result<TokenStream, String> {
    if pack.len() > MAX_CONSTANTS {
        return Err(too_many_constants(pack.len()));
    }
    let mut components = Vec::with_capacity(pack.len() as usize);
    for index in 0..pack.len() {
        let entry = pack.entry(index);
        let component = entry.and_then(|entry| Some((entry.path()?, entry, index)));
        components.push(component.ok_or_else(|| set.damaged())?);
    }
    let names = HashMap::from([("COMPONENTS".to_owned(), "the static `COMPONENTS`".to_owned())]);
    let mut out = String::new();
    push_items(&mut out, &components, 0, names)?;
    tokenize(&out)
}

/// Returns the tokens of the text.
///
/// proc-macro2 would tokenize it by itself, to check it, before rustc does.
/// Outside of rustc, in a unit test, there is nothing but proc-macro2.
pub(crate) fn tokenize(text: &str) -> Result<TokenStream, String> {
    if proc_macro::is_available() {
        let tokens = text.parse::<proc_macro::TokenStream>();
        return tokens.map(TokenStream::from).map_err(|error| error.to_string());
    }
    text.parse().map_err(|error: proc_macro2::LexError| error.to_string())
}

/// A component in the index: its path, its record and its position.
type Indexed<'a> = (&'a str, Entry<'a>, u32);

/// Appends the constants and modules of one directory.
///
/// `components` are those in it, in path order, so that those of an inner
/// directory stand together; `prefix` is the length of its own path.
fn push_items(
    out: &mut String,
    components: &[Indexed<'_>],
    prefix: usize,
    mut constants: HashMap<String, String>,
) -> Result<(), String> {
    let mut modules = HashMap::new();
    let mut rest = components;
    while let Some(((path, entry, index), tail)) = rest.split_first() {
        let Some((directory, _)) = path[prefix..].split_once('/') else {
            let name = name::constant(&path[prefix..]);
            claim(&mut constants, &name, "constant", path)?;
            let doc = doc(path, entry);
            let _ = write!(
                out,
                "#[doc = {doc:?}] pub const {name}: __include::Component = \
                 __include::component(__pack, {index});"
            );
            rest = tail;
            continue;
        };
        let inner = prefix + directory.len() + 1;
        let directory_path = &path[..inner];
        let len = rest.iter().take_while(|(path, ..)| path.starts_with(directory_path)).count();
        let name = name::module(directory);
        claim(&mut modules, &name, "module", directory_path)?;
        let doc = format!("The components in {}.", code(directory_path));
        let _ = write!(out, "#[doc = {doc:?}] pub mod {name} {{ use super::{{__include, __pack}};");
        push_items(out, &rest[..len], inner, HashMap::new())?;
        out.push('}');
        rest = &rest[len..];
    }
    Ok(())
}

/// Takes a name for a path, unless another path has it.
fn claim(
    names: &mut HashMap<String, String>,
    name: &str,
    kind: &str,
    path: &str,
) -> Result<(), String> {
    match names.insert(name.to_owned(), format!("`{path}`")) {
        None => Ok(()),
        Some(other) => Err(format!(
            "{other} and `{path}` would have one name, the {kind} `{name}`: rename one, or use \
             the expression include_components!() and, where a path is to be checked, component!()"
        )),
    }
}

fn doc(path: &str, entry: &Entry<'_>) -> String {
    let media_type = entry.media_type().unwrap_or_default();
    let len = entry.identity().map_or(0, |blob| blob.content.len);
    format!("{}, {media_type}, {len} bytes.", code(path))
}

/// Marks a path as code for rustdoc.
fn code(path: &str) -> String {
    if path.contains('`') { format!("`` {path} ``") } else { format!("`{path}`") }
}

fn too_many_constants(count: u32) -> String {
    // 0.05 ms each, measured with 10,000, flat and in modules of 50.
    format!(
        "{count} components would be {count} constants, which cost about {:.1} seconds in every \
         check and build of this crate; at most {MAX_CONSTANTS} are made: use the expression \
         include_components!() and, where a path is to be checked, component!()",
        f64::from(count) * 0.000_05
    )
}

#[cfg(test)]
mod tests;
