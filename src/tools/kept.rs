//! Folders in the persistent cache: a list of paths and digests, and the bytes, each under
//! a key of its own.

use include_components_pack::Digest;
use include_components_pack::bytes::{Decoder, put_bytes, put_digest, put_u32};

use super::folder::{Folder, Made};
use super::versions::Version;
use crate::base::hasher::digest;
use crate::base::key::KeyHasher;
use crate::base::roots::is_logical;
use crate::cache::store::Store;

/// Finds the folder of a key that the same versions of the programs made.
///
/// A program that is not installed is no hindrance: a hit needs no node. `version` returns
/// that of a program by name, if it is there.
pub(super) fn find(
    store: &Store,
    key: Digest,
    mut version: impl FnMut(&str) -> Option<String>,
) -> Option<Folder> {
    store.find(key, |bytes| {
        let mut reader = Decoder(&bytes);
        for _ in 0..reader.u32()? {
            let (name, text) = (reader.text()?, reader.text()?);
            version(name).is_none_or(|now| now == text).then_some(())?;
        }
        let mut files = Vec::new();
        for _ in 0..reader.u32()? {
            let path = reader.text()?.to_owned();
            let expected = reader.digest()?;
            is_logical(&path).then_some(())?;
            let bytes = store
                .find(blob(expected), |bytes| (digest(&bytes) == expected).then_some(bytes))?;
            files.push(Made { path, digest: expected, bytes });
        }
        (!files.is_empty()).then_some(Folder { files })
    })
}

/// Keeps a folder, with the versions of the programs that made it.
pub(super) fn keep(store: &Store, key: Digest, versions: &[Version], folder: &Folder) {
    let mut list = Vec::new();
    put_u32(&mut list, versions.len() as u32);
    for version in versions {
        put_bytes(&mut list, version.name.as_bytes());
        put_bytes(&mut list, version.text.as_bytes());
    }
    put_u32(&mut list, folder.files.len() as u32);
    let mut objects = Vec::new();
    for Made { path, digest, bytes } in &folder.files {
        put_bytes(&mut list, path.as_bytes());
        put_digest(&mut list, *digest);
        if !store.has(blob(*digest)) {
            objects.push((blob(*digest), bytes.clone()));
        }
    }
    objects.sort_by_key(|(key, _)| *key.as_bytes());
    objects.dedup_by_key(|(key, _)| *key);
    objects.push((key, list));
    store.add(&objects);
}

fn blob(digest: Digest) -> Digest {
    let mut key = KeyHasher::new("include-components tool file 1");
    key.write(digest.as_bytes());
    key.finish()
}
