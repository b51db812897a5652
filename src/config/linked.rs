//! The static libraries of a set: whether there may be some, and what they are called.

use std::path::Path;

use crate::base::cargo_env::{CargoEnv, TargetEnv};
use crate::base::error::Problem;
use crate::base::key::KeyHasher;
use crate::config::checked::complain;
use crate::config::options::Embed;
use crate::library::Format;

/// Returns the format of the static library, if there may be one.
pub(super) fn library(
    embed: Embed,
    format: Option<Format>,
    env: &CargoEnv,
    problems: &mut Vec<Problem>,
) -> Option<Format> {
    if embed == Embed::Link && format.is_none() {
        let TargetEnv { arch, os, env, .. } = &env.target;
        let message = format!(
            "`Embed::Link` does not support the target ({arch} {os} {env}): use `Embed::Auto`"
        );
        complain(problems, message);
    }
    format.filter(|_| embed != Embed::Include)
}

/// Names the static libraries.
///
/// Rustc looks libraries up by name in all search paths of a program, so that
/// the name must be one in all of it: cargo gives each package of a program a
/// directory of its own for OUT_DIR, with a name that does not depend on where
/// the workspace is.
pub(super) fn library_name(env: &CargoEnv, set: &str, out_dir: &Path) -> String {
    let mut key = KeyHasher::new("include-components library 1");
    key.write(&env.package).write(&env.version).write(set);
    for directory in out_dir.ancestors().skip(1).take(2) {
        key.write(directory.file_name().unwrap_or_default().as_encoded_bytes());
    }
    format!("include_components_{:.16}", key.finish())
}
