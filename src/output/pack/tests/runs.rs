//! Which blobs are copied in one piece.

use std::sync::OnceLock;

use include_components_pack::ALIGN;
use include_components_pack::write::Placement;

use super::*;
use crate::output::pack::part::{Stretch, stretches};

/// Where some bytes are, to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    Old(u64),
    Spool(u64),
}

/// Returns a location in a last pack that nobody reads.
pub(super) fn old(address: u64) -> Location<'static> {
    Location::Pack(&last_packs()[0], address)
}

/// The same in one that was copied, in which only blobs are verified.
fn copied(address: u64) -> Location<'static> {
    Location::Pack(&last_packs()[1], address)
}

fn last_packs() -> &'static [LastPack; 2] {
    static PACKS: OnceLock<[LastPack; 2]> = OnceLock::new();
    PACKS.get_or_init(|| [true, false].map(|intact| with(intact, old_pack(&Tree::new(), 1))))
}

/// Returns how the blobs at these places are copied.
pub(super) fn runs_of<'a>(placements: &[Placement], components: &[Packed<'a>]) -> Vec<Stretch<'a>> {
    let blob = |it: &Placement| components[it.component as usize].artifact;
    let blobs: Vec<_> = placements.iter().map(blob).collect();
    stretches(placements, &blobs)
}

/// Joins the blobs of a pack of these components; returns where from and how
/// long each stretch is.
pub(super) fn joined(components: &[Packed<'_>]) -> Vec<(At, u64)> {
    let index = lay_out(
        Contents { components, last: None, notes: &[] },
        u64::MAX,
        (&Naming::default(), &MediaTypes::default()),
        Path::new("out"),
    )
    .unwrap();
    let runs = runs_of(&index.placements, components);
    for pair in runs.windows(2) {
        let gap = pair[1].to - (pair[0].to + pair[0].len);
        assert!(gap < ALIGN, "no byte is left out: {runs:?}");
    }
    let first = runs.first().map_or(index.len, |run| run.to);
    let end = runs.last().map_or(first, |run| run.to + run.len);
    assert_eq!(first, index.bytes.len() as u64);
    assert!(index.len - end < ALIGN, "{runs:?}");
    let at = |from| match from {
        Location::Pack(_, address) => At::Old(address),
        Location::Spool(offset) => At::Spool(offset),
        Location::Linked(..) => panic!("none here is linked"),
    };
    runs.iter().map(|run| (at(run.from), run.len)).collect()
}

#[test]
fn neighbours_are_copied_in_one_piece() {
    let spooled = [
        packed("a", 1, 10, InSpool(160)),
        packed("b", 2, 16, InSpool(176)),
        packed("c", 3, 17, InSpool(192)),
        packed("d", 4, 1, InSpool(224)),
    ];
    assert_eq!(joined(&spooled), [(At::Spool(160), 65)]);
    let moved = |to: fn(u64) -> Location<'static>| {
        spooled.map(|it| match it.artifact.location {
            InSpool(at) => packed(
                it.path,
                it.artifact.content.digest.as_bytes()[0],
                it.artifact.content.len,
                to(at),
            ),
            Location::Pack(..) | Location::Linked(..) => it,
        })
    };
    assert_eq!(joined(&moved(old)), [(At::Old(160), 65)]);
    // What lies between the blobs of a pack that was copied is not verified.
    let each = [(160, 10), (176, 16), (192, 17), (224, 1)].map(|(at, len)| (At::Old(at), len));
    assert_eq!(joined(&moved(copied)), each);
}

#[test]
fn a_change_in_the_middle_makes_three_runs() {
    let at = |nth: u64| 1000 + 16 * nth;
    let from = |nth| At::Old(at(nth));
    let paths = ["a", "b", "c", "d", "e", "f", "g"];
    let mut components: Vec<_> =
        (0..7).map(|nth| packed(paths[nth], nth as u8, 16, old(at(nth as u64)))).collect();
    assert_eq!(joined(&components).len(), 1);
    components[3] = packed("d", 100, 500, InSpool(0));
    let changed = [(from(0), 48), (At::Spool(0), 500), (from(4), 48)];
    assert_eq!(joined(&components), changed);
    components.remove(3);
    assert_eq!(joined(&components), [(from(0), 48), (from(4), 48)], "removed");
    components[0] = packed("a", 101, 16, InSpool(512));
    assert_eq!(joined(&components).len(), 3, "and the first one changed");
    assert!(joined(&[]).is_empty());
}

#[test]
fn blobs_in_another_order_are_copied_one_by_one() {
    let places = [32, 16, 0, 48, 64];
    let paths = ["a", "b", "c", "d", "e"];
    let components: Vec<_> =
        (0..5).map(|nth| packed(paths[nth], nth as u8, 16, InSpool(places[nth]))).collect();
    let expected = [(32, 16), (16, 16), (0, 16), (48, 32)].map(|(at, len)| (At::Spool(at), len));
    assert_eq!(joined(&components), expected);
}
