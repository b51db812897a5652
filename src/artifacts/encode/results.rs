//! The results of encoders in the persistent cache.

use std::sync::{Mutex, PoisonError};

use include_components_pack::{Content, Digest};

use crate::base::hasher::digest;
use crate::base::sync::lock;
use crate::cache::store::Store;
use include_components_pack::bytes::{Decoder, put_digest, put_u64};

/// What the cache has, and what it is to have.
pub(super) struct Results<'a> {
    store: &'a Store,
    waiting: Mutex<Waiting>,
}

/// Results that wait until there are enough of them for a segment.
#[derive(Default)]
struct Waiting {
    /// Keys and bytes: records by the key of the action, encodings by digest.
    objects: Vec<(Digest, Vec<u8>)>,
    size: usize,
}

/// How many bytes wait in memory before they are written, about.
const SEGMENT: usize = 16 << 20;

impl<'a> Results<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Results { store, waiting: Mutex::default() }
    }

    /// Finds the result of an action: `Some(None)` is that nothing was kept.
    pub(super) fn find(&self, key: Digest) -> Option<Option<Content>> {
        self.store.find(key, |record| read(&record))
    }

    /// Finds the bytes of an encoding.
    pub(super) fn bytes(&self, content: Content) -> Option<Vec<u8>> {
        self.store.find(content.digest, |bytes| (digest(&bytes) == content.digest).then_some(bytes))
    }

    /// Adds the result of an action.
    pub(super) fn add(&self, key: Digest, made: Option<(Content, Vec<u8>)>) {
        let mut waiting = lock(&self.waiting);
        waiting.objects.push((key, write(made.as_ref().map(|(content, _)| *content))));
        if let Some((content, bytes)) = made.filter(|(content, _)| !self.store.has(content.digest))
        {
            waiting.size += bytes.len();
            waiting.objects.push((content.digest, bytes));
        }
        if waiting.size >= SEGMENT {
            let full = std::mem::take(&mut *waiting);
            drop(waiting);
            self.store.add(&full.objects);
        }
    }

    /// Writes what is left.
    pub(super) fn flush(self) {
        let rest = self.waiting.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.store.add(&rest.objects);
    }
}

fn read(record: &[u8]) -> Option<Option<Content>> {
    let mut reader = Decoder(record);
    match reader.u8()? {
        0 => Some(None),
        _ => Some(Some(Content { digest: reader.digest()?, len: reader.u64()? })),
    }
}

fn write(made: Option<Content>) -> Vec<u8> {
    let mut record = vec![made.is_some() as u8];
    if let Some(Content { digest, len }) = made {
        put_digest(&mut record, digest);
        put_u64(&mut record, len);
    }
    record
}

#[cfg(test)]
mod tests;
