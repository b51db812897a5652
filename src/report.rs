//! Counts and times of a run, for the caller.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

/// Reports what a run did, in numbers.
///
/// `Display` writes one line, such as
/// `31 components (96.2 kB): 1 opened, 30 unchanged; 2.1 ms`.
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
/// let (report, _) = Build::new().root(&root).run_in(&out)?;
/// assert_eq!((report.components(), report.opened(), report.bytes_embedded()), (1, 1, 4));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub(crate) components: usize,
    pub(crate) partials: usize,
    pub(crate) hidden: Vec<String>,
    pub(crate) excluded: usize,
    /// How many components look as they did in the last run.
    pub(crate) unchanged: usize,
    pub(crate) opened: usize,
    pub(crate) compiled: usize,
    pub(crate) reused: usize,
    pub(crate) from_cache: usize,
    pub(crate) tools_run: usize,
    pub(crate) installed: usize,
    pub(crate) linked: usize,
    pub(crate) references: usize,
    pub(crate) references_left: usize,
    pub(crate) encoded: usize,
    /// The time of all threads in encoders, by the crates that compile their C as
    /// cargo's profile says.
    pub(crate) unoptimised: BTreeMap<&'static str, Duration>,
    pub(crate) encodings_reused: usize,
    pub(crate) encodings_from_cache: usize,
    pub(crate) damaged: usize,
    pub(crate) bytes_read: u64,
    pub(crate) bytes_embedded: u64,
    pub(crate) bytes_encoded: u64,
    pub(crate) bytes_written: u64,
    pub(crate) stages: Vec<(&'static str, Duration)>,
}

impl Report {
    /// Returns how many components the set has, bundles included.
    pub fn components(&self) -> usize {
        self.components
    }

    /// Returns how many components are partials, which are not embedded.
    ///
    /// Other components read them, or a bundle is made of them.
    /// [`components`](Self::components) does not count them.
    pub fn partials(&self) -> usize {
        self.partials
    }

    /// Returns how many hidden files and directories were left out.
    pub fn hidden(&self) -> usize {
        self.hidden.len()
    }

    /// Returns the logical paths of what [`hidden`](Self::hidden) counts, directories with
    /// a `/` behind them, in no special order.
    pub fn hidden_paths(&self) -> impl Iterator<Item = &str> {
        self.hidden.iter().map(String::as_str)
    }

    /// Returns how many files and directories match an `exclude` or no `include`.
    ///
    /// What is in such a directory does not count.
    /// [`Build::left_out`](crate::Build::left_out) names them.
    pub fn excluded(&self) -> usize {
        self.excluded
    }

    /// Returns how many files were opened, read and hashed.
    ///
    /// These are the components whose stat is new or not trusted, and files that
    /// compilers read besides their input.
    pub fn opened(&self) -> usize {
        self.opened
    }

    /// Returns how many components and bundles were compiled.
    pub fn compiled(&self) -> usize {
        self.compiled
    }

    /// Returns how many compiled components were reused from the last build.
    pub fn reused(&self) -> usize {
        self.reused
    }

    /// Returns how many compiled components came from the persistent cache.
    pub fn from_cache(&self) -> usize {
        self.from_cache
    }

    /// Returns how many times a front-end tool was run: see
    /// [`Build::root_from`](crate::Build::root_from).
    pub fn tools_run(&self) -> usize {
        self.tools_run
    }

    /// Returns how many times packages were installed for a tool.
    pub fn installed(&self) -> usize {
        self.installed
    }

    /// Returns how many artifacts had their references written anew, because they or
    /// the name of something that they refer to changed.
    pub fn linked(&self) -> usize {
        self.linked
    }

    /// Returns how many references are written with a hashed path, of all artifacts.
    ///
    /// See [`Build::references`](crate::Build::references).
    pub fn references(&self) -> usize {
        self.references
    }

    /// Returns how many texts look like references to components and are left as they
    /// are: templates, modules that keep their names, what scripts put together, and
    /// components that are missing and may be; and how many scripts whose imports nobody
    /// can read. `INCLUDE_COMPONENTS_EXPLAIN=1` lists them.
    pub fn references_left(&self) -> usize {
        self.references_left
    }

    /// Returns how many times an encoder was run.
    ///
    /// An encoder runs once for each content and encoding, whether or not the result
    /// was worth embedding.
    pub fn encoded(&self) -> usize {
        self.encoded
    }

    /// Returns how many encodings were reused from the last build.
    pub fn encodings_reused(&self) -> usize {
        self.encodings_reused
    }

    /// Returns how many results of encoders came from the persistent cache.
    ///
    /// The result that an encoding was not worth embedding counts too.
    pub fn encodings_from_cache(&self) -> usize {
        self.encodings_from_cache
    }

    /// Returns how many objects of the persistent cache were found damaged.
    ///
    /// They were removed, and their content was made again.
    pub fn damaged(&self) -> usize {
        self.damaged
    }

    /// Returns the size of all files that were opened, in bytes.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Returns the size of all artifacts, in bytes.
    ///
    /// An artifact that is embedded under two paths counts twice, although the
    /// program has it once.
    pub fn bytes_embedded(&self) -> u64 {
        self.bytes_embedded
    }

    /// Returns the size of all embedded encodings, in bytes.
    pub fn bytes_encoded(&self) -> u64 {
        self.bytes_encoded
    }

    /// Returns how many bytes were written to OUT_DIR; 0 if nothing changed.
    pub fn bytes_written(&self) -> u64 {
        self.bytes_written
    }

    /// Returns the wall time of each stage, in the order in which they ran.
    pub fn stages(&self) -> impl Iterator<Item = (&'static str, Duration)> + '_ {
        self.stages.iter().copied()
    }

    /// Counts a run of an encoder, and its time if its C is compiled so.
    pub(crate) fn count_encoded(&mut self, unoptimised: Option<&'static str>, took: Duration) {
        self.encoded += 1;
        if let Some(name) = unoptimised {
            *self.unoptimised.entry(name).or_default() += took;
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { components, unchanged, opened, compiled, encoded, bytes_embedded, .. } = self;
        let plural = if *components == 1 { "" } else { "s" };
        let size = *bytes_embedded as f64 / 1000.0;
        write!(f, "{components} component{plural} ({size:.1} kB): {opened} opened, ")?;
        if *compiled > 0 {
            write!(f, "{compiled} compiled, ")?;
        }
        if *encoded > 0 {
            write!(f, "{encoded} encoded, ")?;
        }
        let total: Duration = self.stages.iter().map(|(_, time)| time).sum();
        write!(f, "{unchanged} unchanged; {:.1} ms", total.as_secs_f64() * 1e3)
    }
}

/// Counts what a run does, and times its stages, one after another.
#[derive(Debug)]
pub(crate) struct Recorder {
    pub(crate) report: Report,
    since: Instant,
}

impl Recorder {
    pub(crate) fn start() -> Self {
        Recorder { report: Report::default(), since: Instant::now() }
    }

    /// Ends a stage, or a second turn of one, and begins the next.
    pub(crate) fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        let time = now - self.since;
        match self.report.stages.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, sum)) => *sum += time,
            None => self.report.stages.push((stage, time)),
        }
        self.since = now;
    }
}
