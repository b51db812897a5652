//! The paths that someone may have meant.

/// Returns up to `count` of the candidates, the most similar to `wanted` first, and
/// whether they are similar at all: if none is, others are returned.
///
/// # Cost
///
/// About the length of all candidates, some times: for error messages.
pub fn nearest<'a>(
    wanted: &str,
    candidates: impl Iterator<Item = &'a str>,
    count: usize,
) -> (bool, Vec<&'a str>) {
    let wanted = wanted.trim_start_matches("./").trim_start_matches('/').to_lowercase();
    // Half of a path is another one.
    let mut most = wanted.len() / 2;
    let (mut similar, mut others) = (Vec::new(), Vec::new());
    // The distances of those that are alike in no other way, the least first.
    let mut least: Vec<usize> = Vec::new();
    for path in candidates {
        let lower = path.to_lowercase();
        let likeness = likeness(&wanted, &lower);
        let is_other = likeness == Likeness::Other;
        let Some(distance) = distance(&wanted, &lower, if is_other { most } else { usize::MAX })
        else {
            others.push(path);
            continue;
        };
        if is_other {
            least.insert(least.partition_point(|it| *it <= distance), distance);
            least.truncate(count);
            // Others need not be compared to the end.
            let last = least.last().filter(|_| least.len() == count);
            most = most.min(last.copied().unwrap_or(most));
        }
        similar.push((likeness, distance, path));
    }
    similar.sort();
    others.sort();
    let is_similar = count > 0 && !similar.is_empty();
    let mut nearest: Vec<&str> = match is_similar {
        true => similar.into_iter().map(|(.., path)| path).collect(),
        false => others,
    };
    nearest.truncate(count);
    (is_similar, nearest)
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
    let (wanted_name, other_name) = (name(wanted), name(other));
    if wanted == other {
        Likeness::Case
    } else if ends_in(other, wanted) || ends_in(wanted, other) {
        Likeness::End
    } else if wanted_name == other_name {
        Likeness::Name
    } else if !stem(wanted_name).is_empty() && stem(wanted_name) == stem(other_name) {
        Likeness::Stem
    } else {
        Likeness::Other
    }
}

fn name(path: &str) -> &str {
    path.rfind('/').map_or(path, |slash| &path[slash + 1..])
}

fn stem(name: &str) -> &str {
    name.find('.').map_or(name, |dot| &name[..dot])
}

/// Returns how many bytes must be put in, taken out or exchanged, or how many pairs
/// of neighbours; `None` if that is more than `most`.
///
/// The algorithm is Wagner and Fischer's with the pairs of Damerau's (optimal string
/// alignment), with three rows of the table kept.
fn distance(from: &str, to: &str, most: usize) -> Option<usize> {
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let (from, to) = (&from.as_bytes()[same..], &to.as_bytes()[same..]);
    let same = from.iter().rev().zip(to.iter().rev()).take_while(|(a, b)| a == b).count();
    let (from, to) = (&from[..from.len() - same], &to[..to.len() - same]);
    if least_distance(from, to) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (taken, from_byte) in from.iter().enumerate() {
        let mut row = Vec::with_capacity(last.len());
        row.push(taken + 1);
        for (at, to_byte) in to.iter().enumerate() {
            let exchanged = last[at] + usize::from(from_byte != to_byte);
            let mut least = exchanged.min(last[at + 1] + 1).min(row[at] + 1);
            if taken > 0 && at > 0 && *from_byte == to[at - 1] && from[taken - 1] == *to_byte {
                least = least.min(before[at - 1] + 1);
            }
            row.push(least);
        }
        // No row has less than the two before it.
        if [&last, &row].iter().all(|row| row.iter().all(|it| *it > most)) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[to.len()]).filter(|it| *it <= most)
}

/// Returns what the distance is not below: each byte of the longer text that the other
/// has nowhere is an edit.
fn least_distance(from: &[u8], to: &[u8]) -> usize {
    let mut counts = [0usize; 256];
    for byte in from {
        counts[usize::from(*byte)] += 1;
    }
    let mut in_both = 0;
    for byte in to {
        let count = &mut counts[usize::from(*byte)];
        if *count > 0 {
            (*count, in_both) = (*count - 1, in_both + 1);
        }
    }
    from.len().max(to.len()) - in_both
}

#[cfg(test)]
mod tests;
