//! From the references of an artifact to what is done about each.

use std::collections::HashSet;
use std::path::PathBuf;

use include_components_pack::nearest::nearest;

use super::bases::Bases;
use super::hashed::HashedModules;
use super::import_maps::{Entries, Maps, split};
use super::notes::Check;
use super::scan::Scanned;
use crate::artifacts::stores::Stores;
use crate::base::error::{ErrorKind, Problem};
use crate::base::source_error::Places;
use crate::config::checked::Config;
use crate::config::references::{Imports, Missing, Named};
use crate::output::blob::Blob;
use crate::output::media_type::media_type_of;
use crate::references::modules::Gap;
use crate::references::scan::{Kind, Language, Left, Reference, Scan, Why};
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
    /// The places that say the digest of a target too, and its position.
    pub(super) checked: Vec<(u32, usize)>,
    /// The places where an element can say the digest of its target, and its position.
    pub(super) integrity: Vec<(u32, usize)>,
    /// More names in its import map, and in scopes of that.
    pub(super) mapped: Entries,
    pub(super) scoped: Vec<(Gap, Entries)>,
    /// The modules that its import map says itself what becomes of, and those whose digests
    /// it says.
    pub(super) own: HashSet<usize>,
    pub(super) own_digests: HashSet<usize>,
    /// Whether all that is put in says digests.
    pub(super) has_integrity: bool,
    /// The modules that it is to load ahead.
    pub(super) preloads: Vec<usize>,
    pub(super) imports: Imports,
    /// What is wrong, and where.
    faults: Vec<(u32, Fault)>,
}

/// What is wrong with a reference.
#[derive(Debug)]
enum Fault {
    /// There is nothing at this path.
    Missing(String),
    /// The page says the digest of what is at this path, which is linked itself.
    Integrity(String),
    /// Nothing can be put into the import map.
    ImportMap(String),
}

/// Why a reference is left that names nothing.
const NO_COMPONENT: &str = "there is no such component";

/// Why nothing is written that is relative to a base.
const ELSEWHERE: &str = "it is elsewhere, and with it all that is relative to it";

/// The same of one that names a host, which the set does not.
const OTHER_HOST: &str = "it is elsewhere, and with it all that is relative to it; if the set is \
                          served there, say so with the host: `.served_at(\"https://…/\")`";

/// Why a module keeps its name among others that have hashed ones.
const KEPT: &str = "no `references` with `Imports::Map` or `Imports::Rewrite` is for the module";

/// Why a module with a query keeps its name, where modules have an import map.
const QUERY: &str = "modules ask for it with what is behind its path, for which no import map has an \
                     entry";

/// Why what is no script keeps its name, where scripts have an import map.
const NO_SCRIPT: &str = "it is no script, so that modules ask for it by its name";

/// How many nearest names are named.
const NEAREST: usize = 3;

/// Resolves the references of an artifact.
pub(super) fn resolve(
    config: &Config<'_>,
    inputs: &Inputs<'_>,
    scanned: &Scanned<'_>,
    scan: &Scan,
    modules: &HashedModules,
) -> Resolved {
    let Scanned { at, rule, .. } = scanned;
    let path = inputs.list[*at].path();
    let naming = &config.naming;
    let bases = Bases::of(config, path, scan);
    // Elsewhere the paths in a map would be those of other modules.
    let map_at = scan.modules.map_at().or(scan.modules.preloads_at()).unwrap_or(u32::MAX);
    let has_paths = bases.is_here_at(map_at) || naming.served_at.has_host();
    // A page that is written anew needs one, too, if modules are not.
    let needs_map = match rule.imports {
        Imports::Keep => false,
        Imports::Map => true,
        Imports::Rewrite => modules.need_map,
    };
    let is_mapped = scan.modules.any && needs_map && has_paths;
    let has_map = is_mapped && !scan.modules.is_closed;
    let (imports, has_integrity) = (rule.imports, rule.integrity);
    let mut resolved = Resolved { has_map, has_integrity, imports, ..Resolved::default() };
    let rewrites = rule.imports == Imports::Rewrite;
    for Left { at, url, why } in &scan.left {
        if matches!(why, Why::Escape | Why::Dynamic | Why::Script) && !rewrites {
            continue;
        }
        let why = match why {
            Why::Template => "it is a template",
            Why::Entity => "it has a character reference that is not known here",
            Why::Escape => "it has an escape that is not known here",
            Why::Dynamic => "a script makes it when it runs",
            Why::Encoding => "it is not UTF-8",
            Why::Utf16 => {
                resolved.left.push(format!("{path}: all of it is left as it is: it is UTF-16"));
                continue;
            }
            Why::Inner => "it is a page in a page",
            Why::Animation => "it is what an animation sets",
            Why::Script => {
                resolved
                    .left
                    .push(format!("{path}: what a script imports is left as it is: {url}"));
                continue;
            }
            Why::ImportMap if is_mapped => {
                resolved.faults.push((*at, Fault::ImportMap(url.clone())));
                continue;
            }
            Why::ImportMap => {
                resolved.left.push(format!("{path}: its import map is left as it is: {url}"));
                continue;
            }
        };
        resolved.leave(path, url, why);
    }
    if let Some(href) = scan.base.as_ref().and_then(|it| it.url.as_ref()) {
        if !bases.is_here() {
            let is_whole = href.contains("//") && !naming.served_at.has_host();
            resolved.leave(path, href, if is_whole { OTHER_HOST } else { ELSEWHERE });
        }
    }
    for Reference { at, insert, url, kind, is_checked, integrity_at } in &scan.references {
        if *kind == Kind::Bare || matches!(kind, Kind::Import { .. }) && !rewrites {
            continue;
        }
        let is_at_once = |target: &Target| match (kind, target) {
            (Kind::Url, Target::Path(path)) => is_script(config, path),
            (Kind::Url | Kind::SourceMap { .. }, _) => false,
            _ => true,
        };
        let at_once = || Some(bases.target_at_once(*at, url)).filter(is_at_once);
        let target = match at_once().or_else(|| bases.target(*at, url)) {
            Some(Target::Path(target)) => target,
            Some(Target::Elsewhere) => continue,
            None => {
                resolved.leave(path, url, "it stands before `<base>`");
                continue;
            }
        };
        let found = inputs.find(&target);
        if let (Some(to), Some(place)) = (found, integrity_at.filter(|_| rule.integrity)) {
            if Check::of(config, &target) == Some(Check::Whole) {
                resolved.integrity.push((place, to));
            }
        }
        resolved.checked.extend(found.filter(|_| *is_checked).map(|to| (*at, to)));
        match (found, kind) {
            (Some(_), Kind::Module | Kind::Mapped) if rule.imports == Imports::Keep => {
                resolved.leave(path, url, "modules keep their names");
            }
            // By another name than modules ask for it by, it would run twice.
            (Some(_), Kind::Module | Kind::Mapped | Kind::Import { .. })
                if !modules.are_renamed(config, imports, &target) =>
            {
                let why = if is_script(config, &target) { KEPT } else { NO_SCRIPT };
                if naming.of(&target) == Named::Hashed {
                    resolved.leave(path, url, why);
                }
            }
            (Some(position), Kind::MapKey) => {
                let is_led_on = !needs_map || split(url).1.is_empty();
                if is_led_on && modules.are_renamed(config, imports, &target) {
                    resolved.names.push((*insert, position));
                }
            }
            (None, Kind::MapKey) => {}
            // An import map cannot lead on what has something behind it, whatever that is.
            (Some(_), Kind::Module | Kind::Mapped | Kind::Import { .. })
                if needs_map && is_script(config, &target) && !split(url).1.is_empty() =>
            {
                resolved.leave(path, url, QUERY);
            }
            (Some(position), _) => {
                if naming.of(&target) == Named::Hashed {
                    resolved.names.push((*insert, position));
                }
            }
            (None, Kind::SourceMap { start, end }) => {
                resolved.leave(path, url, "there is no such source map, so it is removed");
                resolved.removed.push((*start, *end));
            }
            // Packages leave the extension out, for a bundler.
            (None, Kind::Import { .. }) => resolved.leave(path, url, NO_COMPONENT),
            (None, _) => match rule.missing(&target) {
                Missing::Error => resolved.faults.push((*at, Fault::Missing(target))),
                missing => {
                    if missing == Missing::Warn {
                        resolved.warnings.push(format!("{path}: no component {target:?}"));
                    }
                    resolved.leave(path, url, NO_COMPONENT);
                }
            },
        }
    }
    if imports != Imports::Keep && scan.modules.any {
        let maps = Maps::new(config, inputs, &bases, &scan.modules);
        (resolved.mapped, resolved.scoped) = maps.missing(imports, modules);
        resolved.own = maps.own(&modules.all);
        resolved.own_digests = maps.digests;
    }
    resolved
}

/// Whether a component is a script, which may be a module.
pub(super) fn is_script(config: &Config<'_>, path: &str) -> bool {
    Language::of(media_type_of(&config.media_types, path)) == Some(Language::JavaScript)
}

/// Whether a page or a module that does so with modules names one by its hashed path.
///
/// A script only if it does so, too: else those beside it ask for it by its name. An import
/// map of ours has nothing but scripts.
pub(super) fn is_renamed(config: &Config<'_>, imports: Imports, path: &str) -> bool {
    match imports {
        Imports::Keep => false,
        Imports::Rewrite if !is_script(config, path) => config.naming.of(path) == Named::Hashed,
        Imports::Map | Imports::Rewrite => hashed_by(config, path).is_some(),
    }
}

/// Returns how a component names others, if it is a module that those name by its hashed path.
pub(super) fn hashed_by(config: &Config<'_>, path: &str) -> Option<Imports> {
    let is_hashed = is_script(config, path) && config.naming.of(path) == Named::Hashed;
    let imports = config.naming.rule(path).filter(|_| is_hashed)?.imports;
    (imports != Imports::Keep).then_some(imports)
}

impl Fault {
    fn message(&self, inputs: &Inputs<'_>) -> String {
        let target = match self {
            Fault::Missing(target) => target,
            Fault::Integrity(target) => {
                return format!(
                    "`integrity` is not that of {target:?}, whose own references are written \
                     anew: remove it, or say \
                     `.references({target:?}, References::as_written())`"
                );
            }
            Fault::ImportMap(what) => {
                return format!(
                    "the hashed paths of modules cannot be put into this import map, since \
                     {what}: mend it, or let the page keep the names of modules \
                     (`Imports::Keep`)"
                );
            }
        };
        let (are_like, found) = nearest(target, inputs.list.iter().map(Input::path), NEAREST);
        let found: Vec<String> = found.iter().map(|it| format!("{it:?}")).collect();
        let verb = if found.len() == 1 { "is" } else { "are" };
        match are_like {
            true => format!("no component {target:?}; the nearest {verb} {}", found.join(", ")),
            false => format!("no component {target:?}"),
        }
    }
}

impl Resolved {
    /// Whether other bytes are written than there are.
    pub(super) fn changes_bytes(&self) -> bool {
        let is_edited = !self.names.is_empty() || !self.removed.is_empty();
        let has_map = self.has_map || !self.mapped.is_empty() || !self.scoped.is_empty();
        has_map || is_edited || !self.integrity.is_empty() || !self.preloads.is_empty()
    }

    /// Refuses to check the digest of a target that is linked itself: a browser would
    /// block it.
    pub(super) fn check_integrity(
        &mut self,
        inputs: &Inputs<'_>,
        is_linked: impl Fn(usize) -> bool,
    ) {
        let wrong = self.checked.iter().filter(|(_, to)| is_linked(*to));
        let fault = |to: usize| Fault::Integrity(inputs.list[to].path().to_owned());
        self.faults.extend(wrong.map(|(at, to)| (*at, fault(*to))));
    }

    fn leave(&mut self, path: &str, url: &str, why: &str) {
        self.left.push(format!("{path}: {url:?} is left as it is: {why}"));
    }

    /// Returns what is wrong: the first references, up to `most`, to what is not there,
    /// each with its line; and how many more there are.
    pub(super) fn problems(
        &mut self,
        inputs: &Inputs<'_>,
        input: &Input<'_>,
        blob: Blob<'_>,
        stores: &Stores<'_>,
        most: usize,
    ) -> (Vec<Problem>, usize) {
        self.faults.sort_by_key(|(at, _)| *at);
        let told = &self.faults[..self.faults.len().min(most)];
        let more = self.faults.len() - told.len();
        if told.is_empty() {
            return (Vec::new(), more);
        }
        let bytes = match stores.read(blob) {
            Ok(bytes) => bytes,
            Err(problem) => return (vec![problem], more),
        };
        let source = input.source();
        let file = source.map_or_else(|| PathBuf::from(input.path()), |source| source.file());
        let is_made = source.is_none_or(|source| source.rule.is_some());
        let mut places = Places::new(&bytes);
        let problem = |(at, fault): &(u32, Fault)| {
            let mut message = fault.message(inputs);
            if is_made {
                message += "; the position is one in what was made of it";
            }
            let error = places.error(*at as usize, message);
            Problem::in_source(ErrorKind::Reference, &file, &error)
        };
        (told.iter().map(problem).collect(), more)
    }
}
