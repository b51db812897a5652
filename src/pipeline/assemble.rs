//! From the components to the pack: of all of them, or of those that changed.

use std::collections::HashMap;

use include_components_pack::Digest;

use crate::artifacts::encode::encode;
use crate::artifacts::make::{self, Artifact, Made, Placed, Stores};
use crate::base::error::Error;
use crate::base::stat::Fingerprint;
use crate::base::threads::Threads;
use crate::cache::action::ActionResult;
use crate::cache::last_pack::OldPack;
use crate::config::checked::Config;
use crate::output::pack::{self, Encoded, Packed, Written};
use crate::report::{Report, Timer};
use crate::scan::collect::{Bundle, Gathered};
use crate::scan::listing::{File, Listing};
use crate::scan::stat_index::State;

/// What all of a run's components became.
#[derive(Debug)]
pub(super) struct Assembled {
    pub(super) written: Written,
    /// The stat index's entries, in the order of the listing.
    pub(super) entries: Vec<Fingerprint>,
    pub(super) extra: HashMap<String, Option<Fingerprint>>,
    pub(super) actions: HashMap<Digest, ActionResult>,
    pub(super) warnings: Vec<String>,
}

/// Makes and encodes all components, and writes the pack.
pub(super) fn all(
    config: &Config<'_>,
    threads: &Threads,
    listing: &Listing,
    gathered: &Gathered<'_>,
    stores: &Stores<'_>,
    (report, timer): (&mut Report, &mut Timer),
) -> Result<Assembled, Error> {
    let Gathered { components, aside, bundles } = gathered;
    (report.components, report.partials) = (components.len() + bundles.len(), aside.len());
    report.unchanged = components.iter().filter(|it| it.found.trusted).count();
    let made = make::make(config, threads, gathered, stores, report)?;
    timer.lap(report, "make");
    let artifacts = in_order(gathered, &made);
    let encodings = encode(config, threads, &artifacts, stores, report)?;
    timer.lap(report, "encode");
    // Else the last pack may have other encodings of the same artifact.
    let same_encoders = stores.before.encoders == Some(config.encoders.digest);
    let packed = artifacts.iter().enumerate().map(|(nth, artifact)| Packed {
        unchanged: same_encoders && artifact.artifact.is_unchanged(),
        ..self::packed(artifact, encodings.of(nth))
    });
    let packed: Vec<Packed<'_>> = packed.collect();
    report.bytes_embedded = packed.iter().map(|it| it.artifact.len).sum();
    report.bytes_encoded = packed.iter().map(Packed::bytes_encoded).sum();
    let written = pack::write(config, threads, stores.old, stores.spool, &packed)?;
    timer.lap(report, "pack");
    let entries = entries(listing, gathered, &made);
    Ok(assembled(written, entries, made, encodings.warnings))
}

/// Makes and encodes the components that changed, and writes what changed of the
/// pack.
///
/// Where it takes all components to write it, returns what was made of these, by
/// path.
pub(super) fn changed(
    config: &Config<'_>,
    threads: &Threads,
    listing: &Listing,
    gathered: &Gathered<'_>,
    stores: &Stores<'_>,
    (report, timer): (&mut Report, &mut Timer),
) -> Result<Result<Assembled, HashMap<String, Artifact>>, Error> {
    let made = make::make(config, threads, gathered, stores, report)?;
    timer.lap(report, "make");
    let old = stores.old.filter(|_| stores.before.encoders == Some(config.encoders.digest));
    if let Some(old) = old {
        let artifacts = in_order(gathered, &made);
        let encodings = encode(config, threads, &artifacts, stores, report)?;
        timer.lap(report, "encode");
        let packed = artifacts.iter().enumerate();
        let packed = packed.map(|(nth, artifact)| self::packed(artifact, encodings.of(nth)));
        let packed: Vec<Packed<'_>> = packed.collect();
        if let Some(written) = pack::write_changed(config, threads, old, stores.spool, &packed)? {
            timer.lap(report, "pack");
            count(report, listing.len(), &packed, old, stores.before);
            let entries = entries(listing, gathered, &made);
            return Ok(Ok(assembled(written, entries, made, encodings.warnings)));
        }
    }
    let paths = gathered.components.iter().map(|component| component.path.clone());
    Ok(Err(paths.zip(made.artifacts.into_iter().map(Artifact::counted)).collect()))
}

/// Counts what all components are, from what they were and what changed.
fn count(
    report: &mut Report,
    components: usize,
    changed: &[Packed<'_>],
    old: &OldPack,
    before: &State,
) {
    report.components = components;
    report.unchanged = components - changed.len();
    (report.bytes_embedded, report.bytes_encoded) = (before.bytes, before.bytes_encoded);
    report.encodings_reused += old.encodings();
    for component in changed {
        let lens = old.lens(component.position);
        let (identity, encoded) = lens.split_first().unwrap_or((&0, &[]));
        report.encodings_reused = report.encodings_reused.saturating_sub(encoded.len());
        let was_encoded: u64 = encoded.iter().sum();
        report.bytes_embedded =
            (report.bytes_embedded + component.artifact.len).saturating_sub(*identity);
        report.bytes_encoded =
            (report.bytes_encoded + component.bytes_encoded()).saturating_sub(was_encoded);
    }
}

fn assembled(
    written: Written,
    entries: Vec<Fingerprint>,
    made: Made,
    warnings: Vec<String>,
) -> Assembled {
    let Made { extra, actions, warnings: mut all, .. } = made;
    all.extend(warnings);
    Assembled { written, entries, extra, actions, warnings: all }
}

/// Returns all artifacts, in the byte order of the paths that they are looked up
/// by.
fn in_order<'a>(gathered: &'a Gathered<'_>, made: &'a Made) -> Vec<Placed<'a>> {
    let components = gathered.components.iter().zip(&made.artifacts);
    let mut all: Vec<Placed<'_>> = components
        .map(|(it, artifact)| Placed { position: it.position, path: it.artifact_path(), artifact })
        .collect();
    if !gathered.bundles.is_empty() {
        let bundles = gathered.bundles.iter().zip(&made.bundles);
        let placed = |(it, artifact): (&Bundle<'a>, &'a Artifact)| Placed {
            position: 0,
            path: it.rule.path,
            artifact,
        };
        all.extend(bundles.map(placed));
        all.sort_by_key(|it| it.path);
        all.iter_mut().enumerate().for_each(|(position, it)| it.position = position);
    }
    all
}

/// Returns the stat index's entries, in the order of the listing.
fn entries(
    listing: &Listing,
    Gathered { components, aside, .. }: &Gathered<'_>,
    made: &Made,
) -> Vec<Fingerprint> {
    let files = listing.dirs.iter().flat_map(|dir| &dir.files);
    let mut entries: Vec<Fingerprint> = files.map(File::entry).collect();
    for (component, artifact) in components.iter().zip(&made.artifacts) {
        entries[component.listed] = artifact.source;
    }
    for (component, entry) in aside.iter().zip(&made.aside) {
        entries[component.listed] = *entry;
    }
    entries
}

/// Returns a component that the last pack does not have, or not at this position.
fn packed<'a>(placed: &Placed<'a>, encoded: &'a [Encoded]) -> Packed<'a> {
    let Placed { position, path, artifact } = *placed;
    Packed { position, path, artifact: artifact.piece, encoded, unchanged: false }
}
