//! The stages in their order: the only module that knows all of them.

mod left_out;
pub(crate) mod live;
mod verify;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use include_components_pack::Digest;

use crate::artifacts::encode;
use crate::artifacts::make::Artifacts;
use crate::artifacts::stores::Stores;
use crate::base::cargo_env::CargoEnv;
use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::roots::Root;
use crate::base::stat::Fingerprint;
use crate::base::sync::lock;
use crate::base::temp::TempDir;
use crate::base::threads::Threads;
use crate::base::{sys, temp};
use crate::cache::last_pack::{Aligned, LastPack};
use crate::cache::store::Store;
use crate::config::builder::Build;
use crate::config::checked::Config;
use crate::config::tools::read_manifests;
use crate::directives::{Directives, tell_cargo, warn_of_rewritten, watch, watch_tools};
use crate::output::pack::{self, Contents, Written};
use crate::report::{Recorder, Report};
use crate::scan::collect::{Input, Inputs};
use crate::scan::hidden;
use crate::scan::last_run::LastRun;
use crate::scan::listing::{Change, Dir, Listing};
use crate::scan::notes::Notes;
use crate::scan::roots_file;
use crate::scan::stat_index::{self, State};
use crate::scan::walk::walk;
use crate::scan::written;
use crate::source::spool::{self, Spool};
use crate::tools::make::make_all;

impl Build {
    /// Builds the components, and tells cargo what they depend on.
    ///
    /// # Errors
    ///
    /// Fails with every problem that the run found, not only the first;
    /// [`ErrorKind`] lists the kinds. Each is also a `cargo::error=` line. The last
    /// successful output stays as it was.
    ///
    /// [`ErrorKind`]: crate::ErrorKind
    pub fn run(&self) -> Result<Report, Error> {
        let mut directives = Directives::default();
        let env = CargoEnv::read();
        if env.live.as_ref() == Some(&self.name) {
            live::stay(self, &env);
        }
        let rust_version = env.rust_version;
        let result = Config::new(self, env).and_then(|mut config| {
            claim(&config)?;
            if config.is_live {
                // A set beside the one that the program looks at.
                live::make_dir(&config)?;
                let report = run_stages(&mut config, &mut directives);
                // A process of its own says what is wrong with it, if the program looks
                // at it, too.
                return Ok(report.unwrap_or_default());
            }
            let report = run_stages(&mut config, &mut directives)?;
            if let Err(problem) = live::save_record(&config) {
                // All but live mode is right.
                directives.warning(&problem.to_string());
            }
            Ok(report)
        });
        if let Err(error) = &result {
            directives.errors(error);
        }
        if let Some(hint) = self.long_form(directives.said()) {
            directives.warning(&hint);
        }
        directives.print(rust_version);
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
    /// Fails with the errors of [`run`](Self::run); nothing is printed.
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
        let env = CargoEnv { out_dir: Some(dir.into()), live: None, ..CargoEnv::read() };
        let mut directives = Directives::default();
        let report = run_stages(&mut Config::new(self, env)?, &mut directives)?;
        Ok((report, directives))
    }
}

/// Runs all stages; what cargo must be told is for the caller to print.
pub(crate) fn run_stages(
    config: &mut Config<'_>,
    directives: &mut Directives,
) -> Result<Report, Error> {
    let mut recorder = Recorder::start();
    let _lock = lock_out_dir(config)?;
    spool::remove_left_over(&config.out_file("spool"));
    temp::remove_left_over(&config.places.temp);
    let threads = Threads::with_jobserver(config.jobs, config.makeflags.clone());
    if !config.tools.all.is_empty() {
        let made = make_all(config, &threads)?;
        watch_tools(config, directives, &made);
        (recorder.report.tools_run, recorder.report.installed) = (made.run, made.installed);
        // What is read of their folders decides what becomes of the files there.
        let warnings = read_manifests(config)?;
        warnings.iter().for_each(|warning| directives.warning(warning));
        recorder.lap("tools");
    }
    let config = &*config;
    let last = LastRun::load(config);
    // Also if this run fails.
    let is_known = |root: &&Root| !last.state().written.contains(&root.given);
    watch(config, directives, config.roots.iter().filter(is_known));
    recorder.lap("load");

    let mut listing = walk(config, &threads, &last);
    recorder.report.hidden = hidden::paths(config, &listing);
    recorder.report.excluded = listing.excluded();
    recorder.lap("walk");
    let is_unchanged = listing.change == Change::None && listing.problems.is_empty();
    if is_unchanged && last.output_is_intact(config) {
        count_unchanged(&mut recorder.report, last.state(), config.bundles.len());
        if !config.out_file("roots").exists() {
            let index = last.index.bytes();
            match roots_file::save(config, index, index, &[]) {
                Ok(bytes) => recorder.report.bytes_written += bytes,
                // Without one the macro compares nothing.
                Err(problem) => directives.warning(&problem.to_string()),
            }
        }
        tell_cargo(config, directives, &listing, last.state(), &[]);
        return Ok(recorder.report);
    }

    let (mut state, warnings) = make(config, &threads, &mut listing, &last, &mut recorder)?;
    for warning in warnings {
        directives.warning(&warning);
    }
    let written = written::find(config, &listing, &state, last.state());
    warn_of_rewritten(config, directives, &written.rewritten);
    state.racy = is_racy(config, &listing, &state, &written.all);
    state.written = written.some;
    let index = stat_index::anew(&last.index, &state, &listing, &config.roots);
    // In this order: where the index is believed, the record of the roots is there.
    let last_index = &last.index;
    let saved = roots_file::save(config, &index, last_index.bytes(), &written.all);
    let saved = saved.and_then(|bytes| {
        Ok(bytes + stat_index::save(&config.out_file("index"), last_index, &index)?)
    });
    match saved {
        Ok(bytes) => recorder.report.bytes_written += bytes,
        // The output is right and whole; the next build has more to do.
        Err(problem) => directives.warning(&problem.to_string()),
    }
    recorder.lap("index");
    tell_cargo(config, directives, &listing, &state, &written.all);
    Ok(recorder.report)
}

/// Whether a file must be read again because its stat proves nothing.
///
/// What the script writes itself is young whenever it runs; nobody else will change
/// it, and the next run reads it again anyway.
fn is_racy(config: &Config<'_>, listing: &Listing, state: &State, written: &[String]) -> bool {
    let is_racy = |found: &Fingerprint| found.racy;
    let is_scripts = |root: &Root| root.is_own || written.contains(&root.given);
    let by_others = |dir: &&Dir| !is_scripts(&config.roots[dir.root as usize]);
    let files = listing.dirs.iter().filter(by_others).flat_map(|dir| &dir.files);
    let is_others = |path: &String| {
        let is_in_scripts = config.roots.iter().any(|root| is_scripts(root) && root.has(path));
        !is_in_scripts && !config.is_own(Path::new(path))
    };
    let mut discovered = state.discovered.iter();
    files.filter_map(|file| file.now.as_ref()).any(is_racy)
        || discovered.any(|(path, found)| found.as_ref().is_some_and(is_racy) && is_others(path))
}

/// Makes and encodes what is to be made, and writes the output; returns what the
/// next run is to know, and what to warn of.
///
/// If few files were edited, only those are inputs at first. Where the last pack
/// cannot be patched with what they became, all others join them.
fn make(
    config: &Config<'_>,
    threads: &Threads,
    listing: &mut Listing,
    last: &LastRun,
    recorder: &mut Recorder,
) -> Result<(State, Vec<String>), Error> {
    let state = last.state();
    let pack = LastPack::open(&config.out_dir, &state.set, &state.output);
    let pack = pack.as_ref();
    // About: what was edited is in the last pack as it was, too.
    let total = state.bytes_embedded + listing.bytes_to_read();
    let spool = Spool::new(config.out_file("spool")).with_files(pack::alone(config, total));
    let _temp = TempDir::new(config.places.temp.clone());
    let store = Store::new(config.cache.clone(), config.cache_bound);
    let mut inputs = Inputs::collect(config, listing, last, pack);
    let mut artifacts = Artifacts::default();
    recorder.lap("collect");
    let written = loop {
        let aligned = pack.filter(|_| inputs.same_paths).map(Aligned::new);
        let stores = Stores { last: state, pack, aligned, store: &store, spool: &spool };
        artifacts.make_missing(config, threads, &inputs, &stores, &mut recorder.report)?;
        recorder.lap("make");
        artifacts.link(config, threads, &inputs, &stores, &mut recorder.report)?;
        artifacts.add_entries(config, &inputs);
        recorder.lap("link");
        artifacts.encode_missing(config, threads, &inputs, &stores, &mut recorder.report)?;
        recorder.lap("encode");
        let packed = artifacts.packed(&inputs);
        let contents = Contents { components: &packed, last: aligned, notes: &artifacts.notes };
        let is_complete = inputs.is_complete();
        let written = pack::write(config, threads, &spool, pack, contents, is_complete)?;
        recorder.lap("write");
        match written {
            Some(written) => {
                count(&mut recorder.report, &inputs, contents, state);
                break written;
            }
            None => {
                let all = Inputs::all(config, listing, last, pack);
                artifacts = artifacts.spread(&inputs, &all);
                inputs = all;
            }
        }
    };
    artifacts.record(&inputs, listing);
    let notes = Notes::take(config, listing, &inputs, last);
    let report = &mut recorder.report;
    report.damaged = store.damaged();
    report.bytes_written = written.bytes;
    let slow = encode::hint(&report.unoptimised, config.is_dev, config.slow);
    let mut warnings = std::mem::take(&mut artifacts.reasons);
    warnings.extend(store.warning().into_iter().chain(slow));
    Ok((next_state(config, written, artifacts, notes, report), warnings))
}

/// Returns what the next run is to know of this one, besides the files.
fn next_state(
    config: &Config<'_>,
    written: Written,
    artifacts: Artifacts<'_>,
    notes: Notes,
    report: &Report,
) -> State {
    let Artifacts { discovered, actions, links, .. } = artifacts;
    State {
        options: Some(config.options()),
        is_lenient: config.is_lenient(),
        set: written.set,
        output: written.stats,
        encoders: Some(config.encoders.digest),
        components: report.components as u32,
        partials: report.partials as u32,
        bytes_embedded: report.bytes_embedded,
        bytes_encoded: report.bytes_encoded,
        // These two are known when all is written.
        racy: false,
        written: Vec::new(),
        discovered,
        recipes: config.recipes(),
        actions,
        notes,
        links,
    }
}

/// Counts what the set is made of, if that is what the last run made it of.
fn count_unchanged(report: &mut Report, last: &State, bundles: usize) {
    (report.components, report.partials) = (last.components as usize, last.partials as usize);
    (report.bytes_embedded, report.bytes_encoded) = (last.bytes_embedded, last.bytes_encoded);
    report.references = last.links.references as usize;
    report.references_left = last.links.left as usize;
    report.unchanged = report.components.saturating_sub(bundles);
}

/// Counts what the set is made of: of a few inputs, and of the last pack for the
/// others.
fn count(report: &mut Report, inputs: &Inputs<'_>, contents: Contents<'_>, last: &State) {
    let unknown = inputs.list.iter().filter_map(Input::source).filter(|it| it.known.is_none());
    let bundles = inputs.list.iter().filter(|input| input.source().is_none()).count();
    report.components = inputs.total;
    report.partials = inputs.partials.len();
    report.unchanged = inputs.total - bundles - unknown.count();
    if let Some(pack) = contents.last.filter(|_| !inputs.is_complete()) {
        (report.bytes_embedded, report.bytes_encoded) = (last.bytes_embedded, last.bytes_encoded);
        report.encodings_reused += pack.pack().encodings();
        for component in contents.components {
            let lens = pack.pack().lens(component.position);
            let (artifact, encoded) = lens.split_first().unwrap_or((&0, &[]));
            report.bytes_embedded = report.bytes_embedded.saturating_sub(*artifact);
            report.bytes_encoded = report.bytes_encoded.saturating_sub(encoded.iter().sum());
            report.encodings_reused = report.encodings_reused.saturating_sub(encoded.len());
        }
    }
    for component in contents.components {
        report.bytes_embedded += component.artifact.content.len;
        report.bytes_encoded += component.bytes_encoded();
    }
}

/// The options of each set that this build script has made, by its set file.
static CLAIMED: Mutex<BTreeMap<PathBuf, Digest>> = Mutex::new(BTreeMap::new());

/// Claims the name of a set, which no other of the build script may have.
fn claim(config: &Config<'_>) -> Result<(), Problem> {
    let options = config.options();
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
/// Cargo does so for build scripts; nobody does for `run_in`.
fn lock_out_dir(config: &Config<'_>) -> Result<Option<File>, Problem> {
    // A file system without locks is as good as a lone run.
    sys::lock_file(&config.out_file("lock")).map_err(|error| {
        let what = "cannot write into the output directory:";
        Problem::io(ErrorKind::Write, what, &config.out_dir, error)
    })
}

#[cfg(test)]
mod tests;
