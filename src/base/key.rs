//! What an action's result depends on, as one digest, and in words.

use std::fmt::Display;

use include_components_pack::Digest;

use crate::base::hasher::Hasher;
use include_components_pack::bytes::{Decoder, put_bytes, put_digest, put_u32};

/// Hashes everything but the input that an artifact depends on.
///
/// Each value is hashed with its length, so `"ab", "c"` and `"a", "bc"` give
/// different keys. What is hashed is also told: with `INCLUDE_COMPONENTS_EXPLAIN=1`
/// a component that is compiled again because of an option is shown with the
/// option's name and both values.
///
/// # Examples
///
/// ```
/// use include_components_build::KeyHasher;
///
/// fn describe(key: &mut KeyHasher) {
///     key.write("my-minifier").write("1.2").option("level", 3); // name, version, option
/// }
/// ```
#[derive(Debug)]
pub struct KeyHasher {
    hasher: Hasher,
    /// What was hashed, if somebody may want to know.
    fields: Option<Vec<Field>>,
}

/// What is in a key: hashed, and told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipe {
    pub(crate) digest: Digest,
    fields: Vec<Field>,
}

/// A value that was hashed, and its name, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    name: String,
    value: String,
}

/// How much of a value is told, in characters.
const SHOWN: usize = 60;

impl KeyHasher {
    /// Begins a key of some sort; keys of two sorts are never equal.
    pub(crate) fn new(sort: &str) -> Self {
        let mut key = KeyHasher { hasher: Hasher::new(), fields: None };
        key.write(sort);
        key
    }

    /// Hashes and tells what `describe` writes into a key of some sort.
    pub(crate) fn recipe(sort: &str, describe: impl FnOnce(&mut KeyHasher)) -> Recipe {
        let mut key = KeyHasher { fields: Some(Vec::new()), ..KeyHasher::new(sort) };
        describe(&mut key);
        Recipe { digest: key.finish(), fields: key.fields.unwrap_or_default() }
    }

    /// Adds a value without a name: text or bytes.
    ///
    /// The first is the name of the compiler, the second its version.
    pub fn write(&mut self, value: impl AsRef<[u8]>) -> &mut Self {
        let value = value.as_ref();
        self.hash(value);
        self.tell("", || String::from_utf8_lossy(value).into_owned())
    }

    /// Adds an option by its name.
    ///
    /// Name and text of the value are hashed: two values with one text are one
    /// value.
    pub fn option(&mut self, name: &str, value: impl Display) -> &mut Self {
        let value = value.to_string();
        self.hash(name.as_bytes());
        self.hash(value.as_bytes());
        self.tell(name, || value)
    }

    /// Adds what another compiler describes, as one value, so that no value of one
    /// can pass for another's.
    pub(crate) fn nest(&mut self, name: &str, describe: impl FnOnce(&mut KeyHasher)) -> &mut Self {
        let nested = KeyHasher::recipe("include-components nested 1", describe);
        self.hash(nested.digest.as_bytes());
        for Field { name: inner, value } in nested.fields {
            self.tell(format!("{name} {inner}").trim_end(), || value);
        }
        self
    }

    pub(crate) fn finish(&self) -> Digest {
        self.hasher.finalize()
    }

    fn hash(&mut self, value: &[u8]) {
        self.hasher.update(&(value.len() as u64).to_le_bytes());
        self.hasher.update(value);
    }

    fn tell(&mut self, name: &str, value: impl FnOnce() -> String) -> &mut Self {
        if let Some(fields) = &mut self.fields {
            let value = value().chars().take(SHOWN).collect();
            fields.push(Field { name: name.to_owned(), value });
        }
        self
    }
}

impl Recipe {
    /// Says what is not as it was in the last recipe; `None` if that cannot be seen.
    pub(crate) fn difference(&self, last: &Recipe) -> Option<String> {
        let names = self.fields.iter().chain(&last.fields).map(|field| field.name.as_str());
        for name in names {
            let of = |recipe: &'_ Recipe| -> Vec<String> {
                let fields = recipe.fields.iter().filter(|field| field.name == name);
                fields.map(|field| field.value.clone()).collect()
            };
            let (now, last) = (of(self), of(last));
            let Some(nth) =
                (0..now.len().max(last.len())).find(|nth| now.get(*nth) != last.get(*nth))
            else {
                continue;
            };
            // Values without a name: that of the compiler, its version, and others.
            let what = match (name, nth) {
                ("", 0) => "its compiler".to_owned(),
                ("", 1) => "the version of its compiler".to_owned(),
                ("", _) => "an option of its compiler".to_owned(),
                _ => format!("option `{name}`"),
            };
            return Some(match (last.get(nth), now.get(nth)) {
                (Some(last), Some(now)) => format!("{what} was {last:?}, is {now:?}"),
                (None, Some(now)) => format!("{what} is new: {now:?}"),
                (Some(last), None) => format!("{what} is gone: {last:?}"),
                (None, None) => continue,
            });
        }
        None
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_digest(out, self.digest);
        put_u32(out, self.fields.len() as u32);
        for Field { name, value } in &self.fields {
            put_bytes(out, name.as_bytes());
            put_bytes(out, value.as_bytes());
        }
    }

    pub(crate) fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let digest = reader.digest()?;
        let mut fields = Vec::new();
        for _ in 0..reader.u32()? {
            fields
                .push(Field { name: reader.text()?.to_owned(), value: reader.text()?.to_owned() });
        }
        Some(Recipe { digest, fields })
    }
}

#[cfg(test)]
mod tests;
