//! Repeated measurements: interleaved, and reduced to medians.

use std::io;
use std::time::Duration;

use crate::measure::Cost;

/// What one subject cost, in each round.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<Cost>);

impl Samples {
    /// Adds the cost of the next round.
    pub fn push(&mut self, cost: Cost) {
        self.0.push(cost);
    }

    /// Returns how many rounds there were.
    pub fn rounds(&self) -> usize {
        self.0.len()
    }

    /// Returns the median wall time, in seconds; NaN if there is none.
    pub fn wall(&self) -> f64 {
        median(self.0.iter().map(|cost| cost.wall.as_secs_f64()).collect())
    }

    /// Returns the least wall time, in seconds; NaN if there is none.
    pub fn least_wall(&self) -> f64 {
        self.0.iter().map(|cost| cost.wall.as_secs_f64()).fold(f64::NAN, f64::min)
    }

    /// Returns the median CPU time, in seconds; NaN if there is none.
    pub fn cpu(&self) -> f64 {
        median(self.0.iter().map(|cost| cost.cpu.as_secs_f64()).collect())
    }

    /// Returns the median of the peaks, in bytes; NaN if there is none.
    pub fn peak(&self) -> f64 {
        median(self.0.iter().map(|cost| cost.peak as f64).collect())
    }

    /// Returns the median, over the rounds, of this wall time over the other's.
    ///
    /// What slows the machine down for a while slows down both of a round.
    pub fn wall_over(&self, other: &Samples) -> f64 {
        self.over(other, |cost| cost.wall)
    }

    /// Returns the median, over the rounds, of this CPU time over the other's.
    pub fn cpu_over(&self, other: &Samples) -> f64 {
        self.over(other, |cost| cost.cpu)
    }

    fn over(&self, other: &Samples, of: impl Fn(&Cost) -> Duration) -> f64 {
        let pairs = self.0.iter().zip(&other.0);
        median(pairs.map(|(a, b)| of(a).as_secs_f64() / of(b).as_secs_f64()).collect())
    }
}

/// One of the things to be measured side by side.
pub struct Subject<'a> {
    name: String,
    rounds: usize,
    measure: Box<dyn FnMut() -> io::Result<Cost> + 'a>,
}

impl<'a> Subject<'a> {
    /// Makes a subject. What `measure` does before it returns a cost is free.
    pub fn new(name: &str, measure: impl FnMut() -> io::Result<Cost> + 'a) -> Self {
        Subject { name: name.to_owned(), rounds: usize::MAX, measure: Box::new(measure) }
    }

    /// Measures it in the first so many rounds only, because it is slow.
    pub fn at_most(self, rounds: usize) -> Self {
        Subject { rounds, ..self }
    }
}

impl std::fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subject").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Measures all subjects in each round, each round from the next one on.
///
/// `prepare` runs before each round. Returns the samples by name, in order.
///
/// # Errors
///
/// The first that a subject returns, with its name.
pub fn interleave(
    rounds: usize,
    mut prepare: impl FnMut(usize) -> io::Result<()>,
    mut subjects: Vec<Subject<'_>>,
) -> io::Result<Vec<(String, Samples)>> {
    let mut samples = vec![Samples::default(); subjects.len()];
    for round in 0..rounds {
        prepare(round)?;
        for turn in 0..subjects.len() {
            let at = (round + turn) % subjects.len();
            let Subject { name, rounds, measure } = &mut subjects[at];
            if round < *rounds {
                let cost = measure()
                    .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
                samples[at].push(cost);
            }
        }
    }
    Ok(subjects.into_iter().map(|subject| subject.name).zip(samples).collect())
}

/// Returns the middle value, or the mean of the two; NaN of nothing.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}

#[cfg(test)]
mod tests;
