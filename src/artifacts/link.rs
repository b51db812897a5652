//! Links artifacts: writes their references anew, with the hashed paths of what they
//! refer to.
//!
//! A scan is an action on the bytes of an artifact. A link is one on those bytes and the
//! names that are put into them, so that what refers to an edited component is made
//! anew, and nothing else is. Its results are in the last pack; there is no other cache
//! of them, since to make one again takes no longer than to read it.

mod bases;
mod circles;
mod edits;
mod hashed;
mod import_maps;
mod names;
mod notes;
mod preloads;
mod resolve;
mod scan;
mod twice;

use std::collections::{HashMap, HashSet};

use include_components_pack::write::{Note, NoteSort};
use include_components_pack::{Content, Digest};

use crate::artifacts::make::{Artifacts, Made};
use crate::artifacts::stores::Stores;
use crate::base::error::{Error, ErrorKind, MOST_SHOWN, Problem};
use crate::base::hasher::digest;
use crate::base::key::KeyHasher;
use crate::base::threads::Threads;
use crate::cache::links::{self, Edit, Known, Link, Links};
use crate::config::checked::Config;
use crate::output::blob::Blob;
use crate::references::modules::import_map;
use crate::references::scan::Scan;
use crate::report::Report;
use crate::scan::collect::Inputs;
use crate::source::spool::Batch;
use circles::circles;
use hashed::HashedModules;
use import_maps::Term;
use notes::Check;
use preloads::preloads;
use resolve::{Resolved, resolve};

/// What links need to know of all artifacts.
struct Linker<'a, 'r> {
    config: &'r Config<'r>,
    inputs: &'r Inputs<'r>,
    stores: Stores<'a>,
    scans: &'r HashMap<Digest, Scan>,
    /// What is done with the references of each input; `None` if it has none.
    resolved: Vec<Option<(Digest, Resolved)>>,
    /// The inputs that are modules, in their order, for import maps.
    modules: Vec<usize>,
    /// Whether some of those need an import map.
    need_map: bool,
    /// What the digits in the name of each input are of, as far as that is known.
    names: Vec<Option<Digest>>,
    /// What browsers check of each input.
    checks: Vec<Option<Check>>,
    /// The digests of inputs as browsers check them, as far as they are known.
    integrity: HashMap<usize, String>,
    known: Known,
}

impl<'a> Artifacts<'a> {
    /// Links those that have references; all inputs must be here.
    pub(crate) fn link(
        &mut self,
        config: &Config<'_>,
        threads: &Threads,
        inputs: &Inputs<'_>,
        stores: &Stores<'a>,
        report: &mut Report,
    ) -> Result<(), Error> {
        if config.naming.links_nothing() {
            return Ok(());
        }
        let modules = HashedModules::of(config, inputs);
        let (scanned, scans) =
            scan::scan_all(config, threads, inputs, &self.list, &modules, stores)?;
        let mut resolved: Vec<Option<(Digest, Resolved)>> = Vec::new();
        resolved.resize_with(inputs.list.len(), || None);
        let (mut left, mut warnings) = (Vec::new(), Vec::new());
        let (mut problems, mut more) = (Vec::new(), 0);
        for it in &scanned {
            let Some(scan) = scans.get(&it.key) else { continue };
            resolved[it.at] = Some((it.key, resolve(config, inputs, it, scan, &modules)));
        }
        for (at, ahead) in preloads(config, inputs, &scanned, &scans) {
            resolved[at].iter_mut().for_each(|(_, it)| it.preloads.clone_from(&ahead));
        }
        let linked: Vec<bool> = resolved.iter().map(changes_bytes).collect();
        for it in &scanned {
            let (Some((_, found)), Some(artifact)) = (&mut resolved[it.at], &self.list[it.at])
            else {
                continue;
            };
            found.check_integrity(inputs, |to| linked[to]);
            let most = MOST_SHOWN.saturating_sub(problems.len());
            let (told, untold) =
                found.problems(inputs, &inputs.list[it.at], artifact.blob, stores, most);
            problems.extend(told);
            more += untold;
            left.extend_from_slice(&found.left);
            warnings.extend_from_slice(&found.warnings);
        }
        if let Some(error) = Error::of(problems) {
            return Err(error.and_more(more));
        }
        let mut warnings = some_warnings(warnings);
        let (scanned, scans) = (&scanned, &scans);
        let asked = twice::Asked { config, inputs, scanned, scans, resolved: &resolved };
        warnings.extend(twice::warning(&asked, &modules));
        let names = self.list.iter().map(|it| Some(it.as_ref()?.blob.content.digest)).collect();
        let known = Known::default();
        let stores = *stores;
        let checks = inputs.list.iter().map(|it| Check::of(config, it.path())).collect();
        let integrity = HashMap::new();
        let HashedModules { all: modules, need_map, .. } = modules;
        let mut linker = Linker {
            config,
            inputs,
            stores,
            scans,
            resolved,
            modules,
            need_map,
            names,
            checks,
            integrity,
            known,
        };
        self.link_all(&mut linker, threads, report)?;
        self.notes = linker.set_notes();
        let Linker { resolved, mut known, .. } = linker;
        report.references = resolved.iter().flatten().map(|(_, it)| it.names.len()).sum();
        report.references_left = left.len();
        if config.explain {
            self.reasons.extend(left);
        }
        let used = scanned.iter().map(|it| it.key);
        known.scans = used.filter_map(|key| Some((key, scans.get(&key)?.clone()))).collect();
        let counts = (report.references as u32, report.references_left as u32);
        self.links = Links::new(counts.0, counts.1, warnings, known);
        Ok(())
    }

    /// Links all. What says the digests of others waits until those are made, all at once.
    fn link_all(
        &mut self,
        linker: &mut Linker<'a, '_>,
        threads: &Threads,
        report: &mut Report,
    ) -> Result<(), Error> {
        let stores = linker.stores;
        let mut batch = Batch::new(stores.spool);
        let edges = linker.edges();
        let all = circles(&edges);
        let mut is_late = vec![false; edges.len()];
        for circle in &all {
            let says =
                |at: &usize| linker.says_digests(*at) || edges[*at].iter().any(|to| is_late[*to]);
            if circle.iter().any(says) {
                circle.iter().for_each(|at| is_late[*at] = true);
            }
        }
        let (late, early): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| is_late[it[0]]);
        for circle in &early {
            self.link_circle(linker, circle, &edges, &mut batch, report)?;
        }
        batch.flush().map_err(|error| stores.unwritable(error))?;
        self.annotate(linker, threads, early.into_iter().flatten())?;
        for circle in &late {
            self.link_circle(linker, circle, &edges, &mut batch, report)?;
            if circle.iter().any(|at| linker.checks[*at] == Some(Check::Whole)) {
                batch.flush().map_err(|error| stores.unwritable(error))?;
                self.annotate(linker, threads, circle.iter().copied())?;
            }
        }
        batch.flush().map_err(|error| stores.unwritable(error))?;
        self.annotate(linker, threads, late.into_iter().flatten())
    }

    /// Links a component, or some that refer to one another; all others that they refer
    /// to have their names.
    fn link_circle(
        &mut self,
        linker: &mut Linker<'a, '_>,
        circle: &[usize],
        edges: &[Vec<usize>],
        batch: &mut Batch<'_>,
        report: &mut Report,
    ) -> Result<(), Error> {
        let is_circle = match circle {
            [alone] => edges[*alone].contains(alone),
            _ => true,
        };
        if is_circle {
            // A name that depends on all of them, and on no name of theirs. They are sorted.
            let mut key = KeyHasher::new("include-components circle 1");
            for at in circle {
                let Some(artifact) = &self.list[*at] else { continue };
                let outer = linker.edits(*at, |to| circle.binary_search(&to).is_err());
                let member = linker.member(artifact.blob, &outer)?;
                key.write(linker.inputs.list[*at].path()).write(member.as_bytes());
            }
            let all = key.finish();
            for at in circle {
                let mut key = KeyHasher::new("include-components name in a circle 1");
                key.write(all.as_bytes()).write(linker.inputs.list[*at].path());
                linker.names[*at] = Some(key.finish());
            }
        }
        for at in circle {
            let edits = linker.edits(*at, |_| true);
            let Some(artifact) = self.list[*at].as_mut() else { continue };
            let before = artifact.blob;
            if !edits.is_empty() {
                let (linked, is_new) = linker.link(before, edits, batch)?;
                artifact.blob = linked;
                if is_new {
                    report.linked += 1;
                    if linker.config.explain {
                        self.reasons.push(linker.reason(*at));
                    }
                }
            }
            match is_circle {
                true => artifact.name = linker.names[*at],
                false => linker.names[*at] = Some(artifact.blob.content.digest),
            }
            let there = linker
                .stores
                .aligned
                .and_then(|last| Some(last.artifact_at(linker.inputs.list[*at].position)?.0));
            match (&artifact.made, there == Some(artifact.blob.content.digest)) {
                (Made::Unchanged, false) => artifact.made = Made::Copied,
                (Made::Copied | Made::Reused, true) => artifact.made = Made::Unchanged,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Returns each warning once, and of many the first, with how many more there are.
fn some_warnings(mut warnings: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    warnings.retain(|warning| seen.insert(warning.clone()));
    if let Some(more) = warnings.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
        warnings.truncate(MOST_SHOWN);
        warnings.push(format!("and {more} more references to components that there are not"));
    }
    warnings
}

fn changes_bytes(resolved: &Option<(Digest, Resolved)>) -> bool {
    resolved.as_ref().is_some_and(|(_, resolved)| resolved.changes_bytes())
}

impl<'a> Linker<'a, '_> {
    /// Returns the inputs that must be linked before each: their names are put into it, or
    /// the digests of their bytes.
    fn edges(&self) -> Vec<Vec<usize>> {
        let edges = |resolved: &Option<(Digest, Resolved)>| {
            let Some((_, resolved)) = resolved else { return Vec::new() };
            let mut edges: Vec<usize> = resolved.names.iter().map(|(_, to)| *to).collect();
            edges.extend(resolved.integrity.iter().map(|(_, to)| *to));
            edges.extend_from_slice(&resolved.preloads);
            let scoped = resolved.scoped.iter().flat_map(|(_, entries)| entries);
            for (name, to) in resolved.mapped.iter().chain(scoped) {
                edges.extend(
                    [Some(name), to.as_ref()].into_iter().flatten().filter_map(Term::input),
                );
            }
            if resolved.has_map {
                edges.extend_from_slice(&self.modules);
            }
            edges
        };
        self.resolved.iter().map(edges).collect()
    }

    /// Whether digests of others are put into an input.
    fn says_digests(&self, at: usize) -> bool {
        let Some((_, resolved)) = &self.resolved[at] else { return false };
        let puts_in = resolved.has_map || !resolved.preloads.is_empty();
        !resolved.integrity.is_empty() || resolved.has_integrity && puts_in
    }

    /// Returns what the set has besides its components.
    fn set_notes(&self) -> Vec<Note> {
        // Those by `Component::url`, which a program writes into its pages.
        let (imports, integrity) = self.import_map(None);
        let map = self.need_map.then(|| import_map(&imports, &integrity));
        map.map(|text| Note { sort: NoteSort::ImportMap, text }).into_iter().collect()
    }

    /// Returns the digest of a member of a circle with the names of outer ones.
    fn member(&mut self, artifact: Blob<'_>, outer: &[Edit]) -> Result<Digest, Problem> {
        if outer.is_empty() {
            return Ok(artifact.content.digest);
        }
        let key = links::key(artifact.content.digest, outer);
        let last = self.stores.last.links.known();
        let found = match last.members.get(&key) {
            Some(digest) => *digest,
            None => digest(&self.apply(artifact, outer)?.0),
        };
        self.known.members.insert(key, found);
        Ok(found)
    }

    /// Makes edits of an artifact, and says whether they had not been made before.
    fn link(
        &mut self,
        artifact: Blob<'_>,
        edits: Vec<Edit>,
        batch: &mut Batch<'_>,
    ) -> Result<(Blob<'a>, bool), Problem> {
        let key = links::key(artifact.content.digest, &edits);
        let known = self.stores.last.links.known().links.get(&key);
        if let Some((blob, link)) = known.and_then(|it| Some((self.stores.find(it.linked)?, it))) {
            self.known.links.insert(key, link.clone());
            return Ok((blob, false));
        }
        let (linked, undone) = self.apply(artifact, &edits)?;
        let content = Content { digest: digest(&linked), len: linked.len() as u64 };
        let blob = self.stores.keep(batch, content.digest, &linked)?;
        self.known.links.insert(key, Link::new(artifact.content, content, undone));
        Ok((blob, true))
    }

    /// Returns an artifact with edits, and what undoes them.
    fn apply(
        &self,
        artifact: Blob<'_>,
        edits: &[Edit],
    ) -> Result<(Vec<u8>, Vec<links::Undo>), Problem> {
        let bytes = self.stores.read(artifact)?;
        links::apply(&bytes, edits).ok_or_else(|| {
            let message = "what was found of references is damaged; remove the cache";
            Problem::new(ErrorKind::Read, message)
        })
    }

    /// Says why an input is linked anew.
    fn reason(&self, at: usize) -> String {
        let path = self.inputs.list[at].path();
        let has_other_name = |to: &usize| {
            let entry = self.stores.aligned.and_then(|last| last.at(*to));
            let last = entry.and_then(|it| it.hashed_path());
            let (path, mut now) = (self.inputs.list[*to].path(), Vec::new());
            let name = self.names[*to];
            name.iter().for_each(|name| {
                include_components_pack::write::push_hashed_path(&mut now, path, *name);
            });
            last.is_some_and(|last| last.as_bytes() != now)
        };
        let names = self.resolved[at].iter().flat_map(|(_, it)| &it.names).map(|(_, to)| *to);
        let changed = names.chain(self.modules.iter().copied()).find(has_other_name);
        match changed {
            Some(to) => {
                let to = self.inputs.list[to].path();
                format!("{path}: the name of {to} changed, which it refers to")
            }
            None => format!("{path}: its references are written with hashed paths"),
        }
    }
}
