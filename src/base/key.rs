//! What an action's result depends on, as one digest.

use include_components_pack::Digest;

use crate::base::hasher::Hasher;

/// Hashes everything but the input that an artifact depends on.
///
/// Each value is hashed with its length, so `"ab", "c"` and `"a", "bc"` give
/// different keys.
///
/// # Examples
///
/// ```
/// use include_components_build::KeyHasher;
///
/// fn describe(key: &mut KeyHasher) {
///     key.write("my-minifier").write("1.2").write([3]); // name, version, level
/// }
/// ```
#[derive(Debug)]
pub struct KeyHasher(Hasher);

impl KeyHasher {
    /// Begins a key of some sort; keys of two sorts are never equal.
    pub(crate) fn new(sort: &str) -> Self {
        let mut key = KeyHasher(Hasher::new());
        key.write(sort);
        key
    }

    /// Adds a value: text or bytes.
    pub fn write(&mut self, value: impl AsRef<[u8]>) -> &mut Self {
        let value = value.as_ref();
        self.0.update(&(value.len() as u64).to_le_bytes());
        self.0.update(value);
        self
    }

    pub(crate) fn finish(&self) -> Digest {
        self.0.finalize()
    }
}
