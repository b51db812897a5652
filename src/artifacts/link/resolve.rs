//! From the references of an artifact to what is done about each.

use std::path::PathBuf;

use include_components_pack::nearest::nearest;

use super::scan::Scanned;
use crate::artifacts::stores::Stores;
use crate::base::error::{ErrorKind, Problem};
use crate::base::source_error::SourceError;
use crate::config::checked::Config;
use crate::config::references::{Imports, Missing, Named};
use crate::output::blob::Blob;
use crate::references::scan::{Kind, Left, Reference, Scan, Why};
use crate::references::url::Target;
use crate::scan::collect::{Input, Inputs};

/// What is done with the references of one artifact.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// The places where a name gets its digest, and the position of what has the name.
    pub(super) names: Vec<(u32, usize)>,
    /// The places where a comment is taken out: from, to.
    pub(super) removed: Vec<(u32, u32)>,
    /// Whether it is a page that is to have an import map.
    pub(super) has_map: bool,
    /// What is left as it is, and why.
    pub(super) left: Vec<String>,
    pub(super) warnings: Vec<String>,
    /// The references to what is not there, each with the path.
    missing: Vec<(u32, String)>,
}

/// How many nearest names are named.
const NEAREST: usize = 3;

/// Resolves the references of an artifact.
pub(super) fn resolve(
    config: &Config<'_>,
    inputs: &Inputs<'_>,
    scanned: &Scanned<'_>,
    scan: &Scan,
) -> Resolved {
    let Scanned { at, rule, .. } = scanned;
    let path = inputs.list[*at].path();
    let naming = &config.naming;
    let mut base = Some(naming.served_at.base(path));
    if let Some(href) = &scan.base {
        base = base.and_then(|base| naming.served_at.join(href, &base));
    }
    let has_map = scan.modules.any && rule.imports == Imports::Map;
    let mut resolved = Resolved { has_map, ..Resolved::default() };
    for Left { url, why, .. } in &scan.left {
        let why = match why {
            Why::Template => "it is a template",
            Why::Entity => "it has a character reference that is not known here",
        };
        resolved.leave(path, url, why);
    }
    for Reference { at, insert, url, kind } in &scan.references {
        let target = match naming.served_at.resolve(url, base.as_ref()) {
            Target::Path(target) => target,
            Target::Elsewhere => continue,
        };
        let found = inputs.list.binary_search_by(|input| input.path().cmp(&target));
        match (found, kind) {
            (Ok(_), Kind::Module) if rule.imports == Imports::Keep => {
                resolved.leave(path, url, "modules keep their names");
            }
            (Ok(position), _) => match naming.of(&target) {
                Named::Hashed => resolved.names.push((*insert, position)),
                Named::Kept | Named::Given => {}
            },
            (Err(_), Kind::SourceMap { start, end }) => {
                resolved.leave(path, url, "there is no such source map, so it is removed");
                resolved.removed.push((*start, *end));
            }
            (Err(_), _) => match rule.missing(&target) {
                Missing::Error => resolved.missing.push((*at, target)),
                Missing::Warn => {
                    let why = "there is no such component";
                    resolved.warnings.push(format!("{path}: no component {target:?}"));
                    resolved.leave(path, url, why);
                }
                Missing::Allow => resolved.leave(path, url, "there is no such component"),
            },
        }
    }
    resolved
}

impl Resolved {
    fn leave(&mut self, path: &str, url: &str, why: &str) {
        self.left.push(format!("{path}: {url:?} is left as it is: {why}"));
    }

    /// Returns what is wrong: each reference to what is not there, with its line.
    pub(super) fn problems(
        &self,
        inputs: &Inputs<'_>,
        input: &Input<'_>,
        blob: Blob<'_>,
        stores: &Stores<'_>,
    ) -> Vec<Problem> {
        if self.missing.is_empty() {
            return Vec::new();
        }
        let bytes = match stores.read(blob) {
            Ok(bytes) => bytes,
            Err(problem) => return vec![problem],
        };
        let source = input.source();
        let file = source.map_or_else(|| PathBuf::from(input.path()), |source| source.file());
        let is_made = source.is_none_or(|source| source.rule.is_some());
        let problem = |(at, target): &(u32, String)| {
            let candidates = inputs.list.iter().map(Input::path);
            let (are_like, found) = nearest(target, candidates, NEAREST);
            let found: Vec<String> = found.iter().map(|it| format!("{it:?}")).collect();
            let mut message = format!("no component {target:?}");
            if are_like {
                let verb = if found.len() == 1 { "is" } else { "are" };
                message += &format!("; the nearest {verb} {}", found.join(", "));
            }
            if is_made {
                message += "; the position is one in what was made of it";
            }
            let error = SourceError::new(&bytes, *at as usize, message);
            Problem::in_source(ErrorKind::Reference, &file, &error)
        };
        self.missing.iter().map(problem).collect()
    }
}
