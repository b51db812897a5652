//! The paths that someone may have meant.

/// Returns up to `count` of the candidates, the most similar to `wanted` first, and
/// whether they are similar at all: if none is, others are returned.
///
/// # Cost
///
/// The length of `wanted` times that of all candidates: for error messages.
pub fn nearest<'a>(
    wanted: &str,
    candidates: impl Iterator<Item = &'a str>,
    count: usize,
) -> (bool, Vec<&'a str>) {
    let wanted = wanted.trim_start_matches("./").trim_start_matches('/').to_lowercase();
    let rank = |path: &'a str| {
        let lower = path.to_lowercase();
        (likeness(&wanted, &lower), distance(&wanted, &lower), path)
    };
    let mut ranked: Vec<(Likeness, usize, &str)> = candidates.map(rank).collect();
    ranked.sort();
    // Half of a path is another one.
    let is_like = |(likeness, distance, _): &(Likeness, usize, &str)| {
        *likeness < Likeness::Other || 2 * distance <= wanted.len()
    };
    let similar = ranked.iter().take(count).take_while(|it| is_like(it)).count();
    ranked.truncate(if similar > 0 { similar } else { count });
    (similar > 0, ranked.into_iter().map(|(.., path)| path).collect())
}

/// In which way two paths are alike: the first is the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// They differ in case alone.
    Case,
    /// One ends in the other: a directory is missing, or is too much.
    End,
    /// The file name is the same, in another directory.
    Name,
    /// The extension is another: what a compiler makes has its own.
    Stem,
    Other,
}

fn likeness(wanted: &str, other: &str) -> Likeness {
    let ends_in =
        |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.ends_with('/'));
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let stem = |path: &str| name(path).split('.').next().unwrap_or_default().to_owned();
    if wanted == other {
        Likeness::Case
    } else if ends_in(other, wanted) || ends_in(wanted, other) {
        Likeness::End
    } else if name(wanted) == name(other) {
        Likeness::Name
    } else if !stem(wanted).is_empty() && stem(wanted) == stem(other) {
        Likeness::Stem
    } else {
        Likeness::Other
    }
}

/// Returns how many bytes must be put in, taken out or exchanged, or how many pairs
/// of neighbours.
///
/// The algorithm is Wagner and Fischer's with the pairs of Damerau's (optimal string
/// alignment), with three rows of the table kept.
fn distance(from: &str, to: &str) -> usize {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (taken, from_byte) in from.iter().enumerate() {
        let mut row = vec![taken + 1];
        for (at, to_byte) in to.iter().enumerate() {
            let exchanged = last[at] + usize::from(from_byte != to_byte);
            let mut least = exchanged.min(last[at + 1] + 1).min(row[at] + 1);
            if taken > 0 && at > 0 && *from_byte == to[at - 1] && from[taken - 1] == *to_byte {
                least = least.min(before[at - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests;
