//! The versions of programs, which are asked once for each file of a program.

use std::path::{Path, PathBuf};

use include_components_pack::Digest;
use include_components_pack::bytes::{Decoder, put_bytes};

use crate::base::cargo_env;
use crate::base::key::KeyHasher;
use crate::base::stat::Stat;
use crate::cache::store::Store;
use crate::compile::program::{ask, find_program};

/// The compiler of a front end in Rust.
pub(super) const RUSTC: &str = "rustc";

/// What a program said of itself, and the file that said it.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub(super) name: String,
    pub(super) text: String,
    file: PathBuf,
    stat: Stat,
}

impl Version {
    /// Returns the version of a program that is there now; `None` if there is none.
    ///
    /// It is asked only if neither `known` nor the cache has what this file said: node
    /// takes 40 ms to tell.
    pub(super) fn of(name: &str, package: &Path, known: &[Version], store: &Store) -> Option<Self> {
        // Cargo says which rustc it is; the one in `PATH` may choose among several.
        let rustc = cargo_env::var("RUSTC").map(PathBuf::from).filter(|_| name == RUSTC);
        let rustc = rustc.filter(|file| file.is_absolute());
        let file = rustc.or_else(|| find_program(name, package))?;
        let stat = Stat::of(&std::fs::metadata(&file).ok()?);
        let is_it = |it: &&Version| it.file == file && it.stat == stat;
        if let Some(known) = known.iter().find(is_it) {
            return Some(Version { name: name.to_owned(), ..known.clone() });
        }
        let key = key(&file, &stat);
        let text = store.find(key, |bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| {
            let answer = ask(&file, &["--version".to_owned()]);
            let text = answer.and_then(|bytes| String::from_utf8(bytes).ok());
            // One that does not tell is known by its file.
            let text = text.unwrap_or_else(|| format!("{key}"));
            store.add(&[(key, text.clone().into_bytes())]);
            text
        });
        Some(Version { name: name.to_owned(), text, file, stat })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        put_bytes(out, self.name.as_bytes());
        put_bytes(out, self.text.as_bytes());
        put_bytes(out, self.file.to_string_lossy().as_bytes());
        out.extend_from_slice(self.stat.as_bytes());
    }

    pub(super) fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        Some(Version {
            name: reader.text()?.to_owned(),
            text: reader.text()?.to_owned(),
            file: PathBuf::from(reader.text()?),
            stat: Stat::from_bytes(reader.array()?),
        })
    }
}

fn key(file: &Path, stat: &Stat) -> Digest {
    let mut key = KeyHasher::new("include-components version 1");
    key.write(file.as_os_str().as_encoded_bytes()).write(stat.as_bytes());
    key.finish()
}
