//! From a set's name to its set file, the pack's header and the pack's index.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use include_components_pack::live::{LiveRecord, RECORD};
use include_components_pack::{HEADER, Layout, Pack, Part, SetError, SetFile};

use crate::parse::Caller;
use crate::{CargoEnv, roots};

/// A set: what its set file says, and what the header of its pack says.
#[derive(Debug)]
pub(crate) struct Set {
    /// The set's name, by which the build script and the macros call it.
    pub(crate) name: String,
    /// The directory that it is in, absolute.
    out_dir: String,
    /// The text of its set file.
    text: String,
    /// The sizes of the pack's sections.
    pub(crate) layout: Layout,
}

/// Loads a set's description: two small reads, whatever the size of the set.
///
/// # Errors
///
/// When there is no OUT_DIR, no such set in it, or one that is damaged or of
/// another version, or when the roots are not as the build script saw them, or are
/// left to live mode where the caller has none. The message says what to do.
pub(crate) fn set(env: &CargoEnv, caller: &Caller, name: &str) -> Result<Set, String> {
    let out_dir = env.out_dir.clone().ok_or_else(|| no_build_script(name))?;
    let path = set_path(&out_dir, name);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(no_such_set(name, &out_dir));
        }
        Err(error) => return Err(unreadable(&path, &error)),
    };
    let described = parse(&text, &path)?;
    roots::check(&out_dir, name, env.package_dir.as_deref(), caller.is_live)?;
    let Part { file, offset, len, .. } = described.first();
    let file = out_dir.join(file);
    let header = read(&file, offset, HEADER as u64)?;
    let layout = Layout::read(&header).map_err(|_| other_version(&file))?;
    if layout.pack_len() != len || layout.parts() as usize + 1 != described.parts().count() {
        return Err(damaged(&file));
    }
    let out_dir = out_dir.into_os_string().into_string().map_err(|out_dir| {
        let out_dir = Path::new(&out_dir).display();
        format!("the path of OUT_DIR is not UTF-8: {out_dir}; move the package")
    })?;
    Ok(Set { name: name.to_owned(), out_dir, text, layout })
}

impl Set {
    /// Returns what the set file says.
    ///
    /// # Errors
    ///
    /// Those that loading the set would have had.
    pub(crate) fn described(&self) -> Result<SetFile<'_>, String> {
        parse(&self.text, &self.path())
    }

    /// Says that something in the set is not as it was written.
    pub(crate) fn damaged(&self) -> String {
        damaged(&self.path())
    }

    /// Returns the absolute path of the file with a part.
    pub(crate) fn file(&self, part: &Part<'_>) -> String {
        Path::new(&self.out_dir).join(part.file).display().to_string()
    }

    /// Returns the directory that it is in.
    pub(crate) fn out_dir(&self) -> &Path {
        Path::new(&self.out_dir)
    }

    /// Returns the index of the pack, for [`pack`](Self::pack).
    ///
    /// # Cost
    ///
    /// One read of the index for the process, one `stat` from then on.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub(crate) fn index(&self) -> Result<Arc<[u8]>, String> {
        static CACHE: Mutex<Vec<Cached>> = Mutex::new(Vec::new());

        let part = self.described()?.first();
        let (file, offset) = (PathBuf::from(self.file(&part)), part.offset);
        let metadata = fs::metadata(&file).map_err(|error| unreadable(&file, &error))?;
        let modified = metadata.modified().map_err(|error| unreadable(&file, &error))?;
        // No code that can panic runs under the lock.
        let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        let same_file = |cached: &Cached| cached.file == file && cached.offset == offset;
        let unchanged = |cached: &Cached| {
            same_file(cached) && (cached.len, cached.modified) == (metadata.len(), modified)
        };
        if let Some(found) = cache.iter().find(|it| unchanged(it)) {
            return Ok(Arc::clone(&found.index));
        }
        let index: Arc<[u8]> = read(&file, offset, self.layout.index_len())?.into();
        cache.retain(|cached| !same_file(cached));
        let (len, index_read) = (metadata.len(), Arc::clone(&index));
        cache.push(Cached { file, offset, len, modified, index: index_read });
        Ok(index)
    }

    /// Returns the pack, with an index and without blobs.
    pub(crate) fn pack<'a>(&self, index: &'a [u8]) -> Pack<'a> {
        Pack::with_layout(index, self.layout)
    }

    /// Looks whether the files with these parts are there, and as long as they were:
    /// rustc and the linker would only say what they miss, not what to do.
    ///
    /// # Errors
    ///
    /// When one is not.
    pub(crate) fn check_files<'a>(
        &self,
        mut parts: impl Iterator<Item = Part<'a>>,
    ) -> Result<(), String> {
        parts.try_for_each(|part| {
            let file = Path::new(&self.out_dir).join(part.file);
            let metadata = fs::metadata(&file).map_err(|error| unreadable(&file, &error))?;
            if metadata.len() < part.offset + part.len { Err(damaged(&file)) } else { Ok(()) }
        })
    }

    /// Returns the mark of the build for live mode; nothing if the build script
    /// left no live record.
    pub(crate) fn live_build(&self) -> String {
        let text = fs::read_to_string(self.live_record()).unwrap_or_default();
        LiveRecord::parse(&text).map_or_else(String::new, |record| record.build.to_owned())
    }

    /// Returns the path of the live record.
    pub(crate) fn live_record(&self) -> PathBuf {
        self.out_dir().join(format!("{}.{}", self.name, RECORD))
    }

    /// Returns the path of the set file.
    pub(crate) fn path(&self) -> PathBuf {
        set_path(Path::new(&self.out_dir), &self.name)
    }
}

fn set_path(out_dir: &Path, name: &str) -> PathBuf {
    out_dir.join(format!("{name}.set"))
}

fn parse<'a>(text: &'a str, path: &Path) -> Result<SetFile<'a>, String> {
    SetFile::parse(text).map_err(|error| match error {
        SetError::Version => other_version(path),
        _ => damaged(path),
    })
}

/// An index that was read, and the file that it was read from.
///
/// rust-analyzer keeps one process for days, so the file is looked at again.
struct Cached {
    file: PathBuf,
    offset: u64,
    len: u64,
    modified: SystemTime,
    index: Arc<[u8]>,
}

fn read(file: &Path, offset: u64, len: u64) -> Result<Vec<u8>, String> {
    let read = || {
        let mut opened = File::open(file)?;
        opened.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        opened.take(len).read_to_end(&mut bytes)?;
        io::Result::Ok(bytes)
    };
    let bytes = read().map_err(|error| unreadable(file, &error))?;
    if (bytes.len() as u64) < len { Err(damaged(file)) } else { Ok(bytes) }
}

fn no_build_script(name: &str) -> String {
    format!(
        "this package needs a build.rs that calls include_components_build::compile(...)\n\
         \n\
         In build.rs, beside Cargo.toml:\n\
         \n\
         {}\n\
         \n\
         In Cargo.toml:\n\
         \n\
         \x20   [build-dependencies]\n\
         \x20   include-components-build = \"{}\"",
        build_script(name),
        env!("CARGO_PKG_VERSION"),
    )
}

fn no_such_set(name: &str, out_dir: &Path) -> String {
    let mut sets: Vec<String> = fs::read_dir(out_dir)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|file| Some(format!("`{}`", file.strip_suffix(".set")?)))
        .collect();
    sets.sort();
    let lost = |extension: &&str| out_dir.join(format!("{name}.{extension}")).exists();
    if FILES.iter().any(lost) {
        let file = set_path(out_dir, name);
        return format!("{} is gone, which build.rs wrote: {TOUCH}", file.display());
    }
    let there = match sets.as_slice() {
        // Whoever removed all files left no trace of a set.
        [] if is_empty(out_dir) => {
            format!("build.rs wrote none, or it is gone: then {TOUCH}. It makes this one with")
        }
        [] => "build.rs wrote none; it makes this one with".to_owned(),
        sets => format!("build.rs wrote {}; it makes this one with", sets.join(", ")),
    };
    format!("no set `{name}` in OUT_DIR: {there}\n\n{}\n\n{UNDER_CFG}", build_script(name))
}

/// The extensions of other files that the build helper leaves of a set.
const FILES: [&str; 4] = ["index", "roots", "lock", "pack"];

/// What is wrong if the build script has the call, but does not always come to it.
const UNDER_CFG: &str = "If it does so only with a feature, or for some targets, use the macro \
                         under the same `cfg`, and `Components::empty()` elsewhere.";

/// What makes cargo run the build script, which makes what is missing.
const TOUCH: &str = "touch build.rs and build again";

fn is_empty(dir: &Path) -> bool {
    fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none())
}

/// Returns the build script that makes a set of this name.
fn build_script(name: &str) -> String {
    let call = match name {
        "components" => "compile(\"components\")?;".to_owned(),
        _ => format!("Build::new().name({name:?}).root({name:?}).run()?;"),
    };
    format!(
        "    fn main() -> Result<(), include_components_build::Error> {{\n\
         \x20       include_components_build::{call}\n\
         \x20       Ok(())\n\
         \x20   }}"
    )
}

fn other_version(file: &Path) -> String {
    format!(
        "{} is of another version of include-components-build: \
         use include-components and include-components-build in one version, here {}",
        file.display(),
        env!("CARGO_PKG_VERSION"),
    )
}

fn damaged(file: &Path) -> String {
    format!("{} is damaged: {TOUCH}", file.display())
}

fn unreadable(file: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => {
            format!("{} is gone, which build.rs wrote: {TOUCH}", file.display())
        }
        _ => format!("cannot read {}: {error}; {TOUCH}", file.display()),
    }
}

#[cfg(test)]
mod tests;
