//! The stages in their order: the only module that knows all of them.

mod assemble;

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, metadata};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use include_components_pack::{Digest, SetFile};

use crate::cargo_env::{CargoEnv, LOG};
use crate::command::find_program;
use crate::components;
use crate::config::{Config, Root};
use crate::directives::Directives;
use crate::error::{Error, ErrorKind, Problem};
use crate::key::KeyHasher;
use crate::make::Stores;
use crate::old_pack::OldPack;
use crate::options::Build;
use crate::reads::Listed;
use crate::report::{Report, Timer};
use crate::spool::{self, Spool};
use crate::stat::Stat;
use crate::stat_index::{self, Entry, Found, StatIndex, State};
use crate::store::Store;
use crate::temp::TempDir;
use crate::threads::{Threads, lock};
use crate::{fs, pack, reads, sys, temp, walk};
use assemble::Assembled;

/// Runs a build, and tells cargo about it.
pub(crate) fn run(build: &Build) -> Result<Report, Error> {
    let mut directives = Directives::default();
    let result = Config::new(build, CargoEnv::read()).and_then(|config| {
        // Where the caller says, a set may be made again with other options.
        if build.out_dir.is_none() {
            claim(&config)?;
        }
        run_stages(&config, &mut directives)
    });
    if let Err(error) = &result {
        directives.errors(error);
    }
    if build.out_dir.is_none() {
        directives.print();
    }
    result
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
    if !judged && index.state.named {
        // A secret that an option named may have no name now: its bytes tell.
        index.forget_files();
    }
    let mut listing = walk::walk(config, &threads, &index, judged);
    let problems = std::mem::take(&mut listing.problems);
    report.hidden = listing.hidden();
    timer.lap(&mut report, "walk");

    if listing.same && problems.is_empty() && is_whole(config, &index.state) {
        report.bytes = index.state.bytes;
        report.bytes_encoded = index.state.bytes_encoded;
        let [embedded, partials] = index.state.counts;
        (report.components, report.partials) = (embedded as usize, partials as usize);
        report.unchanged = report.components.saturating_sub(config.bundles.len());
        tell(config, directives, &index.state);
        return Ok(report);
    }

    let mut old = OldPack::open(&config.out_dir, &index.state.set, &index.state.output);
    let few = old.as_ref().filter(|_| judged && problems.is_empty());
    let few = few.and_then(|old| components::changed(config, &listing, old));
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
            let gathered = components::gather(config, &listing, problems)?;
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
    for warning in assembled.warnings.iter().chain(&store.warning()) {
        directives.warning(warning);
    }
    report.damaged = store.damaged();

    let Assembled { written, entries, extra, actions, .. } = assembled;
    let racy = entries.iter().chain(extra.values().flatten()).any(|entry| entry.racy);
    let state = State {
        fingerprint: Some(fingerprint),
        named: config.select.has_names(),
        set: written.set,
        encoders: Some(config.encoders.digest),
        output: written.stats,
        counts: [report.components as u32, report.partials as u32],
        bytes: report.bytes,
        bytes_encoded: report.bytes_encoded,
        racy,
        extra,
        actions,
    };
    let index_path = config.out_file("index");
    report.written = written.bytes;
    let found =
        Found { state: &state, dirs: &listing.dirs, roots: &config.roots, entries: &entries };
    match stat_index::save(&index_path, index, found) {
        Ok(bytes) => report.written += bytes,
        // The output is right and whole; the next build has more to do.
        Err(problem) => directives.warning(&problem.to_string()),
    }
    timer.lap(&mut report, "index");
    tell(config, directives, &state);
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
    key.write(format!("{:?}", config.select)).write(format!("{:?}", config.links));
    for rule in &config.rules {
        key.write(rule.glob.to_string()).write(rule.recipe.as_bytes());
    }
    key.write(config.encoders.digest.as_bytes());
    for bundle in &config.bundles {
        key.write("bundle").write(bundle.glob.to_string()).write(bundle.path);
        key.write([bundle.keep as u8]).write(bundle.recipe.as_bytes());
    }
    key.write(format!("{:?}", config.library)).write(config.link_from.to_le_bytes());
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
    let extra = |(path, entry): (&String, &Option<Entry>)| match (stat(Path::new(path)), entry) {
        (Some(now), Some(entry)) => entry.trusted(&now).is_some(),
        (None, None) => true,
        _ => false,
    };
    let files = || std::iter::once(set.file).chain(set.parts.iter().map(|part| part.file));
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

/// Tells cargo what the set depends on, besides its roots.
fn tell(config: &Config<'_>, directives: &mut Directives, state: &State) {
    let mut extra: Vec<&String> = state.extra.keys().collect();
    extra.sort();
    let lists = state.lists().into_iter();
    let listed = lists.map(|read| config.places.package.join(reads::listed_dir(&read.name)));
    for path in extra.into_iter().map(PathBuf::from).chain(listed) {
        let path = path.as_path();
        // A path that leaves a root begins with it all the same.
        let is_below =
            |root: &Root| path.strip_prefix(&root.path).is_ok_and(|rest| !rest.starts_with(".."));
        if config.roots.iter().any(is_below) {
            continue;
        }
        // A file that is not there makes cargo come back each time; the
        // directory that it would appear in does so only when it appears.
        match path.parent().filter(|dir| !path.exists() && dir.exists()) {
            Some(dir) => directives.rerun_if_changed(dir.display()),
            None => directives.rerun_if_changed(path.display()),
        }
    }
    for file in state.programs().into_iter().filter_map(find_program) {
        directives.rerun_if_changed(file.display());
    }
    for warning in state.warnings() {
        directives.warning(warning);
    }
    for read in state.env_reads() {
        directives.rerun_if_env_changed(&read.name);
    }
    if config.log {
        // Cargo shows the reasons in each build until the script runs again.
        directives.rerun_if_env_changed(LOG);
    }
    if SetFile::parse(&state.set).is_ok_and(|set| set.is_linked()) {
        directives.link_search(config.out_dir.display());
    }
    if state.racy {
        // There is no such file, so that cargo runs the script again next
        // time, when the stamps have become old enough to be believed.
        directives.rerun_if_changed(config.out_file("racy").display());
    }
}

#[cfg(test)]
mod tests;
