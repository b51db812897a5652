//! What people and programs do to a tree between two builds, at random.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::harness::{Tree, set_modified};
use crate::outcome::snapshot;
use crate::random::Rng;

/// Names that compilers are chosen by, and one that collides with another.
const NAMES: [&str; 15] = [
    "x.txt",
    "y.txt",
    "part.txt",
    "part.inc",
    "one.up",
    "x.up",
    "two.up",
    "page.inc",
    "list.inc",
    "v.var",
    "q.body",
    "r.body",
    "index.html",
    ".hidden",
    "nap.slow",
];

const DIRS: [&str; 5] = ["", "", "a/", "b/", "a/deep/"];

/// Texts that are long enough to be encoded.
const LONG: &str = concat!(
    "a line of some text that comes again\n",
    "second line of some text that comes again\n",
    "third line of some text that comes again\n",
    "fourth line of some text that comes again\n",
    "a line of some text that comes again\n",
    "second line of some text that comes again\n",
    "third line of some text that comes again\n",
    "fourth line of some text that comes again\n",
);
const ENDED: &str = concat!(
    "a line of some text that comes again\n",
    "second line of some text that comes again\n",
    "third line of some text that comes again\n",
    "fourth line of some text that comes again\n",
    "a line of some text that comes again\n",
    "second line of some text that comes again\n",
    "third line of some text that comes again\n",
    "last line of some text that comes again\n",
);

/// Texts of few lengths, so that edits often keep the length.
const TEXTS: [&str; 37] = [
    LONG,
    LONG,
    ENDED,
    ENDED,
    "",
    "a",
    "b",
    "alpha\nbeta\n",
    "gamma\nalph\n",
    "@part.txt\n",
    "@part.inc\n@part.txt\n",
    "@x.txt\n@y.txt\n",
    "@../a/x.txt\nand @\n",
    "@../../outside\n",
    "@../a\n",
    "@part.txt/below\n",
    "$FLAVOUR\n",
    "# one\nselect 1\n",
    "# two\nselect 1\n",
    "#\nselect 2 \n\n\n",
    "one line\n# two\n@part.txt\n",
    "$FLAVOUR\n$OTHER\n@part.txt\n",
    "0123456789abcdef",
    "b:url(x.txt) c:url(a/x.txt)\n",
    "b:url(../x.txt) c:url(y.txt)\n",
    "b:url(part.txt?q#f) c:url(/b/x.txt)\n",
    "@import 'y.txt';@import \"x.txt\";\n",
    "@import 'part.txt';@import 'a/x.txt';\n",
    "@import '../part.txt';@import '/x.txt';\n",
    "@import 'q.body';@import 'r.body';\n",
    "b:url(x.txt)\n/*# sourceMappingURL=page.inc */\n",
    "b:url(/nap.slow) c:url(/index.html)\n",
    "import './page.inc';import '../page.inc';\n",
    "import '/a/page.inc';import('/page.inc');\n",
    "new URL('x.txt', import.meta.url);import '/page.inc'\n",
    "<script type=module src=page.inc></script><link rel=stylesheet href=x.txt>\n",
    "<script type=importmap>{}</script><script type=module src=/page.inc></script>\n",
];

/// Fills an empty tree.
pub(crate) fn furnish(tree: &Tree, rng: &mut Rng) {
    tree.write("outside", "not a component\n");
    for _ in 0..5 + rng.below(8) {
        add(tree, rng);
    }
}

/// Does something to the sources, and says what.
pub(crate) fn edit_source(tree: &Tree, rng: &mut Rng) -> String {
    let files = files(tree);
    if files.is_empty() {
        return add(tree, rng);
    }
    let file = files[rng.below(files.len())].clone();
    let other = files[rng.below(files.len())].clone();
    let shown = file.strip_prefix(tree.path("")).unwrap().display().to_string();
    let modified = fs::metadata(&file).unwrap().modified().unwrap();
    match rng.below(23) {
        0 | 1 => {
            fs::write(&file, text(rng)).unwrap();
            format!("edit {shown}")
        }
        2 => {
            same_size(&file, rng);
            format!("edit {shown}, same size")
        }
        3 => {
            same_size(&file, rng);
            set_modified(&file, modified);
            format!("edit {shown}, same size, time put back")
        }
        4 => {
            fs::write(tree.path("new"), text(rng)).unwrap();
            fs::rename(tree.path("new"), &file).unwrap();
            format!("replace {shown}")
        }
        5 => {
            let len = fs::metadata(&file).unwrap().len();
            let file = fs::File::options().write(true).open(&file).unwrap();
            file.set_len(rng.below(len as usize + 2) as u64).unwrap();
            format!("cut {shown}")
        }
        6 => {
            set_modified(&file, SystemTime::now());
            format!("touch {shown}")
        }
        7 => {
            let days = Duration::from_secs(86400 * rng.below(3) as u64);
            let time = match rng.below(3) {
                0 => SystemTime::UNIX_EPOCH + days,
                1 => SystemTime::now() + days,
                _ => SystemTime::now() - days,
            };
            set_modified(&file, time);
            format!("set the time of {shown}")
        }
        8 | 9 => {
            fs::remove_file(&file).unwrap();
            format!("delete {shown}")
        }
        10 | 11 => add(tree, rng),
        12 => {
            let to = place(tree, rng);
            fs::rename(&file, &to).unwrap();
            format!("rename {shown} to {}", to.display())
        }
        13 => {
            let (from, to) = (rng.pick(&["a", "b", "a/deep"]), rng.pick(&["a", "b", "c"]));
            let renamed = fs::rename(tree.path("ui").join(from), tree.path("ui").join(to));
            format!("rename the directory {from} to {to}: {renamed:?}")
        }
        14 => {
            fs::rename(&file, tree.path("new")).unwrap();
            if file != other {
                fs::rename(&other, &file).unwrap();
            }
            fs::rename(tree.path("new"), &other).unwrap();
            format!("swap {shown} and {}", other.display())
        }
        15 => {
            fs::copy(&other, tree.path("new")).unwrap();
            let contents = fs::read(tree.path("new")).unwrap();
            fs::write(&file, contents).unwrap();
            let times = fs::metadata(&other).unwrap().modified().unwrap();
            set_modified(&file, times);
            fs::remove_file(tree.path("new")).unwrap();
            format!("copy {} to {shown} with its time", other.display())
        }
        16 => {
            let mode = [0o600, 0o644, 0o444, 0o755][rng.below(4)];
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            format!("set the mode of {shown} to {mode:o}")
        }
        17 => link(tree, &file, rng),
        18 => {
            let to = place(tree, rng);
            let linked = fs::hard_link(&file, &to);
            format!("link {shown} to {}: {linked:?}", to.display())
        }
        19 => {
            let dir = rng.pick(&["a", "b", "a/deep"]);
            let removed = fs::remove_dir_all(tree.path("ui").join(dir));
            format!("delete the directory {dir}: {removed:?}")
        }
        20 => {
            fs::write(tree.path("outside"), text(rng)).unwrap();
            "edit a file outside of the root".to_owned()
        }
        21 => restore(tree, rng),
        _ => bad(tree, rng),
    }
}

/// Writes one of two long files in place, mostly with a length that it had.
pub(crate) fn edit_long(tree: &Tree, rng: &mut Rng) -> String {
    const MEBIBYTE: usize = 1 << 20;
    let path = tree.path("ui").join(rng.pick(&["long.bin", "longer.txt"]));
    let len = [MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 2 * MEBIBYTE, 2 * MEBIBYTE + 77][rng.below(5)];
    let modified = fs::metadata(&path).and_then(|metadata| metadata.modified());
    let mut contents = vec![rng.below(2) as u8; len];
    contents[rng.below(3) * (len / 3)] = b'!' + rng.below(2) as u8;
    fs::write(&path, contents).unwrap();
    if let Ok(time) = modified {
        set_modified(&path, time);
    }
    format!("write {len} bytes to {}, time put back", path.display())
}

/// Damages a file of OUT_DIR or of the cache, or removes both, and says how.
pub(crate) fn damage(tree: &Tree, rng: &mut Rng) -> String {
    let mut own: Vec<PathBuf> = Vec::new();
    for dir in [tree.out(), tree.cache()] {
        own.extend(snapshot(&dir).into_keys().map(|name| dir.join(name)));
    }
    if own.is_empty() {
        return "nothing to damage".to_owned();
    }
    let file = &own[rng.below(own.len())];
    let mut bytes = fs::read(file).unwrap();
    match rng.below(6) {
        0 => {
            fs::remove_file(file).unwrap();
            format!("lose {}", file.display())
        }
        1 => {
            bytes.truncate(rng.below(bytes.len() + 1));
            fs::write(file, bytes).unwrap();
            format!("cut {}", file.display())
        }
        2 => {
            fs::write(file, fs::read(&own[rng.below(own.len())]).unwrap()).unwrap();
            format!("write another file of ours over {}", file.display())
        }
        3 => {
            fs::remove_dir_all(tree.out()).unwrap();
            fs::create_dir(tree.out()).unwrap();
            "remove OUT_DIR, as cargo clean does".to_owned()
        }
        _ => {
            let at = rng.below(bytes.len().max(1));
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << rng.below(8);
            }
            fs::write(file, bytes).unwrap();
            format!("flip a bit of byte {at} of {}", file.display())
        }
    }
}

/// Removes what makes a build fail.
pub(crate) fn repair(tree: &Tree) -> String {
    let mut pending = vec![tree.path("ui")];
    while let Some(dir) = pending.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten() {
            let (path, kind) = {
                let entry = entry.unwrap();
                (entry.path(), entry.file_type().unwrap())
            };
            let upper = path.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'X');
            let starts = |mark: &[u8]| fs::read(&path).is_ok_and(|it| it.starts_with(mark));
            if kind.is_dir() {
                pending.push(path);
            } else if !kind.is_file() || upper || starts(b"!") || starts(b"-----BEGIN") {
                fs::remove_file(path).unwrap();
            }
        }
    }
    fs::create_dir_all(tree.path("ui")).unwrap();
    "repair".to_owned()
}

/// Puts copies in the place of all files and directories, with their times, as
/// a program does that unpacks an archive; some of them are not the same.
fn restore(tree: &Tree, rng: &mut Rng) -> String {
    let (old, new) = (tree.path("ui"), tree.path("ui.new"));
    fs::create_dir(&new).unwrap();
    for file in files(tree) {
        let to = new.join(file.strip_prefix(&old).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&file, &to).unwrap();
        if rng.chance(10) {
            same_size(&to, rng);
        }
        set_modified(&to, fs::metadata(&file).unwrap().modified().unwrap());
    }
    fs::rename(&old, tree.path("ui.old")).unwrap();
    fs::rename(&new, &old).unwrap();
    fs::remove_dir_all(tree.path("ui.old")).unwrap();
    "restore everything from an archive".to_owned()
}

fn add(tree: &Tree, rng: &mut Rng) -> String {
    let path = place(tree, rng);
    if path.symlink_metadata().is_ok_and(|it| !it.is_file()) {
        return "nothing".to_owned();
    }
    fs::write(&path, text(rng)).unwrap();
    format!("write {}", path.display())
}

/// Makes a symbolic link; some of them are errors.
fn link(tree: &Tree, file: &Path, rng: &mut Rng) -> String {
    let to = place(tree, rng);
    let target = match rng.below(6) {
        0 => tree.path("outside"),
        1 => tree.path("ui/a"),
        2 => tree.path("nowhere"),
        _ => file.to_owned(),
    };
    let linked = symlink(&target, &to);
    format!("link {} symbolically to {}: {linked:?}", to.display(), target.display())
}

/// Makes an error of some kind.
fn bad(tree: &Tree, rng: &mut Rng) -> String {
    let (name, contents) = [
        ("bad.up", "!no"),
        ("bad.inc", "!no"),
        ("X.TXT", "a name in upper case"),
        ("notes.txt", "-----BEGIN PRIVATE KEY-----\n"),
    ][rng.below(4)];
    fs::write(tree.path("ui").join(name), contents).unwrap();
    format!("write {name} with {contents:?}")
}

/// Returns the files under the root that are no links.
pub(crate) fn files(tree: &Tree) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut pending = vec![tree.path("ui")];
    while let Some(dir) = pending.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                pending.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    files
}

/// Returns where a file could be, in a directory that there is.
fn place(tree: &Tree, rng: &mut Rng) -> PathBuf {
    let dir = tree.path("ui").join(rng.pick(&DIRS));
    match fs::create_dir_all(&dir) {
        Ok(()) => dir.join(rng.pick(&NAMES)),
        Err(_) => tree.path("ui").join(rng.pick(&NAMES)),
    }
}

fn text(rng: &mut Rng) -> &'static str {
    rng.pick(&TEXTS)
}

fn same_size(file: &Path, rng: &mut Rng) {
    let len = fs::metadata(file).unwrap().len() as usize;
    let contents: Vec<u8> = (0..len).map(|_| rng.pick(&["a", "b", "\n"]).as_bytes()[0]).collect();
    fs::write(file, contents).unwrap();
}
