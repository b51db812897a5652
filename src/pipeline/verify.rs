//! What is embedded, compared with what is on disk: for a user's own test.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use include_components_pack::{Digest, Pack, SetFile};

use super::run_stages;
use crate::base::cargo_env::{CargoEnv, temp_dir};
use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::fs;
use crate::base::temp::{TempDir, make_empty};
use crate::compile::encoder::Effort;
use crate::compile::encoders::Encoders;
use crate::config::builder::Build;
use crate::config::checked::Config;
use crate::config::options::Embed;
use crate::directives::Directives;

impl Build {
    /// Compares what a program embeds with what this build would embed now.
    ///
    /// For a test of yours, with this crate as a dev-dependency and the options of
    /// `build.rs`. It finds what cargo cannot: files that were replaced by others with
    /// old times, as where CI restores `target`, so that neither the build script nor
    /// rustc was run. `embedded` are path and digest of each component, in any order.
    /// Relative roots are relative to the package's directory, as in `build.rs`.
    ///
    /// # Errors
    ///
    /// Fails with [`ErrorKind::Stale`] for each component that is new, gone or
    /// another one, and with the errors of [`run`](Self::run).
    ///
    /// # Cost
    ///
    /// That of a first build in a temporary directory, without encoders; results are
    /// taken from the [`Cache`](crate::Cache) if it has a place of its own. If it has not, a
    /// [`Tool`](crate::Tool) runs.
    ///
    /// # Examples
    ///
    /// In a program, `embedded` is
    /// `ui::COMPONENTS.iter().map(|it| (it.path(), it.digest()))`.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use include_components_build::{Build, Digest, ErrorKind};
    ///
    /// # let dir = tempfile::tempdir()?;
    /// # let root = dir.path().join("ui");
    /// # std::fs::create_dir(&root)?;
    /// std::fs::write(root.join("a.css"), "a {}")?;
    /// let digest = Digest::from_bytes(*blake3::hash(b"a {}").as_bytes());
    /// Build::new().root(&root).verify([("a.css", digest)])?;
    ///
    /// std::fs::write(root.join("a.css"), "b {}")?;
    /// let error = Build::new().root(&root).verify([("a.css", digest)]).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Stale);
    /// assert!(error.to_string().contains("touch build.rs"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify<'a>(
        &self,
        embedded: impl IntoIterator<Item = (&'a str, Digest)>,
    ) -> Result<(), Error> {
        let mut on_disk = self.on_disk()?;
        let mut problems = Vec::new();
        let mut stale = |path: &str, how| {
            let remedy = "touch build.rs and build again";
            let path = PathBuf::from(path);
            problems.push(Problem::with_path(ErrorKind::Stale, how, &path, remedy));
        };
        for (path, digest) in embedded {
            match on_disk.remove(path) {
                Some(now) if now == digest => {}
                Some(_) => stale(path, "embedded with other bytes than there are now:"),
                None => stale(path, "embedded, but not there any more:"),
            }
        }
        on_disk.keys().for_each(|path| stale(path, "there, but not embedded:"));
        Error::of(problems).map_or(Ok(()), Err)
    }

    /// Returns path and digest of all that this build would embed now.
    fn on_disk(&self) -> Result<BTreeMap<String, Digest>, Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);

        let nth = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = temp_dir().join(format!("include-components-{}-{nth}", process::id()));
        make_empty(&dir).map_err(|error| fs::write_problem(&dir, error))?;
        let dir = TempDir::new(dir);
        let env = CargoEnv { out_dir: Some(dir.path().to_owned()), live: None, ..CargoEnv::read() };
        // Nothing is linked, and a test is not told for which target.
        let mut config = Config::with_embed(self, env, Embed::Include)?;
        // Digests are of the artifacts, whatever encodings there are beside them.
        config.encoders = Encoders::new(&[], Effort::Fast, &mut Vec::new());
        config.explain = false;
        run_stages(&mut config, &mut Directives::default())?;
        components(&config).ok_or_else(|| {
            let what = "cannot read what was built in";
            Problem::with_path(ErrorKind::Read, what, dir.path(), "").into()
        })
    }
}

/// Returns path and digest of all components of a set that is included.
fn components(config: &Config<'_>) -> Option<BTreeMap<String, Digest>> {
    let text = String::from_utf8(fs::read(&config.out_file("set"))?).ok()?;
    let bytes = fs::read(&config.out_dir.join(SetFile::parse(&text).ok()?.first().file))?;
    let pack = Pack::open(&bytes).ok()?;
    let component = |at| {
        let blob = pack.entry(at)?.identity()?;
        Some((pack.entry(at)?.path()?.to_owned(), blob.content.digest))
    };
    (0..pack.len()).map(component).collect()
}

#[cfg(test)]
mod tests;
