//! The stages in their order: the only module that knows all of them.

mod assemble;

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, metadata};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use include_components_pack::{Digest, SetFile};

use crate::artifacts::encode;
use crate::artifacts::make::Stores;
use crate::base::cargo_env::CargoEnv;
use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::key::KeyHasher;
use crate::base::stat::{Fingerprint, Stat};
use crate::base::temp::TempDir;
use crate::base::threads::{Threads, lock};
use crate::base::{fs, sys, temp};
use crate::cache::last_pack::OldPack;
use crate::cache::store::Store;
use crate::compile::reads;
use crate::compile::reads::Listed;
use crate::config::builder::Build;
use crate::config::checked::Config;
use crate::directives::{Directives, tell_cargo};
use crate::output::pack;
use crate::report::{Report, Timer};
use crate::scan::collect;
use crate::scan::stat_index::Found;
use crate::scan::stat_index::{self, StatIndex, State};
use crate::scan::walk::walk;
use crate::source::spool::{self, Spool};
use assemble::Assembled;

impl Build {
    /// Builds the components, and tells cargo what they depend on.
    ///
    /// # Errors
    ///
    /// All problems that were found, not only the first; [`ErrorKind`] lists
    /// the kinds. Each is also printed as a `cargo::error=` line. The output
    /// of the last run that succeeded stays as it was.
    ///
    /// [`ErrorKind`]: crate::ErrorKind
    pub fn run(&self) -> Result<Report, Error> {
        let mut directives = Directives::default();
        let result = Config::new(self, CargoEnv::read()).and_then(|config| {
            claim(&config)?;
            run_stages(&config, &mut directives)
        });
        if let Err(error) = &result {
            directives.errors(error);
        }
        directives.print();
        result
    }

    /// Builds the components into a directory, outside of cargo.
    ///
    /// For an xtask, Bazel or Buck: nothing is printed; what cargo would have been
    /// told is returned. The directory must exist. It and relative roots are
    /// relative to `CARGO_MANIFEST_DIR` if that is set, else to the current
    /// directory. Unlike [`run`](Self::run), it may make one set several times
    /// with other options, in several directories or one after another.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Self::run), of which nothing is printed.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use include_components_build::Build;
    /// # let dir = tempfile::tempdir()?;
    /// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
    /// # std::fs::create_dir(&root)?;
    /// # std::fs::create_dir(&out)?;
    /// std::fs::write(root.join("a.css"), "a {}")?;
    /// let (report, directives) = Build::new().root(&root).run_in(&out)?;
    /// assert_eq!(report.components(), 1);
    /// let watched = format!("rerun-if-changed={}", root.display());
    /// assert!(directives.lines().any(|line| line == watched));
    /// assert!(out.join("components.set").exists());
    ///
    /// let error = Build::new().root(&root).run_in(dir.path().join("none")).unwrap_err();
    /// assert!(error.to_string().starts_with("cannot write into the output directory"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn run_in(&self, dir: impl Into<PathBuf>) -> Result<(Report, Directives), Error> {
        let env = CargoEnv { out_dir: Some(dir.into()), ..CargoEnv::read() };
        let mut directives = Directives::default();
        let report = run_stages(&Config::new(self, env)?, &mut directives)?;
        Ok((report, directives))
    }
}

/// Runs all stages; what cargo must be told is for the caller to print.
pub(crate) fn run_stages(
    config: &Config<'_>,
    directives: &mut Directives,
) -> Result<Report, Error> {
    let mut report = Report::default();
    let mut timer = Timer::start();
    for root in &config.roots {
        directives.rerun_if_changed(root.path.display());
    }
    let _lock = lock_out_dir(config)?;
    let spool_path = config.out_file("spool");
    spool::remove_left_over(&spool_path);
    temp::remove_left_over(&config.places.temp);
    let threads = Threads::with_jobserver(config.jobs, config.makeflags.clone());
    let mut index = StatIndex::load(&config.out_file("index"));
    let fingerprint = fingerprint(config);
    timer.lap(&mut report, "load");

    let judged = index.state.fingerprint == Some(fingerprint);
    if !judged && index.state.allows_secrets {
        // A secret that an option allowed may not be allowed now: its bytes tell.
        index.forget_files();
    }
    let mut listing = walk(config, &threads, &index, judged);
    let problems = std::mem::take(&mut listing.problems);
    report.hidden = listing.hidden();
    timer.lap(&mut report, "walk");

    if listing.same && problems.is_empty() && is_whole(config, &index.state) {
        report.bytes_embedded = index.state.bytes;
        report.bytes_encoded = index.state.bytes_encoded;
        let [embedded, partials] = index.state.counts;
        (report.components, report.partials) = (embedded as usize, partials as usize);
        report.unchanged = report.components.saturating_sub(config.bundles.len());
        tell_cargo(config, directives, &index.state);
        return Ok(report);
    }

    let mut old = OldPack::open(&config.out_dir, &index.state.set, &index.state.output);
    let few = old.as_ref().filter(|_| judged && problems.is_empty());
    let few = few.and_then(|old| collect::changed(config, &listing, old));
    if let Some(old) = &mut old {
        old.aligned = few.is_some();
    }
    // About: what was edited is in it as it was, too.
    let total = index.state.bytes + listing.bytes_to_read();
    let spool = Spool::new(spool_path).with_files(pack::alone(config, total));
    let _temp = TempDir::new(config.places.temp.clone());
    let store = Store::new(config.cache.clone(), config.cache_bound);
    let none = HashMap::new();
    let stores =
        Stores { before: &index.state, old: None, store: &store, spool: &spool, made: &none };
    timer.lap(&mut report, "gather");

    let (mut assembled, mut made) = (None, HashMap::new());
    if let Some(few) = few {
        let stores = Stores { old: old.as_ref(), ..stores };
        let meters = (&mut report, &mut timer);
        match assemble::changed(config, &threads, &listing, &few, &stores, meters)? {
            Ok(done) => assembled = Some(done),
            Err(these) => made = these,
        }
    }
    let assembled = match assembled {
        Some(assembled) => assembled,
        None => {
            listing.complete(config, &index);
            let gathered = collect::gather(config, &listing, problems)?;
            if let Some(old) = &mut old {
                let all = gathered.components.len() + gathered.bundles.len();
                old.aligned = judged && !listing.has_new_names && old.len() == all;
            }
            timer.lap(&mut report, "gather");
            let stores = Stores { old: old.as_ref(), made: &made, ..stores };
            let meters = (&mut report, &mut timer);
            assemble::all(config, &threads, &listing, &gathered, &stores, meters)?
        }
    };
    // Before the index: a run that finds nothing to do does not look for it.
    drop(spool);
    let hint = encode::hint(&report.unoptimised, config.is_dev, config.slow);
    for warning in assembled.warnings.iter().chain(&store.warning()).chain(&hint) {
        directives.warning(warning);
    }
    report.damaged = store.damaged();

    let Assembled { written, entries, extra, actions, .. } = assembled;
    let racy = entries.iter().chain(extra.values().flatten()).any(|entry| entry.racy);
    let state = State {
        fingerprint: Some(fingerprint),
        allows_secrets: config.select.allows_secrets(),
        set: written.set,
        encoders: Some(config.encoders.digest),
        output: written.stats,
        counts: [report.components as u32, report.partials as u32],
        bytes: report.bytes_embedded,
        bytes_encoded: report.bytes_encoded,
        racy,
        extra,
        actions,
    };
    let index_path = config.out_file("index");
    report.bytes_written = written.bytes;
    let found =
        Found { state: &state, dirs: &listing.dirs, roots: &config.roots, entries: &entries };
    match stat_index::save(&index_path, index, found) {
        Ok(bytes) => report.bytes_written += bytes,
        // The output is right and whole; the next build has more to do.
        Err(problem) => directives.warning(&problem.to_string()),
    }
    timer.lap(&mut report, "index");
    tell_cargo(config, directives, &state);
    Ok(report)
}

/// The options of each set that this build script has made, by its set file.
static CLAIMED: Mutex<BTreeMap<PathBuf, Digest>> = Mutex::new(BTreeMap::new());

/// Claims the name of a set, which no other of the build script may have.
fn claim(config: &Config<'_>) -> Result<(), Problem> {
    let options = fingerprint(config);
    match lock(&CLAIMED).insert(config.out_file("set"), options) {
        Some(others) if others != options => {
            let message = format!(
                "two sets have the name {:?}, and one would replace the other: give one of \
                 them another by `name`, and say that to `include_components!` too",
                config.name
            );
            Err(Problem::new(ErrorKind::Config, message))
        }
        _ => Ok(()),
    }
}

/// Keeps other runs out of this set of OUT_DIR while the file is open.
///
/// Cargo does so for build scripts; nobody does for `out_dir()`.
fn lock_out_dir(config: &Config<'_>) -> Result<Option<File>, Problem> {
    // A file system without locks is as good as a lone run.
    sys::lock_file(&config.out_file("lock")).map_err(|error| {
        let what = "cannot write into the output directory:";
        Problem::io(ErrorKind::Write, what, &config.out_dir, error)
    })
}

/// Returns the digest of all options that the output depends on.
fn fingerprint(config: &Config<'_>) -> Digest {
    let mut key = KeyHasher::new("include-components set 1");
    key.write(env!("CARGO_PKG_VERSION")).write(config.name);
    for root in &config.roots {
        key.write(&root.given);
    }
    config.select.describe(&mut key);
    config.media_types.describe(&mut key);
    key.write(config.links.name());
    for rule in &config.rules {
        key.write(rule.glob.to_string()).write(rule.recipe.as_bytes());
    }
    key.write(config.encoders.digest.as_bytes());
    for bundle in &config.bundles {
        key.write("bundle").write(bundle.glob.to_string()).write(bundle.path);
        key.write([bundle.keep as u8]).write(bundle.recipe.as_bytes());
    }
    if let Some(format) = config.library {
        format.describe(key.write("linked"));
    }
    key.write(config.link_from.to_le_bytes());
    key.write(&config.library_name).write(config.part_size.to_le_bytes());
    key.finish()
}

/// Whether the output is as the last run left it, and what compilers read
/// besides the components is too.
fn is_whole(config: &Config<'_>, state: &State) -> bool {
    let file = |path: &Path| metadata(path).ok().filter(|metadata| !metadata.is_dir());
    let stat = |path: &Path| file(path).map(|metadata| Stat::of(&metadata));
    let Ok(set) = SetFile::parse(&state.set) else { return false };
    let set_file = fs::read(&config.out_file("set"));
    let extra =
        |(path, entry): (&String, &Option<Fingerprint>)| match (stat(Path::new(path)), entry) {
            (Some(now), Some(entry)) => entry.trusted(&now).is_some(),
            (None, None) => true,
            _ => false,
        };
    let files = || set.parts().map(|part| part.file);
    let is_as_left = |(file, left): (&str, &Stat)| stat(&config.out_dir.join(file)) == Some(*left);
    set_file.is_some_and(|bytes| bytes == state.set.as_bytes())
        && state.output.len() == files().count()
        && files().zip(&state.output).all(is_as_left)
        && state.extra.iter().all(extra)
        && state.env_reads().all(|read| reads::env_digest(&read.name) == read.found)
        && state.lists().into_iter().all(|read| {
            let listed = Listed::new(&config.places.package, &read.name);
            listed.is_ok_and(|listed| Some(listed.digest) == read.found)
        })
}

#[cfg(test)]
mod tests;
