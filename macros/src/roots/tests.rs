use std::time::{Duration, SystemTime};

use include_components_pack::Digest;
use include_components_pack::bytes::{put_bytes, put_digest, put_u32};
use include_components_pack::checksum;
use include_components_pack::roots::{Head, roots_file};
use tempfile::TempDir;

use super::*;

/// A package with the root `ui`, whose files are old, and an OUT_DIR, `build/out`.
struct Package(TempDir);

const DAY: Duration = Duration::from_secs(24 * 3600);

impl Package {
    fn new(files: &[&str]) -> Self {
        let package = Package(tempfile::tempdir().unwrap());
        fs::create_dir_all(package.path("build/out")).unwrap();
        fs::create_dir(package.path("ui")).unwrap();
        for file in files {
            package.write(&format!("ui/{file}"), file);
        }
        package.age();
        package
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Gives all below the root an old time, which no two get alike.
    fn age(&self) {
        let mut pending = vec![self.path("ui")];
        let mut old = SystemTime::now() - DAY;
        while let Some(path) = pending.pop() {
            if path.is_dir() {
                pending.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
            old -= Duration::from_millis(1001);
            // A link may lead nowhere.
            if path.exists() {
                set_modified(&path, old);
            }
        }
    }

    /// Writes down what is there, as the build helper does.
    fn record(&self, head: Head<'_>) {
        let mut dirs = vec![("".to_owned(), self.path("ui"))];
        let mut out = Vec::new();
        let mut at = 0;
        while at < dirs.len() {
            let (prefix, path) = dirs[at].clone();
            at += 1;
            put_bytes(&mut out, b"ui");
            put_bytes(&mut out, prefix.as_bytes());
            let mut records = stat(&fs::metadata(&path).unwrap()).to_vec();
            records.extend([0; 13]);
            let (mut files, mut count) = (Vec::new(), 0);
            for entry in fs::read_dir(&path).unwrap().map(Result::unwrap) {
                let name = entry.file_name().into_string().unwrap();
                if entry.path().is_dir() {
                    dirs.push((format!("{prefix}{name}/"), entry.path()));
                } else if !name.ends_with(".bak") && !name.starts_with('.') {
                    count += 1;
                    let bytes = fs::read(entry.path()).unwrap();
                    files.extend(stat(&fs::metadata(entry.path()).unwrap()));
                    put_digest(&mut files, Digest::from_bytes(*blake3::hash(&bytes).as_bytes()));
                    files.push(0);
                    put_bytes(&mut files, name.as_bytes());
                }
            }
            put_u32(&mut records, count);
            records.extend(files);
            put_bytes(&mut out, &records);
        }
        let mut all = Vec::new();
        put_u32(&mut all, dirs.len() as u32);
        all.extend(out);
        let bytes = roots_file(&head, &all, checksum(&all));
        fs::write(self.path("build/out/set.roots"), bytes).unwrap();
    }

    fn head(&self) -> Head<'static> {
        Head {
            package_dir: self.0.path().as_os_str().as_encoded_bytes().to_owned(),
            roots: vec![SeenRoot { given: "ui", prefix: "", watched: Watched::ByCargo }],
            hidden: false,
            globs: vec![("*.bak".to_owned(), false)],
        }
    }

    /// Returns what the macro says, in a process that has not looked yet.
    fn look(&self) -> Option<String> {
        self.look_in(true)
    }

    /// The same, where the program has live mode or not.
    fn look_in(&self, is_live: bool) -> Option<String> {
        let (out, path) = (self.path("build/out"), self.path("build/out/set.roots"));
        difference(&path, &out, &fs::metadata(&path).ok()?, Some(self.0.path()), is_live)
    }
}

/// Sets the time of a file or directory.
fn set_modified(path: &Path, time: SystemTime) {
    let mut options = File::options();
    options.read(true);
    // Windows opens no directory otherwise, and changes nothing by a handle to read.
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        const FILE_WRITE_ATTRIBUTES: u32 = 0x100;
        const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;
        options.access_mode(FILE_WRITE_ATTRIBUTES).custom_flags(FILE_FLAG_BACKUP_SEMANTICS);
    }
    options.open(path).unwrap().set_modified(time).unwrap();
}

/// Changes what is under the root.
type Change = fn(&Package);

/// Makes a tree, has it recorded, changes it, and returns what the macro says.
fn after(change: Change, is_old: bool) -> Option<String> {
    let package = Package::new(&["a.txt", "b/c.txt", "b/d/e.txt", "empty/.hidden", "x.bak"]);
    package.record(package.head());
    std::thread::sleep(Duration::from_millis(20));
    change(&package);
    if is_old {
        package.age();
    }
    package.look()
}

const DIFFERENCES: [(&str, Change); 10] = [
    ("`ui/a.txt` has changed", |it| it.write("ui/a.txt", "a.TXT")),
    ("`ui/a.txt` has changed", |it| it.write("ui/a.txt", "longer")),
    ("`ui/a.txt` is gone", |it| fs::remove_file(it.path("ui/a.txt")).unwrap()),
    ("`ui/b/` is gone", |it| fs::remove_dir_all(it.path("ui/b")).unwrap()),
    ("`ui/new.txt` is new", |it| it.write("ui/new.txt", "")),
    ("`ui/f/g/new.txt` is new", |it| it.write("ui/f/g/new.txt", "")),
    ("`ui/empty/new.txt` is new", |it| it.write("ui/empty/new.txt", "")),
    ("`ui/b/c.txt` is gone", |it| fs::rename(it.path("ui/b/c.txt"), it.path("ui/b/z")).unwrap()),
    ("`ui/a.txt` has changed", |it| {
        fs::remove_file(it.path("ui/a.txt")).unwrap();
        it.write("ui/a.txt/b", "a directory");
    }),
    ("`ui/b/d/e.txt` is gone", |it| {
        fs::rename(it.path("ui/b/d"), it.path("moved")).unwrap();
        fs::create_dir(it.path("ui/b/d")).unwrap();
    }),
];

#[test]
fn a_difference_that_cargo_does_not_see_is_told_with_the_remedy() {
    for (expected, change) in DIFFERENCES {
        let told = after(change, true).unwrap_or_else(|| panic!("nothing is told: {expected}"));
        assert!(told.starts_with(expected), "{expected}: {told}");
        assert!(told.ends_with("touch build.rs and build again"), "{told}");
    }
}

/// An edit while the build runs, or before rust-analyzer has run the script.
#[test]
fn what_is_newer_than_the_scripts_run_is_no_difference() {
    for (name, change) in DIFFERENCES {
        assert_eq!(after(change, false), None, "{name}");
    }
}

/// Cargo does not look at what is beside the directory that is included.
#[test]
fn what_cargo_does_not_watch_hides_no_difference() {
    for (glob, is_told) in [("b/**", true), ("*.txt", false)] {
        let package = Package::new(&["a.txt", "b/c.txt"]);
        package.record(Head { globs: vec![(glob.to_owned(), true)], ..package.head() });
        std::thread::sleep(Duration::from_millis(20));
        package.write("ui/b/c.txt", "longer");
        package.age();
        package.write("ui/new.ts", "");
        package.write("ui/a.txt", "edited");
        let told = package.look();
        assert_eq!(told.is_some(), is_told, "{glob}: {told:?}");
    }
}

#[test]
fn what_is_no_component_is_no_difference() {
    let changes: [(&str, Change); 6] = [
        ("nothing", |_| ()),
        ("hidden", |it| it.write("ui/b/.new", "")),
        ("below a hidden one", |it| it.write("ui/.git/new.txt", "")),
        ("excluded", |it| it.write("ui/new.bak", "")),
        ("excluded, gone", |it| fs::remove_file(it.path("ui/x.bak")).unwrap()),
        ("empty directories", |it| {
            fs::create_dir_all(it.path("ui/e/f")).unwrap();
            fs::remove_dir_all(it.path("ui/empty")).unwrap();
        }),
    ];
    for (name, change) in changes {
        assert_eq!(after(change, true), None, "{name}");
    }
}

/// Copied, restored, or of an archive that keeps whole seconds only.
#[test]
fn the_same_paths_lengths_and_bytes_are_no_difference() {
    let package = Package::new(&["a.txt", "b/c.txt"]);
    package.record(package.head());
    let old = SystemTime::now() - 2 * DAY;
    for file in ["a.txt", "b/c.txt"] {
        let path = package.path("ui").join(file);
        fs::remove_file(&path).unwrap();
        fs::write(&path, file).unwrap();
        set_modified(&path, old);
    }
    for dir in ["ui", "ui/b"] {
        set_modified(&package.path(dir), old);
    }
    assert_eq!(package.look(), None);
    assert!(is_same_time(5 * SECOND, 5 * SECOND + 7) && is_same_time(-SECOND, -SECOND + 7));
    assert!(!is_same_time(5 * SECOND + 7, 5 * SECOND) && !is_same_time(4 * SECOND, 5 * SECOND + 7));
}

#[test]
fn what_cannot_be_compared_is_not() {
    let package = Package::new(&["a.txt"]);
    package.record(package.head());
    package.write("ui/a.txt", "longer");
    package.age();
    set_modified(&package.path("ui"), SystemTime::now() - DAY);
    assert!(package.look().is_some());
    let out = package.path("build/out");
    assert!(check(&out, "set", Some(package.0.path()), true).is_err());
    assert_eq!(check(&out, "other", Some(package.0.path()), true), Ok(()), "no record");
    assert_eq!(
        check(&out, "set", Some(package.0.path()), true).unwrap_err(),
        package.look().unwrap()
    );

    let elsewhere = Head { package_dir: b"/elsewhere".to_vec(), ..package.head() };
    let own = Head {
        roots: vec![SeenRoot { watched: Watched::Own, ..package.head().roots[0] }],
        ..package.head()
    };
    for head in [elsewhere, own] {
        let path = package.path("build/out/set.roots");
        let bytes = fs::read(&path).unwrap();
        let record = RootsFile::parse(&bytes).unwrap();
        assert!(record.is_intact());
        package.record(head);
        package.write("ui/a.txt", "even longer");
        package.age();
        assert_eq!(package.look(), None);
    }
    // A record that is damaged is not believed.
    package.record(package.head());
    package.write("ui/a.txt", "another");
    package.age();
    assert!(package.look().is_some());
    let path = package.path("build/out/set.roots");
    let mut bytes = fs::read(&path).unwrap();
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
    fs::write(&path, bytes).unwrap();
    assert_eq!(package.look(), None);
}

/// Cargo comes back for a root that is not there, and not for one it does not watch.
#[test]
fn who_watches_a_root_decides_what_newer_files_mean() {
    let package = Package::new(&["a.txt"]);
    package.record(package.head());
    fs::rename(package.path("ui"), package.path("moved")).unwrap();
    assert_eq!(package.look(), None);
    fs::rename(package.path("moved"), package.path("ui")).unwrap();
    let head = Head {
        roots: vec![SeenRoot { watched: Watched::ByNobody, ..package.head().roots[0] }],
        ..package.head()
    };
    package.record(head);
    package.write("ui/b.txt", "new");
    assert!(package.look().unwrap().starts_with("`ui/b.txt` is new"));
}

#[test]
fn what_is_left_to_live_mode_is_refused_without_it() {
    let package = Package::new(&["a.txt"]);
    let roots = vec![SeenRoot { watched: Watched::ByProgram, ..package.head().roots[0] }];
    package.record(Head { roots, ..package.head() });
    package.write("ui/a.txt", "longer");
    package.age();
    assert_eq!(package.look_in(true), None);
    assert_eq!(package.look_in(false).as_deref(), Some(LEFT_TO_LIVE_MODE));
    // rust-analyzer asks in one process, before and after the feature was turned on.
    let out = package.path("build/out");
    let is_refused = |is_live| check(&out, "set", Some(package.0.path()), is_live).is_err();
    assert_eq!([false, true, false].map(is_refused), [true, false, true]);
}

/// Globs are of logical paths, the message of what is on disk.
#[test]
fn a_prefix_is_in_what_globs_match_and_not_in_what_is_named() {
    let package = Package::new(&["a.txt", "b/c.txt"]);
    let roots = vec![SeenRoot { prefix: ".x/y/", ..package.head().roots[0] }];
    let globs = [("*.txt", true), (".x/y/b/no*", false)];
    let globs: Vec<_> = globs.map(|(glob, include)| (glob.to_owned(), include)).to_vec();
    package.record(Head { roots, globs, ..package.head() });
    for (file, expected) in [
        ("b/no.txt", None),
        ("b/new.css", None),
        (".new.txt", None),
        ("b/new.txt", Some("`ui/b/new.txt` is new")),
    ] {
        package.write(&format!("ui/{file}"), "");
        package.age();
        let found = package.look();
        let said = found.as_ref().and_then(|text| text.split(", and").next());
        assert_eq!(said, expected, "{file}");
    }
}
