//! A small hash table.

/// No number: an empty place.
const NONE: u32 = u32::MAX;

/// A hash table of numbers, by keys that the caller keeps.
///
/// `HashMap` is ten times slower in a build script, which is not optimised.
pub(super) struct Table {
    /// At most half of them are taken, so that searches are short and end.
    places: Vec<u32>,
}

impl Table {
    /// Makes a table for at most `capacity` numbers.
    pub(super) fn new(capacity: usize) -> Self {
        Table { places: vec![NONE; (2 * capacity + 1).next_power_of_two()] }
    }

    /// Returns the number at `hash` that `same` accepts, or puts `number` there.
    pub(super) fn find_or_insert(
        &mut self,
        hash: u64,
        number: u32,
        same: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let places = &mut self.places[..];
        let mut at = hash as usize & (places.len() - 1);
        while places[at] != NONE {
            if same(places[at]) {
                return Some(places[at]);
            }
            at = (at + 1) & (places.len() - 1);
        }
        places[at] = number;
        None
    }
}
