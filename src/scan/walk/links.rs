//! Symbolic links: where they may lead.

use std::fs::{self, Metadata};
use std::path::Path;

use crate::base::error::{ErrorKind, Problem, shown};
use crate::base::roots::{Root, real};
use crate::config::options::Links;

/// Follows the link at `path`, which lies in the directory `prefix` of a root.
pub(super) fn follow(
    links: Links,
    root: &Root,
    prefix: &str,
    path: &Path,
) -> Result<Metadata, Problem> {
    let fault = |what: &str, remedy: &str| Problem::with_path(ErrorKind::Link, what, path, remedy);
    if links == Links::Refuse {
        return Err(fault("a symbolic link:", "links are refused here; replace or `exclude` it"));
    }
    let canonical = |path: &Path| {
        real(path).map_err(|error| {
            let what = "cannot follow the symbolic link";
            let remedy = "repair, remove or `exclude` it";
            Problem::with_path(ErrorKind::Link, what, path, remedy).caused_by(error.into())
        })
    };
    let target = canonical(path)?;
    if links == Links::Inside && !target.starts_with(canonical(&root.path)?) {
        let what = format!("a symbolic link to {}, which is outside of the root:", shown(&target));
        let remedy = "replace or `exclude` it, or allow it with `links(Links::Anywhere)`";
        return Err(fault(&what, remedy));
    }
    let metadata = fs::metadata(&target).map_err(|error| {
        Problem::io(ErrorKind::Link, "cannot look at the target of the link", path, error)
    })?;
    if metadata.is_dir() {
        // The directories that lead here are those of the root and of each
        // segment of `prefix`: to enter one of them again would have no end.
        let ends = prefix.match_indices('/').map(|(slash, _)| slash);
        for end in std::iter::once(0).chain(ends) {
            if canonical(&root.file(&prefix[..end]))? == target {
                return Err(fault(
                    "a symbolic link to a directory that it is in:",
                    "it would have no end; remove or `exclude` it",
                ));
            }
        }
    }
    Ok(metadata)
}
