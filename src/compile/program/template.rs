//! Arguments with placeholders: `--outfile={output}`.

use std::ffi::{OsStr, OsString};

use crate::base::error::BoxError;

/// What a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placeholder {
    Input,
    Output,
    OutDir,
    Depfile,
    Path,
    Dir,
    Root,
}

/// One part of an argument.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Placeholder(Placeholder),
}

/// All placeholders by name.
const NAMES: [(&str, Placeholder); 7] = [
    ("input", Placeholder::Input),
    ("output", Placeholder::Output),
    ("outdir", Placeholder::OutDir),
    ("depfile", Placeholder::Depfile),
    ("path", Placeholder::Path),
    ("dir", Placeholder::Dir),
    ("root", Placeholder::Root),
];

/// Whether some argument has a placeholder; one that is wrong has none.
pub(crate) fn uses(args: &[String], placeholder: Placeholder) -> bool {
    let uses = |arg: &String| {
        parts(arg).is_ok_and(|parts| parts.contains(&Part::Placeholder(placeholder)))
    };
    args.iter().any(uses)
}

/// Puts values in the place of the placeholders, each of which must have one.
pub(crate) fn expand<'a>(
    template: &str,
    value: impl Fn(Placeholder) -> Option<&'a OsStr>,
) -> Result<OsString, BoxError> {
    let mut text = OsString::new();
    for part in parts(template)? {
        match part {
            Part::Text(part) => text.push(part),
            Part::Placeholder(placeholder) => text.push(value(placeholder).ok_or_else(|| {
                format!("cannot use {template:?}: its placeholder is one for arguments only")
            })?),
        }
    }
    Ok(text)
}

fn parts(template: &str) -> Result<Vec<Part<'_>>, BoxError> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (text, brace) = rest.split_at(at);
        parts.push(Part::Text(text));
        if brace.starts_with("{{") || brace.starts_with("}}") {
            parts.push(Part::Text(&brace[..1]));
            rest = &brace[2..];
            continue;
        }
        let name = brace.strip_prefix('{').and_then(|brace| brace.split_once('}'));
        let known = |name| NAMES.iter().find(|(known, _)| *known == name);
        let Some((_, placeholder)) = name.and_then(|(name, _)| known(name)) else {
            let known: Vec<String> = NAMES.iter().map(|(name, _)| format!("{{{name}}}")).collect();
            return Err(format!(
                "cannot use the argument {template:?}: the placeholders are {}, and a brace is \
                 written {{{{ or }}}}",
                known.join(", ")
            )
            .into());
        };
        parts.push(Part::Placeholder(*placeholder));
        rest = name.map_or("", |(_, rest)| rest);
    }
    parts.push(Part::Text(rest));
    Ok(parts)
}

#[cfg(test)]
mod tests;
