//! The roots, checked.

use std::path::{Path, PathBuf};

use crate::base::cargo_env::CargoEnv;
use crate::base::error::{ErrorKind, Problem, shown};
use crate::base::roots::{Root, is_below, is_logical};
use crate::config::builder::Build;
use crate::config::checked::complain;

/// Returns the shortest path to a root from the directory `base`, in which this
/// process runs.
///
/// The kernel goes through every directory of a path: of what it takes to look
/// at a file, that is a third with the whole path of a package.
fn nearest(base: &Path, root: &Path) -> PathBuf {
    match root.strip_prefix(base).unwrap_or(root) {
        here if here.as_os_str().is_empty() => PathBuf::from("."),
        near => near.to_owned(),
    }
}

pub(super) fn roots(
    build: &Build,
    env: &CargoEnv,
    base: &Path,
    out_dir: &Path,
    problems: &mut Vec<Problem>,
) -> Vec<Root> {
    if build.roots.is_empty() && build.tools.is_empty() {
        complain(problems, "no root: call `root(\"components\")` with the directory to embed");
    }
    let place = |root: &Path| match env.in_manifest_dir {
        true => nearest(base, root),
        false => base.join(root),
    };
    let mut roots = Vec::new();
    for (prefix, path) in &build.roots {
        match path.to_str().filter(|text| !text.contains(char::is_control)) {
            Some(text) => roots.push(Root {
                given: text.to_owned(),
                prefix: checked_prefix(prefix, problems),
                path: place(path),
                is_own: is_below(out_dir, &base.join(path)),
            }),
            None => problems.push(Problem::with_path(
                ErrorKind::Config,
                "cannot use the root",
                path,
                "its name is not UTF-8 or has control characters, which cargo cannot be told",
            )),
        }
    }
    roots
}

/// Returns a prefix with a `/` behind it, or nothing; or adds what is wrong with it to
/// the problems.
fn checked_prefix(prefix: &str, problems: &mut Vec<Problem>) -> String {
    if prefix.is_empty() {
        return String::new();
    }
    if !is_logical(prefix) {
        let message = format!(
            "cannot put a root at {prefix:?}: a prefix is relative, `/`-separated, and without \
             `.`, `..`, an empty segment and a `/` at its end, such as \"man/man1\""
        );
        complain(problems, message);
    }
    format!("{prefix}/")
}

/// Refuses roots that are one directory, and one that the output is in.
pub(super) fn check_places(roots: &[Root], out_dir: &Path, problems: &mut Vec<Problem>) {
    // What is not there is compared as it was given.
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let out = real(out_dir);
    for (at, root) in roots.iter().enumerate() {
        let place = real(&root.path);
        let mut complain = |what: &str, remedy: &str| {
            problems.push(Problem::with_path(ErrorKind::Config, what, &root.path, remedy));
        };
        if out.starts_with(&place) {
            complain(
                &format!("the output directory {} is in the root", shown(out_dir)),
                "each build would embed what the last one wrote; \
                 move the components into a directory of their own",
            );
        }
        if let Some(first) = roots[..at].iter().find(|first| real(&first.path) == place) {
            complain(
                &format!("the root {} is the same directory as", shown(&first.path)),
                "its components would be there twice; leave one of them out",
            );
        }
    }
}
