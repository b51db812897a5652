//! What the last run left of a tool: what its folder was made of, and as what.

use std::collections::BTreeMap;
use std::path::Path;

use include_components_pack::Digest;
use include_components_pack::bytes::{Decoder, put_bytes, put_digest, put_maybe_digest, put_u32};

use super::folder::Left;
use super::inputs::Inputs;
use super::versions::Version;
use crate::base::error::Problem;
use crate::base::fs;
use crate::base::hasher::digest;
use crate::base::stat::{Fingerprint, Stat};
use crate::compile::reads::env_digest;

/// The first bytes of the file, with the version of its format; a digest of all that
/// comes after is next.
const MAGIC: &[u8; 8] = b"\xFFictool\x01";

/// A record; that of nothing is empty.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) key: Option<Digest>,
    pub(super) versions: Vec<Version>,
    /// The variables of the environment, with the digests of their values.
    env: Vec<(String, Option<Digest>)>,
    inputs: BTreeMap<String, Fingerprint>,
    pub(super) left: Vec<Left>,
}

impl Record {
    pub(super) fn new(
        key: Option<Digest>,
        versions: Vec<Version>,
        reads_env: &[String],
        inputs: &Inputs,
        left: Vec<Left>,
    ) -> Self {
        let env = reads_env.iter().map(|name| (name.clone(), env_digest(name))).collect();
        Record { key, versions, env, left, ..Record::of_inputs(inputs) }
    }

    /// Makes a record of inputs alone.
    pub(super) fn of_inputs(inputs: &Inputs) -> Self {
        let inputs = inputs.files.iter().filter_map(|it| Some((it.name.clone(), it.now?)));
        Record { inputs: inputs.collect(), ..Record::default() }
    }

    /// Reads a record; whatever is wrong with it, it is an empty one.
    pub(super) fn load(path: &Path) -> Self {
        fs::read(path).and_then(|bytes| Self::parse(&bytes)).unwrap_or_default()
    }

    pub(super) fn save(&self, path: &Path) -> Result<(), Problem> {
        let mut body = Vec::new();
        put_maybe_digest(&mut body, self.key);
        put_u32(&mut body, self.versions.len() as u32);
        for version in &self.versions {
            version.write(&mut body);
        }
        put_u32(&mut body, self.env.len() as u32);
        for (name, found) in &self.env {
            put_bytes(&mut body, name.as_bytes());
            put_maybe_digest(&mut body, *found);
        }
        put_u32(&mut body, self.inputs.len() as u32);
        for (name, found) in &self.inputs {
            put_bytes(&mut body, name.as_bytes());
            body.extend_from_slice(found.stat.as_bytes());
            put_digest(&mut body, found.digest);
            body.push(found.racy as u8);
        }
        put_u32(&mut body, self.left.len() as u32);
        for left in &self.left {
            put_bytes(&mut body, left.path.as_bytes());
            put_digest(&mut body, left.digest);
            body.extend_from_slice(left.stat.as_bytes());
        }
        let bytes = [&MAGIC[..], digest(&body).as_bytes(), &body].concat();
        fs::replace_quickly(path, &bytes)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Decoder(bytes);
        let is_ours = reader.take(MAGIC.len())? == MAGIC;
        let expected = reader.digest()?;
        (is_ours && digest(reader.0) == expected).then_some(())?;
        let key = reader.maybe_digest()?;
        let (mut versions, mut env) = (Vec::new(), Vec::new());
        for _ in 0..reader.u32()? {
            versions.push(Version::read(&mut reader)?);
        }
        for _ in 0..reader.u32()? {
            env.push((reader.text()?.to_owned(), reader.maybe_digest()?));
        }
        let (mut inputs, mut left) = (BTreeMap::new(), Vec::new());
        for _ in 0..reader.u32()? {
            let name = reader.text()?.to_owned();
            inputs.insert(name, Fingerprint::from_bytes(reader.chunk()?));
        }
        for _ in 0..reader.u32()? {
            let path = reader.text()?.to_owned();
            let digest = reader.digest()?;
            left.push(Left { path, digest, stat: Stat::from_bytes(reader.array()?) });
        }
        Some(Record { key, versions, env, inputs, left })
    }

    pub(super) fn input(&self, name: &str) -> Option<&Fingerprint> {
        self.inputs.get(name)
    }

    pub(super) fn input_names(&self) -> impl Iterator<Item = &str> {
        self.inputs.keys().map(String::as_str)
    }

    /// Returns a variable that has another value now.
    pub(super) fn other_variable(&self) -> Option<&str> {
        let other = self.env.iter().find(|(name, found)| env_digest(name) != *found);
        other.map(|(name, _)| name.as_str())
    }
}
