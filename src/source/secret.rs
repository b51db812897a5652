//! Files that look like secrets, by their names or by what is in them.

use std::path::Path;

use crate::base::error::{ErrorKind, Problem};

/// Whether a file looks like a secret by its name.
pub(crate) fn is_secret_name(name: &str) -> bool {
    // Unlike `to_ascii_lowercase`, it is compiled in std, so optimised.
    let name = name.to_lowercase();
    let key = [".pem", ".key", ".p12", ".pfx", ".jks", ".keystore"];
    let known = matches!(
        name.as_str(),
        ".npmrc"
            | ".netrc"
            | ".pgpass"
            | ".htpasswd"
            | "credentials"
            | "id_rsa"
            | "id_dsa"
            | "id_ecdsa"
            | "id_ed25519"
    );
    let begins = name.starts_with(".env") || name.starts_with("credentials.");
    known || begins || key.iter().any(|extension| name.ends_with(extension))
}

/// Returns whether a file in PEM form (RFC 7468) has a private key in it.
///
/// Only a file that begins with a PEM block is searched, so that it costs
/// nothing for the others.
fn is_secret_content(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    let is_key = |line: &[u8]| {
        line.starts_with(b"-----BEGIN ") && line.trim_ascii_end().ends_with(b"PRIVATE KEY-----")
    };
    bytes.starts_with(b"-----BEGIN ") && bytes.split(|byte| *byte == b'\n').any(is_key)
}

/// Returns the problem with a source that looks like a private key.
pub(crate) fn check(file: &Path, path: &str, bytes: &[u8]) -> Result<(), Problem> {
    match is_secret_content(bytes) {
        true => Err(problem("a private key:", file, path)),
        false => Ok(()),
    }
}

/// Makes the problem with a component that looks like a secret; `path` is its
/// logical path.
pub(crate) fn problem(what: &str, file: &Path, path: &str) -> Problem {
    let remedy = format!(
        "anyone who has the program can read it; `exclude` it, \
         or allow it by `.allow_secret({path:?})`"
    );
    Problem::with_path(ErrorKind::Secret, what, file, &remedy)
}

#[cfg(test)]
mod tests;
