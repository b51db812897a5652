//! Paths that are equal, or that some file systems take for equal.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::base::error::{ErrorKind, Problem, shown};
use crate::scan::collect::Source;

/// A path, and the component that is looked up by it, unless that is a bundle.
type Claim<'a> = (&'a str, Option<&'a Source<'a>>);

/// Returns a problem for each two claims that collide; they are in the byte order
/// of their paths.
pub(super) fn collisions(claims: &[Claim<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for pair in claims.windows(2) {
        if pair[0].0 == pair[1].0 {
            let what = match (pair[0].1, pair[1].1) {
                (Some(a), Some(b)) if a.path == b.path => "two roots have one logical path:",
                (Some(_), Some(_)) => "two components compile to one path:",
                (None, None) => "two bundles have one path:",
                _ => "a component and a bundle have one path:",
            };
            problems.push(collision(what, &pair[0], &pair[1], "rename or `exclude` one of them"));
        }
    }
    problems.extend(files_and_dirs(claims));
    // Of two paths that are taken for equal, one at least is not as it is
    // compared; those are few.
    let mut folded: HashMap<String, &Claim<'_>> = HashMap::new();
    for claim in claims {
        let Some(compared) = fold(claim.0) else { continue };
        let plain = claims.binary_search_by(|(path, _)| (*path).cmp(compared.as_str()));
        let plain = plain.ok().map(|at| &claims[at]);
        let first = plain.or_else(|| folded.get(&compared).copied());
        if let Some(first) = first.filter(|first| first.0 != claim.0) {
            let what = "these names differ only in case, Unicode form or kind of slash:";
            let remedy = "on some systems they are one file; rename or `exclude` one of them";
            problems.push(collision(what, first, claim, remedy));
        }
        folded.insert(compared, claim);
    }
    problems
}

/// Returns a problem for each path that is also the directory of another: no file system
/// has both, so they could not be extracted.
///
/// One root has no such paths, but two have, and compilers and bundles make them.
fn files_and_dirs(claims: &[Claim<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut last = "";
    for claim in claims {
        let dir = claim.0.rfind('/').map_or("", |slash| &claim.0[..=slash]);
        // Most are in the directory of the one before.
        if dir == last || last.starts_with(dir) {
            continue;
        }
        for (slash, _) in
            dir.match_indices('/').filter(|(slash, _)| last.get(..=*slash) != dir.get(..=*slash))
        {
            let at = claims.binary_search_by(|(path, _)| (*path).cmp(&dir[..slash]));
            if let Ok(at) = at {
                let what = "a file and a directory have one path:";
                problems.push(collision(
                    what,
                    &claims[at],
                    claim,
                    "rename or `exclude` one of them",
                ));
            }
        }
        last = dir;
    }
    problems
}

fn collision(what: &str, a: &Claim<'_>, b: &Claim<'_>, remedy: &str) -> Problem {
    let file = |(path, source): &Claim<'_>| match source {
        Some(source) => source.file(),
        None => PathBuf::from(path),
    };
    let sort = |claim: &Claim<'_>| if claim.1.is_none() { "the bundle " } else { "" };
    let what = format!("{what} {}{} and {}", sort(a), shown(&file(a)), sort(b));
    Problem::with_path(ErrorKind::Collision, what.trim_end(), &file(b), remedy)
}

/// Returns a path as the least discerning file system would compare it, unless
/// that is the path itself.
fn fold(path: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let folded = match path.is_ascii() {
        // Unlike `to_ascii_lowercase`, it is compiled in std, so optimised.
        true => path.to_lowercase(),
        false => path.nfd().collect::<String>().to_lowercase().nfc().collect(),
    };
    let folded =
        if folded.as_bytes().contains(&b'\\') { folded.replace('\\', "/") } else { folded };
    (folded != path).then_some(folded)
}
