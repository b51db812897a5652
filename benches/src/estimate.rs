//! What a build may take, before it is tried.

use crate::machine;
use crate::measure::Cost;
use crate::table::number;

/// What a build took of a small tree, and so may take of a larger one.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// What it takes without components.
    base: Cost,
    built: Cost,
    /// How large the tree was, in bytes.
    bytes: f64,
}

impl Estimate {
    /// Makes an estimate by what a build of a tree of so many bytes took, and
    /// what it takes without components.
    pub fn new(base: Cost, built: Cost, bytes: u64) -> Self {
        Estimate { base, built, bytes: bytes as f64 }
    }

    /// Says why a tree of so many bytes is not to be built: it would take more
    /// seconds than that, or half of the memory that is to be had.
    pub fn too_much(&self, bytes: u64, seconds: f64) -> Option<String> {
        let (wall, peak) = (self.wall(bytes), self.peak(bytes));
        let memory = machine::available().map_or(f64::INFINITY, |memory| memory as f64);
        match () {
            () if peak > memory / 2.0 => {
                Some(format!("would need some {} GB of memory", number(peak / 1e9)))
            }
            () if wall > seconds => Some(format!("would take some {} s", number(wall))),
            () => None,
        }
    }

    fn wall(&self, bytes: u64) -> f64 {
        self.at(bytes, |cost| cost.wall.as_secs_f64())
    }

    fn peak(&self, bytes: u64) -> f64 {
        self.at(bytes, |cost| cost.peak as f64)
    }

    /// Takes what embedding adds to grow as the tree does.
    fn at(&self, bytes: u64, of: impl Fn(&Cost) -> f64) -> f64 {
        let (base, built) = (of(&self.base), of(&self.built));
        base + (built - base).max(0.0) / self.bytes * bytes as f64
    }
}

/// Puts steps between sizes, so that none is more than ten times what an
/// estimate for it was made by, and says of each whether it is such a step.
///
/// The sizes are sorted; 0 is none. What is no larger than the first step can
/// be tried without an estimate: 1,000.
pub fn steps(sizes: &[usize]) -> Vec<(usize, bool)> {
    let mut all = Vec::new();
    let mut last = 100;
    for size in sizes.iter().copied().filter(|size| *size > 0) {
        while size > last * 10 {
            last *= 10;
            all.push((last, true));
        }
        all.push((size, false));
        last = last.max(size);
    }
    all
}

#[cfg(test)]
mod tests;
