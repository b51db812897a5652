//! Which blobs are copied in one piece.

use super::*;
use Location::{Pack as Old, Spool as InSpool};

/// Returns how the blobs at these places are copied.
pub(super) fn runs_of(
    placements: &[Placement],
    components: &[Packed<'_>],
    intact: bool,
) -> Vec<Run> {
    runs(placements, Contents { components: &numbered(components), old: None }, intact)
}

/// Joins the blobs of a pack of these components; returns where from and how
/// long each run is.
pub(super) fn joined(components: &[Packed<'_>], intact: bool) -> Vec<(Location, u64)> {
    let index = lay_out(components, u64::MAX, &MediaTypes::default(), Path::new("out")).unwrap();
    let runs = runs_of(&index.placements, components, intact);
    for pair in runs.windows(2) {
        let gap = pair[1].to - (pair[0].to + pair[0].len);
        assert!(gap < ALIGN, "no byte is left out: {runs:?}");
    }
    let first = runs.first().map_or(index.len, |run| run.to);
    let end = runs.last().map_or(first, |run| run.to + run.len);
    assert_eq!(first, index.bytes.len() as u64);
    assert!(index.len - end < ALIGN, "{runs:?}");
    runs.iter().map(|run| (run.from, run.len)).collect()
}

#[test]
fn neighbours_are_copied_in_one_piece() {
    let spooled = [
        packed("a", 1, 10, InSpool(160)),
        packed("b", 2, 16, InSpool(176)),
        packed("c", 3, 17, InSpool(192)),
        packed("d", 4, 1, InSpool(224)),
    ];
    assert_eq!(joined(&spooled, true), [(InSpool(160), 65)]);
    let old = spooled.map(|it| match it.artifact.place {
        InSpool(at) | Old(at) => {
            packed(it.path, it.artifact.digest.as_bytes()[0], it.artifact.len, Old(at))
        }
    });
    assert_eq!(joined(&old, true), [(Old(160), 65)]);
    // What lies between the blobs of a pack that was copied is not verified.
    let each = [(Old(160), 10), (Old(176), 16), (Old(192), 17), (Old(224), 1)];
    assert_eq!(joined(&old, false), each);
}

#[test]
fn a_change_in_the_middle_makes_three_runs() {
    let at = |nth: u64| Old(1000 + 16 * nth);
    let paths = ["a", "b", "c", "d", "e", "f", "g"];
    let mut components: Vec<_> =
        (0..7).map(|nth| packed(paths[nth], nth as u8, 16, at(nth as u64))).collect();
    assert_eq!(joined(&components, true).len(), 1);
    components[3] = packed("d", 100, 500, InSpool(0));
    let changed = [(at(0), 48), (InSpool(0), 500), (at(4), 48)];
    assert_eq!(joined(&components, true), changed);
    components.remove(3);
    assert_eq!(joined(&components, true), [(at(0), 48), (at(4), 48)], "removed");
    components[0] = packed("a", 101, 16, InSpool(512));
    assert_eq!(joined(&components, true).len(), 3, "and the first one changed");
    assert!(joined(&[], true).is_empty());
}

#[test]
fn blobs_in_another_order_are_copied_one_by_one() {
    let places = [32, 16, 0, 48, 64];
    let paths = ["a", "b", "c", "d", "e"];
    let components: Vec<_> =
        (0..5).map(|nth| packed(paths[nth], nth as u8, 16, InSpool(places[nth]))).collect();
    let expected = [(InSpool(32), 16), (InSpool(16), 16), (InSpool(0), 16), (InSpool(48), 32)];
    assert_eq!(joined(&components, true), expected);
}
