//! Everything that a reader of a pack can ask. The fuzz target uses it, too.

use include_components_pack::{Entry, Found, Pack, Same};

/// Asks a pack, of whatever bytes, for everything.
///
/// `places` are the bytes of its parts. Panics when an answer is not in one of
/// them, or contradicts another.
pub(crate) fn exercise(pack: Pack<'_>, places: &[&[u8]], path: &str) {
    assert_eq!(pack.is_empty(), pack.layout().to_raw()[1] == 0);
    let few = pack.len().min(64);
    for index in (0..few).chain([few, pack.len().wrapping_sub(1), pack.len(), u32::MAX]) {
        // It need not be in a part as long as the index says.
        if let Some(found) = pack.artifact(index) {
            assert_inside(places, found);
        }
        let Some(entry) = pack.entry(index) else { continue };
        assert!(index < pack.len());
        for path in [entry.path(), entry.hashed_path()].into_iter().flatten() {
            find(pack, path);
        }
        all_of(pack, entry, places);
        notes(pack, index, places);
        let artifact = entry.identity().and_then(|blob| pack.bytes(&blob));
        assert_eq!(pack.artifact(index), artifact);
    }
    find(pack, path);
    notes(pack, Pack::SET, places);
    let same = Same::new(pack, pack);
    assert!(same.run(0, 0) <= pack.len() && same.run(pack.len(), 0) == 0);
}

/// Reads the notes of a component, or of the set, and finds each of them.
fn notes(pack: Pack<'_>, component: u32, places: &[&[u8]]) {
    for (sort, text) in pack.notes(component).take(64) {
        assert_inside(places, text.as_bytes());
        assert!(pack.noted(sort, text).is_some());
    }
}

/// Looks a path up; what is found has that path, whatever is damaged.
fn find(pack: Pack<'_>, path: &str) {
    if let Some(index) = pack.find(path) {
        assert_eq!(pack.entry(index).and_then(|entry| entry.path()), Some(path));
    }
    if let Some(index) = pack.find_hashed(path) {
        assert_eq!(pack.entry(index).and_then(|entry| entry.hashed_path()), Some(path));
    }
    if let Some(Found::Plain(index)) = pack.look_up(path) {
        assert_eq!(pack.find(path), Some(index));
    }
}

fn all_of(pack: Pack<'_>, entry: Entry<'_>, places: &[&[u8]]) {
    for text in
        [entry.path(), entry.hashed_path(), entry.url(), entry.media_type()].into_iter().flatten()
    {
        assert_inside(places, text.as_bytes());
    }
    let count = entry.representations();
    assert!(count >= 1);
    assert_eq!(entry.representation(0), entry.identity());
    assert_eq!(entry.representation(count), None);
    for nth in (0..count.min(16)).chain([count - 1, u32::MAX]) {
        let Some(blob) = entry.representation(nth) else { continue };
        if let Some(found) = pack.bytes(&blob) {
            assert_eq!(found.len() as u64, blob.content.len);
            assert_inside(places, found);
        }
    }
}

fn assert_inside(places: &[&[u8]], found: &[u8]) {
    let inner = found.as_ptr_range();
    let is_inside = |place: &&[u8]| {
        let outer = place.as_ptr_range();
        outer.start <= inner.start && inner.end <= outer.end
    };
    assert!(places.iter().any(is_inside));
}
