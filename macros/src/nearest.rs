//! The paths that someone may have meant.

/// Returns up to `count` of the candidates, the most similar to `wanted` first.
///
/// # Cost
///
/// The length of `wanted` times that of all candidates: for error messages.
pub(crate) fn nearest<'a>(
    wanted: &str,
    candidates: impl Iterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let mut ranked: Vec<(usize, &str)> =
        candidates.map(|candidate| (distance(wanted, candidate), candidate)).collect();
    ranked.sort();
    ranked.truncate(count);
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Returns how many bytes must be put in, taken out or exchanged.
///
/// The algorithm is Wagner and Fischer's, with one row of the table kept.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (taken, from_byte) in from.bytes().enumerate() {
        let mut diagonal = taken;
        row[0] = taken + 1;
        for (at, to_byte) in to.bytes().enumerate() {
            let exchanged = diagonal + usize::from(from_byte != to_byte);
            diagonal = row[at + 1];
            row[at + 1] = exchanged.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests;
