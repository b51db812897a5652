//! Trees of components to measure on: the same bytes on every machine.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// The names of directories and files, and the words in them.
const WORDS: [&str; 16] = [
    "button", "close", "dialog", "avatar", "menu", "footer", "price", "search", "panel", "alert",
    "badge", "login", "table", "chart", "toggle", "video",
];

/// The names of directories: so many are in a directory, at most.
const FOLDERS: [&str; 7] = ["icons", "pages", "widgets", "styles", "emails", "flags", "parts"];

/// How many files are in a directory.
const FILES_PER_FOLDER: usize = 10;

/// The shortest and the longest file, in bytes: 4.2 kB on average.
const LENGTHS: RangeInclusive<u64> = 300..=8192;

/// Makes a tree of `count` files in nested directories, ten in each.
///
/// They are HTML, CSS, JavaScript, SVG and JSON, all different, and of 300 to
/// 8,192 bytes.
///
/// # Errors
///
/// If the directory exists, or cannot be written to.
pub fn generate(root: &Path, count: usize) -> io::Result<()> {
    generate_of(root, count, LENGTHS)
}

/// Makes the same tree of files of other lengths, in bytes.
///
/// All lengths between the shortest and the longest are as likely as each
/// other.
///
/// # Errors
///
/// If the directory exists, or cannot be written to.
pub fn generate_of(root: &Path, count: usize, lengths: RangeInclusive<u64>) -> io::Result<()> {
    fs::create_dir(root)?;
    for nth in 0..count {
        let path = root.join(path(nth));
        if nth % FILES_PER_FOLDER == 0 {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
        }
        fs::write(path, contents(nth, &lengths))?;
    }
    Ok(())
}

/// Makes a web UI of 150 files, so many kilobytes in all.
///
/// Five bundles have two fifths of that, and a hundred small files a seventh.
///
/// # Errors
///
/// If the directory exists, or cannot be written to.
pub fn generate_ui(root: &Path, kilobytes: usize) -> io::Result<()> {
    fs::create_dir(root)?;
    for nth in 0..150 {
        // Of a thousand parts.
        let (name, parts, extension) = match nth {
            0..5 => ("bundle", 80, ["js", "css"][nth % 2]),
            5..50 => ("chunk", 10, ["js", "css", "json"][nth % 3]),
            _ => ("page", 1, ["html", "svg", "js"][nth % 3]),
        };
        let length = kilobytes * parts * 15 / 14;
        fs::write(
            root.join(format!("{name}-{nth}.{extension}")),
            text(nth, length, Random::new(nth as u64)),
        )?;
    }
    Ok(())
}

/// Copies all regular files of a tree, hidden ones and links left out.
///
/// # Errors
///
/// If `to` exists or cannot be written, or `from` cannot be read.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if kind.is_dir() {
            copy(&from, &to)?;
        } else if kind.is_file() {
            // Not `fs::copy`: blocks shared with the original would be read
            // faster than those of a file of its own.
            fs::write(to, fs::read(from)?)?;
        }
    }
    Ok(())
}

/// Lists the files of a tree, relative to it, `/`-separated, sorted.
///
/// # Errors
///
/// If it cannot be read.
pub fn list(root: &Path) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    list_below(root, "", &mut paths)?;
    paths.sort();
    Ok(paths)
}

fn list_below(dir: &Path, prefix: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => list_below(&entry.path(), &format!("{path}/"), paths)?,
            false => paths.push(path),
        }
    }
    Ok(())
}

/// Returns the length of all files of a tree, in bytes.
///
/// # Errors
///
/// If it cannot be read.
pub fn bytes(root: &Path) -> io::Result<u64> {
    list(root)?.iter().map(|path| Ok(fs::metadata(root.join(path))?.len())).sum()
}

/// Makes a directory anew, whatever was there before, and returns its path.
///
/// # Errors
///
/// If what was there cannot be removed, or `make` fails.
pub fn anew(
    place: &Path,
    name: &str,
    make: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<PathBuf> {
    let root = place.join(name);
    remove(&root)?;
    make(&root)?;
    Ok(root)
}

/// Removes a directory with all that is in it, if there is one.
///
/// # Errors
///
/// If it cannot be removed.
pub fn remove(root: &Path) -> io::Result<()> {
    match fs::remove_dir_all(root) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Waits until the time stamps of an edit are old enough to be believed, as
/// they are for a person who edits a file and then starts a build.
pub fn settle() {
    thread::sleep(Duration::from_millis(200));
}

/// Makes a tree of `count` files of so many megabytes, which nothing compresses.
///
/// # Errors
///
/// If the directory exists, or cannot be written to.
pub fn generate_large(root: &Path, count: u64, megabytes: u64) -> io::Result<()> {
    fs::create_dir(root)?;
    (0..count).try_for_each(|nth| large_file(&root.join(format!("{nth}.bin")), megabytes, nth))
}

fn large_file(path: &Path, megabytes: u64, seed: u64) -> io::Result<()> {
    let mut random = Random::new(seed);
    let mut file = BufWriter::new(File::create(path)?);
    let mut block = vec![0; 1 << 20];
    for _ in 0..megabytes {
        for word in block.chunks_exact_mut(8) {
            word.copy_from_slice(&random.next().to_le_bytes());
        }
        file.write_all(&block)?;
    }
    file.flush()
}

/// Returns the path of a file: its directory has a number too, whose digits
/// are the directories above it.
fn path(nth: usize) -> String {
    const EXTENSIONS: [&str; 8] = ["svg", "html", "js", "css", "svg", "html", "json", "js"];
    let mut folders = Vec::new();
    let mut number = nth / FILES_PER_FOLDER;
    while number > 0 {
        folders.push(FOLDERS[(number - 1) % FOLDERS.len()]);
        number = (number - 1) / FOLDERS.len();
    }
    folders.reverse();
    let name = WORDS[nth % WORDS.len()];
    let extension = EXTENSIONS[nth % EXTENSIONS.len()];
    folders.push("");
    format!("{}{name}-{nth:05}.{extension}", folders.join("/"))
}

fn contents(nth: usize, lengths: &RangeInclusive<u64>) -> String {
    let mut random = Random::new(nth as u64);
    let length = lengths.start() + random.next() % (lengths.end() - lengths.start() + 1);
    text(nth, length as usize, random)
}

/// Returns text of a length, of a sort that depends on `nth`.
fn text(nth: usize, length: usize, mut random: Random) -> String {
    let mut text = String::with_capacity(length + 200);
    while text.len() < length {
        let [a, b, c] = [(); 3].map(|()| WORDS[random.next() as usize % WORDS.len()]);
        let [x, y] = [(); 2].map(|()| random.next() % 1000);
        text += &match nth % 8 {
            0 | 4 => format!("<path class=\"{a}\" d=\"M{x} {y}l-4.{y} 8.{x}h{x}v-{y}z\"/>\n"),
            1 | 5 => format!("<section class=\"{a}-{b}\"><p>{c} {x} {a} {b}</p></section>\n"),
            2 | 7 => format!("export const {a}{x} = ({b}) => {b}.{c}({y});\n"),
            3 => format!(".{a}-{b} > .{c} {{ margin: {x}px auto; width: {y}px; }}\n"),
            _ => format!("{{\"{a}\": {x}, \"{b}\": \"{c} {y}\"}}\n"),
        };
    }
    text.truncate(length);
    text
}

/// Marsaglia's xorshift64.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        let mut random = Random((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        // Seeds that are close have first numbers that are.
        for _ in 0..4 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[cfg(test)]
mod tests;
