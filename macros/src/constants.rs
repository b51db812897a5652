//! The constants of a module, and the modules in it.
//!
//! They are made as text that is parsed, and not by `quote!`, because there are
//! thousands of them: this crate is compiled without optimisation and rustc's
//! tokenizer is not, so `quote!` makes a check of 10,000 a sixth slower.

use std::collections::HashMap;
use std::fmt::Write;

use include_components_pack::{Entry, Pack};

use crate::load::Set;
use crate::name;

/// How many constants are made at most: they take rustc half a second.
const MAX_CONSTANTS: u32 = 10_000;

/// Returns a constant for each component, in a module for each directory.
///
/// They refer to `__include` and to `__pack`, which the outer module has.
///
/// # Errors
///
/// When two components would have one name, or when there are too many.
pub(crate) fn constants(set: &Set, pack: Pack<'_>) -> Result<String, String> {
    if pack.len() > MAX_CONSTANTS {
        return Err(too_many_constants(pack.len()));
    }
    let mut components = Vec::with_capacity(pack.len() as usize);
    for index in 0..pack.len() {
        let entry = pack.entry(index);
        let component = entry.and_then(|entry| Some((entry.path()?, entry, index)));
        components.push(component.ok_or_else(|| format!("{} is damaged", set.file))?);
    }
    let names = HashMap::from([("COMPONENTS".to_owned(), "the static `COMPONENTS`".to_owned())]);
    let mut out = String::new();
    push_items(&mut out, &components, 0, names)?;
    Ok(out)
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
    let len = entry.identity().map_or(0, |blob| blob.len);
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
