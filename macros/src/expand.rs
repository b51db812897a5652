//! The expansions, as source text.
//!
//! Text, because it is the cheapest to make: the standard library's tokenizer
//! is optimised, and code in this crate is not. All names in it are absolute,
//! or `__include`, which the caller has in scope.

use std::collections::HashMap;
use std::fmt::Write;

use include_components_pack::{Entry, Pack};

use crate::load::{Route, Set};
use crate::name;
use crate::nearest::nearest;

/// How many constants are made at most: they take rustc half a second.
const MAX_CONSTANTS: u32 = 10_000;

/// Returns an expression of type `&'static Components`.
pub(crate) fn expression(set: &Set) -> Result<String, String> {
    Ok(format!(
        "{{ {} static COMPONENTS: __include::Components = __include::components(__pack); \
         &COMPONENTS }}",
        source(set)
    ))
}

/// Returns an expression of type `Component`.
///
/// # Errors
///
/// When `path` is not in the pack; the message lists the nearest paths.
pub(crate) fn component(set: &Set, pack: Pack<'_>, path: &str) -> Result<String, String> {
    match pack.find(path) {
        Some(index) => Ok(format!("{{ {} __include::component(__pack, {index}) }}", source(set))),
        None => Err(no_such_component(&set.name, pack, path)),
    }
}

/// Returns the items of a module: the set, its constants and inner modules.
///
/// # Errors
///
/// When two components would have one name, or when there are too many.
pub(crate) fn module(set: &Set, pack: Pack<'_>) -> Result<String, String> {
    if pack.len() > MAX_CONSTANTS {
        return Err(too_many_constants(pack.len()));
    }
    let mut components = Vec::with_capacity(pack.len() as usize);
    for index in 0..pack.len() {
        let entry = pack.entry(index);
        let component = entry.and_then(|entry| Some((entry.path()?, entry, index)));
        components.push(component.ok_or_else(|| format!("{} is damaged", set.file))?);
    }
    let mut out = source(set);
    let _ = write!(
        out,
        "#[doc = {:?}] pub static COMPONENTS: __include::Components = \
         __include::components(__pack);",
        format!("All components of the set `{}`, in byte order of their paths.", set.name)
    );
    let names = HashMap::from([("COMPONENTS".to_owned(), "the static `COMPONENTS`".to_owned())]);
    push_items(&mut out, &components, 0, names)?;
    Ok(out)
}

/// Returns the function `__pack`, with the pack behind it.
fn source(set: &Set) -> String {
    let Set { file, offset, layout, route, .. } = set;
    let len = layout.pack_len();
    let raw = layout.to_raw();
    let (items, bytes) = match route {
        Route::Include => (String::new(), format!("::core::include_bytes!({file:?})")),
        // Linked, the bytes never enter rustc. Miri links nothing, so there
        // they are cut out of the library.
        Route::Link { library, symbol } => (
            format!(
                "#[cfg(not(miri))] \
                 #[link(name = {library:?}, kind = \"static\", modifiers = \"-bundle\")] \
                 unsafe extern \"C\" {{ \
                 #[link_name = {symbol:?}] safe static BYTES: [::core::primitive::u8; {len}]; }} \
                 #[cfg(miri)] static BYTES: [::core::primitive::u8; {len}] = \
                 *__include::part(::core::include_bytes!({file:?}), {offset}); "
            ),
            "&BYTES".to_owned(),
        ),
    };
    format!(
        "#[inline] fn __pack() -> __include::Pack<'static> {{ \
         {items}__include::pack::<{len}>({bytes}, {raw:?}) }}"
    )
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
