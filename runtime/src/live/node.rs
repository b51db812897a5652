//! One version of a set that came after the embedded one.

use std::boxed::Box;
use std::cmp::Ordering;
use std::string::{String, ToString};
use std::vec::Vec;

use include_components_pack::{Digest, Entry, Pack, Same, StoredBlob};

/// A pack that the build script made in live mode.
#[derive(Debug)]
pub(crate) struct Node {
    /// Counted from 1.
    pub(crate) version: u32,
    /// The index alone: blobs are found by their digests.
    pub(crate) pack: Pack<'static>,
    /// The digest of the index, and so of all that is in the pack.
    pub(crate) digest: Digest,
}

/// Bytes that stay for as long as the program runs.
pub(crate) fn leak(bytes: Vec<u8>) -> &'static [u8] {
    Box::leak(bytes.into_boxed_slice())
}

/// Returns all representations of a component.
pub(crate) fn blobs(entry: Entry<'_>) -> impl Iterator<Item = StoredBlob> {
    (0..entry.representations()).filter_map(move |nth| entry.representation(nth))
}

/// The difference between two packs.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    /// The paths of what was changed, added or removed, in byte order.
    pub(crate) paths: Vec<String>,
    /// The representations that the new pack has of those.
    pub(crate) blobs: Vec<StoredBlob>,
}

/// Compares two packs.
///
/// # Cost
///
/// Goes once through both: quickly through what is the same in the same place.
pub(crate) fn difference(old: Pack<'_>, new: Pack<'_>) -> Difference {
    let mut found = Difference::default();
    let same = Same::new(old, new);
    // Those of an entry change with others, too: with what a page needs for it.
    let has_same_notes = |at_old, at_new| old.notes(at_old).eq(new.notes(at_new));
    let (mut at_old, mut at_new) = (0, 0);
    loop {
        let run = same.run(at_old, at_new);
        (at_old, at_new) = (at_old + run, at_new + run);
        let (before, now) = (old.entry(at_old), new.entry(at_new));
        let order = match (before.and_then(|it| it.path()), now.and_then(|it| it.path())) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(now)) => before.cmp(now),
        };
        let kept = before.zip(now).filter(|_| order.is_eq());
        let is_kept = kept.is_some_and(|(before, now)| is_same(before, now));
        if !(is_kept && has_same_notes(at_old, at_new)) {
            let now = now.filter(|_| order.is_ge());
            let path = now.or(before).and_then(|it| it.path());
            found.paths.extend(path.map(ToString::to_string));
            found.blobs.extend(now.into_iter().flat_map(blobs));
        }
        at_old += u32::from(order.is_le());
        at_new += u32::from(order.is_ge());
    }
}

fn is_same(before: Entry<'_>, now: Entry<'_>) -> bool {
    let content = |blob: StoredBlob| (blob.encoding, blob.content.digest);
    before.media_type() == now.media_type()
        && before.hashed_path() == now.hashed_path()
        && before.url() == now.url()
        && blobs(before).map(content).eq(blobs(now).map(content))
}
