//! What a build came to: its output, what it counted, or its errors.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use include_components_build::Report;
use include_components_pack::{OtherParts, Pack, SetFile};

/// What a build did, or all of its errors, sorted, one a line.
pub(crate) type Outcome = Result<Counts, String>;

/// What a build counted, and what it warned of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) components: usize,
    pub(crate) opened: usize,
    pub(crate) compiled: usize,
    pub(crate) reused: usize,
    pub(crate) from_cache: usize,
    pub(crate) encoded: usize,
    pub(crate) damaged: usize,
    pub(crate) written: u64,
    /// Only a build in another process has warnings.
    pub(crate) warnings: Vec<String>,
}

impl Counts {
    pub(crate) fn of(report: &Report) -> Self {
        Counts {
            components: report.components(),
            opened: report.opened(),
            compiled: report.compiled(),
            reused: report.reused(),
            from_cache: report.from_cache(),
            encoded: report.encoded(),
            damaged: report.damaged(),
            written: report.bytes_written(),
            warnings: Vec::new(),
        }
    }

    /// Reads what the driver prints.
    pub(crate) fn parse(output: &str) -> Self {
        let pairs = output.lines().filter_map(|line| line.split_once('='));
        let counts: HashMap<&str, &str> = pairs.collect();
        let count = |key: &str| -> u64 {
            let value = counts.get(key).unwrap_or_else(|| panic!("no {key} in {output}"));
            value.parse().unwrap()
        };
        let warnings = output.lines().filter_map(|line| line.strip_prefix("cargo::warning="));
        Counts {
            components: count("components") as usize,
            opened: count("opened") as usize,
            compiled: count("compiled") as usize,
            reused: count("reused") as usize,
            from_cache: count("from_cache") as usize,
            encoded: count("encoded") as usize,
            damaged: count("damaged") as usize,
            written: count("written"),
            warnings: warnings.map(str::to_owned).collect(),
        }
    }
}

/// What the macro reads of OUT_DIR: the set file, and the files with the pack.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) set: String,
    /// One for each part, the one with the index first.
    pub(crate) files: Vec<Vec<u8>>,
}

impl Output {
    /// Reads the output of a set, which must be complete.
    #[track_caller]
    pub(crate) fn read(out: &Path, set: &str) -> Self {
        Output::find(out, set).unwrap_or_else(|| panic!("no set {set} in {}", out.display()))
    }

    /// The same; `None` where there is none.
    pub(crate) fn find(out: &Path, set: &str) -> Option<Self> {
        let set = fs::read_to_string(out.join(format!("{set}.set"))).ok()?;
        let parsed = SetFile::parse(&set).ok()?;
        let names = parsed.parts().map(|part| part.file);
        let files = names.map(|name| fs::read(out.join(name)).ok()).collect::<Option<_>>()?;
        Some(Output { set, files })
    }

    /// Returns how many files OUT_DIR has after a build of this one set: also
    /// the set file, the stat index, the record of the roots and the lock.
    pub(crate) fn count(&self) -> usize {
        self.files.len() + 4
    }

    /// Returns the bytes of each part of the pack, the one with the index first.
    #[track_caller]
    pub(crate) fn parts(&self) -> Vec<&[u8]> {
        let set = SetFile::parse(&self.set).unwrap();
        let places = set.parts().map(|part| (part.offset, part.len));
        let mut parts = Vec::new();
        for (file, (offset, len)) in self.files.iter().zip(places) {
            let part = file.get(offset as usize..(offset + len) as usize);
            parts.push(part.expect("a file is shorter than its set file says"));
        }
        parts
    }

    /// Whether the linker embeds it, and not `include_bytes!`.
    pub(crate) fn is_linked(&self) -> bool {
        SetFile::parse(&self.set).unwrap().first().linked.is_some()
    }

    /// Returns the path of each component with its bytes.
    pub(crate) fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        let parts = self.parts();
        let others = OtherParts::new(1, &parts[1..]);
        let pack = Pack::open(parts[0]).unwrap().with_parts(&others);
        let entry = |at| {
            let entry = pack.entry(at).unwrap();
            let bytes = pack.bytes(&entry.identity().unwrap()).unwrap();
            (entry.path().unwrap().to_owned(), bytes.to_vec())
        };
        (0..pack.len()).map(entry).collect()
    }

    /// Fails the test if a component refers to a hashed path that there is not; returns
    /// how many do to one that there is.
    #[track_caller]
    pub(crate) fn check_references(&self, when: &dyn std::fmt::Display) -> usize {
        let parts = self.parts();
        let pack = Pack::open(parts[0]).unwrap();
        let mut count = 0;
        for (path, bytes) in self.contents() {
            let text = String::from_utf8_lossy(&bytes);
            let is_name = |c: char| c.is_ascii_alphanumeric() || "./-".contains(c);
            for word in text.split(|c| !is_name(c)).filter(|word| is_hashed(word)) {
                let target = joined(path.rsplit_once('/').map_or("", |(dir, _)| dir), word);
                let found = pack.find_hashed(&target);
                assert!(found.is_some(), "{path} refers to {word}: {text}\n{when}");
                count += 1;
            }
        }
        count
    }

    /// Returns the path of each component, where its bytes are, and the first.
    fn list(&self) -> Vec<(String, u64, u64, String)> {
        let parts = self.parts();
        let others = OtherParts::new(1, &parts[1..]);
        let pack = Pack::open(parts[0]).unwrap().with_parts(&others);
        let entry = |at| {
            let entry = pack.entry(at)?;
            let blob = entry.identity()?;
            let bytes = pack.bytes(&blob)?;
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
            Some((entry.path()?.to_owned(), blob.address, blob.content.len, start))
        };
        (0..pack.len()).filter_map(entry).collect()
    }
}

/// Whether a path has a digest in its name.
fn is_hashed(word: &str) -> bool {
    let stem = word.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or(word);
    let digits = stem.rsplit_once('-').map_or("", |(_, digits)| digits);
    digits.len() == 8 && digits.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

/// Returns what a path relative to a directory is relative to the root.
fn joined(dir: &str, path: &str) -> String {
    let mut names: Vec<&str> = dir.split('/').filter(|_| !path.starts_with('/')).collect();
    for name in path.split('/') {
        match name {
            "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.retain(|name| !name.is_empty());
    names.join("/")
}

/// Shows where two outputs differ, not all of their bytes.
#[track_caller]
pub(crate) fn assert_same(got: &Output, clean: &Output, when: &dyn std::fmt::Display) {
    if got == clean {
        return;
    }
    let differs = |(got, clean): (&Vec<u8>, &Vec<u8>)| {
        let at = got.iter().zip(clean).position(|(a, b)| a != b);
        (got.len(), clean.len(), at)
    };
    let differ: Vec<_> = got.files.iter().zip(&clean.files).map(differs).collect();
    panic!(
        "not what a clean build makes: lengths of files, and first differences: {differ:?}\n\
         got {:?}\nclean {:?}\n{}\n{}\n{when}",
        got.list(),
        clean.list(),
        got.set,
        clean.set,
    );
}

/// Returns the regular files of a directory and of those below it, by their
/// path relative to it, in order.
pub(crate) fn snapshot(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut pending = vec![dir.to_owned()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}
