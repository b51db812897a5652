use super::*;
use crate::Build;
use crate::base::hasher::digest;
use crate::base::key::KeyHasher;
use crate::base::threads::Threads;
use crate::cache::action;
use crate::cache::links::Known;
use crate::scan::last_run::LastRun;
use crate::scan::listing::Change;
use crate::scan::listing::Listing;
use crate::scan::walk::walk;
use crate::testing::{Tree, no_cargo};

/// A tree, and the index of it in `out/set.index`.
struct Fixture {
    tree: Tree,
    build: Build,
}

/// What the index tells of each file, by path: its digest, if it is trusted.
type Record = Vec<(String, Option<Digest>)>;

impl Fixture {
    /// Makes a tree of some files that are old enough to be trusted.
    fn new(paths: &[&str]) -> Self {
        let it = Fixture::young(paths);
        it.tree.settle();
        it
    }

    /// The same, before it can be trusted.
    fn young(paths: &[&str]) -> Self {
        let tree = Tree::new();
        for path in paths {
            tree.write(format!("ui/{path}"), path);
        }
        let build = tree.build();
        Fixture { tree, build }
    }

    fn index(&self) -> StatIndex {
        StatIndex::load(&self.tree.path("out/set.index"))
    }

    fn walk(&self) -> Listing {
        let config = crate::testing::config(&self.build, no_cargo()).unwrap();
        let last = LastRun::new(self.index(), true);
        let mut listing = walk(&config, &Threads::new(1), &last);
        listing.complete(&config, &last.index);
        listing
    }

    /// Saves what is there now; `racy` are files whose stat proves nothing.
    fn save(&self, state: &State, racy: &[&str]) -> u64 {
        let config = crate::testing::config(&self.build, no_cargo()).unwrap();
        let mut listing = self.walk();
        for dir in &mut listing.dirs {
            for file in &mut dir.files {
                let path = format!("{}{}", dir.prefix, file.name);
                let digest = digest(&self.tree.read(format!("ui/{path}")));
                let racy = racy.contains(&path.as_str());
                file.now = Some(Fingerprint { stat: file.stat, digest, racy });
            }
        }
        let path = self.tree.path("out/set.index");
        let bytes = super::anew(&self.index(), state, &listing, &config.roots);
        super::save(&path, &self.index(), &bytes).unwrap()
    }

    /// Looks at the tree again, with the help of the index that was saved.
    fn known(&self) -> (Record, bool) {
        let listing = self.walk();
        let mut known = Vec::new();
        for dir in &listing.dirs {
            for file in &dir.files {
                let digest = file.now.map(|now| now.digest);
                known.push((format!("{}{}", dir.prefix, file.name), digest));
            }
        }
        known.sort();
        (known, listing.change == Change::None)
    }
}

/// Files that are known by their content, which [`Fixture::new`] made their path.
fn all_known(paths: &[&str]) -> Record {
    paths.iter().map(|path| ((*path).to_owned(), Some(digest(path.as_bytes())))).collect()
}

const PATHS: [&str; 5] = ["a", "b", "c/a", "c/b", "c/d/e"];

fn filled_state() -> State {
    let stat = Stat::from_bytes([7; Stat::SIZE]);
    let entry = Fingerprint { stat, digest: digest(b"part"), racy: true };
    let read = |what, name: &str, found| Read { what, name: name.to_owned(), found };
    let result = ActionResult {
        reads: vec![
            read(ReadKind::Env, "Z", None),
            read(ReadKind::File, "part", Some(digest(b"part"))),
            read(ReadKind::Env, "A", Some(digest(b"1"))),
        ],
        artifact: digest(b"artifact"),
        len: 8,
        warnings: vec!["second".to_owned(), "first".to_owned()],
    };
    State {
        links: Links::new(1, 2, vec!["w".to_owned()], Known::default()),
        options: Some(digest(b"options")),
        is_lenient: true,
        set: "the set file".to_owned(),
        encoders: Some(digest(b"encoders")),
        bytes_encoded: 43,
        output: vec![stat, Stat::NOWHERE],
        components: 2,
        partials: 1,
        bytes_embedded: 1 << 40,
        racy: true,
        written: vec!["ui".to_owned()],
        discovered: HashMap::from([
            ("/part".to_owned(), Some(entry)),
            ("/missing".to_owned(), None),
        ]),
        recipes: vec![("*.x".to_owned(), KeyHasher::recipe("r", |key| _ = key.option("a", 1)))],
        notes: Notes::read(&mut Decoder(b"\x01\0\0\0\x01\0\0\0u\0\0\0\0\0\0\0\0")).unwrap(),
        actions: HashMap::from([(action::key(digest(b"r"), digest(b"s"), "p"), result)]),
    }
}

#[test]
fn the_state_of_the_last_run_is_read_back() {
    let it = Fixture::new(&PATHS);
    let state = filled_state();
    assert!(it.save(&state, &[]) > 0);
    let found = it.index().state;
    assert_eq!((found.options, found.is_lenient), (state.options, true));
    assert_eq!((&found.set, &found.output), (&state.set, &state.output));
    assert_eq!((found.encoders, found.bytes_encoded), (state.encoders, 43));
    assert_eq!((found.components, found.partials, found.racy), (2, 1, state.racy));
    assert_eq!((found.bytes_embedded, &found.written), (state.bytes_embedded, &state.written));
    assert_eq!(found.notes, state.notes);
    assert_ne!(found.notes, Notes::default());
    assert_eq!((&found.actions, &found.recipes), (&state.actions, &state.recipes));
    assert_eq!(found.discovered.len(), 2);
    assert!(found.discovered["/missing"].is_none());
    let part = found.discovered["/part"].unwrap();
    assert_eq!((part.stat, part.digest, part.racy), (state.output[0], digest(b"part"), true));
    let names: Vec<_> = found.env_reads().map(|read| read.name.as_str()).collect();
    assert_eq!(names, ["A", "Z"]);
    assert_eq!(found.warnings().collect::<Vec<_>>(), ["first", "second", "w"]);
}

#[test]
fn equal_knowledge_makes_equal_bytes_and_is_not_written_again() {
    let it = Fixture::new(&PATHS);
    assert!(it.save(&filled_state(), &[]) > 0);
    let (bytes, stat) = (it.tree.read("out/set.index"), it.tree.stat("out/set.index"));
    for _ in 0..4 {
        // The maps are in another order each time.
        assert_eq!(it.save(&filled_state(), &[]), 0);
    }
    assert_eq!(it.tree.stat("out/set.index"), stat, "not written");
    it.tree.remove("out/set.index");
    assert_eq!(it.save(&filled_state(), &[]), bytes.len() as u64);
    assert!(it.tree.read("out/set.index") == bytes);
    assert_eq!(it.tree.out(), ["set.index"], "no other file is left");
}

/// What is copied from the last index is what a new one would have.
#[test]
fn an_index_after_edits_is_as_a_new_one() {
    type Edit = fn(&Tree);
    let edits: [(&str, Edit); 4] = [
        ("of one length", |it| _ = it.write("ui/c/a", "C/A")),
        ("of another length", |it| _ = it.write("ui/c/a", "longer")),
        ("another name", |it| _ = it.rename("ui/c/a", "ui/c/aa")),
        ("another directory", |it| _ = it.rename("ui/c/d", "ui/c/e")),
    ];
    for (name, edit) in edits {
        for state in [State::default(), filled_state()] {
            let it = Fixture::new(&PATHS);
            it.save(&State::default(), &[]);
            edit(it.tree.settle());
            it.tree.settle();
            assert!(it.save(&state, &[]) > 0, "{name}");
            let edited = it.tree.read("out/set.index");
            it.tree.remove("out/set.index");
            it.save(&state, &[]);
            assert!(it.tree.read("out/set.index") == edited, "{name}");
            assert!(it.known().1, "{name}");
        }
    }
}

#[test]
fn an_unchanged_tree_is_known_and_the_same() {
    let it = Fixture::new(&PATHS);
    it.save(&State::default(), &[]);
    assert_eq!(it.known(), (all_known(&PATHS), true));
    // Also after the records were copied rather than written.
    it.save(&filled_state(), &[]);
    assert_eq!(it.known(), (all_known(&PATHS), true));
}

#[test]
fn every_change_is_noticed_and_only_that() {
    type Change = fn(&Tree);
    let changes: [(&str, Change, &[&str], &[&str]); 9] = [
        ("edited", |it| _ = it.write("ui/a", "b"), &["b", "c/a", "c/b", "c/d/e"], &["a"]),
        ("edited below", |it| _ = it.write("ui/c/d/e", "x"), &["a", "b", "c/a", "c/b"], &["c/d/e"]),
        ("new, first", |it| _ = it.write("ui/_", ""), &PATHS, &["_"]),
        ("new, last", |it| _ = it.write("ui/c/z", ""), &PATHS, &["c/z"]),
        ("new in a new directory", |it| _ = it.write("ui/n/n", ""), &PATHS, &["n/n"]),
        ("removed", |it| _ = it.remove("ui/c/a"), &["a", "b", "c/b", "c/d/e"], &[]),
        ("a directory removed", |it| _ = it.remove("ui/c/d"), &["a", "b", "c/a", "c/b"], &[]),
        ("renamed", |it| _ = it.rename("ui/a", "ui/z"), &["b", "c/a", "c/b", "c/d/e"], &["z"]),
        (
            "a file of a directory",
            |it| _ = it.remove("ui/c/d").write("ui/c/d", "was a directory"),
            &["a", "b", "c/a", "c/b"],
            &["c/d"],
        ),
    ];
    let cases = changes.map(|change| (Fixture::young(&PATHS), change));
    cases[cases.len() - 1].0.tree.settle();
    for (it, (name, change, kept, unknown)) in cases {
        it.save(&State::default(), &[]);
        change(&it.tree);
        let mut expected = all_known(kept);
        expected.extend(unknown.iter().map(|path| ((*path).to_owned(), None)));
        expected.sort();
        assert_eq!(it.known(), (expected, false), "{name}");
    }
}

#[test]
fn files_that_took_each_others_names_are_not_taken_for_one_another() {
    let it = Fixture::new(&["a", "b", "c/a"]);
    it.save(&State::default(), &[]);
    it.tree.rename("ui/a", "ui/t").rename("ui/b", "ui/a").rename("ui/t", "ui/b");
    let (known, same) = it.known();
    assert!(!same);
    // Where a rename leaves the change time alone, the inode tells.
    let unknown = |path: &str| (path.to_owned(), None);
    let mut expected = all_known(&["c/a"]);
    expected.extend([unknown("a"), unknown("b")]);
    expected.sort();
    assert_eq!(known, expected);
}

#[test]
fn a_file_that_is_only_touched_is_unknown() {
    let it = Fixture::new(&["a", "b"]);
    it.save(&State::default(), &[]);
    let file = std::fs::File::options().write(true).open(it.tree.path("ui/a")).unwrap();
    file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(9)).unwrap();
    let expected = vec![("a".to_owned(), None), ("b".to_owned(), Some(digest(b"b")))];
    assert_eq!(it.known(), (expected, false));
}

#[test]
fn the_digest_of_a_racy_entry_is_not_believed() {
    let it = Fixture::new(&PATHS);
    it.save(&State::default(), &["b", "c/d/e"]);
    let (known, same) = it.known();
    let unknown: Vec<_> =
        known.iter().filter(|it| it.1.is_none()).map(|it| it.0.as_str()).collect();
    assert_eq!((unknown, same), (vec!["b", "c/d/e"], false));
    let entry = |racy| Fingerprint { stat: it.tree.stat("ui/a"), digest: digest(b"a"), racy };
    assert_eq!(entry(true).trusted(&it.tree.stat("ui/a")), None);
    assert_eq!(entry(false).trusted(&it.tree.stat("ui/a")), Some(digest(b"a")));
    assert_eq!(entry(false).trusted(&it.tree.stat("ui/b")), None);
}

#[test]
fn another_root_of_the_same_files_is_unknown() {
    let it = Fixture::new(&["a"]);
    it.save(&State::default(), &[]);
    let mut build = Build::new();
    build.root(it.tree.path("ui/")).out_dir(it.tree.path("out"));
    let other = Fixture { tree: it.tree, build };
    let (known, same) = other.known();
    // Spelled in another way, which costs one look at each file.
    assert_eq!((known, same), (vec![("a".to_owned(), None)], false));
}

#[test]
fn a_damaged_index_is_no_index() {
    let it = Fixture::new(&["a", "c/b"]);
    it.save(&filled_state(), &[]);
    let path = it.tree.path("out/set.index");
    let whole = std::fs::read(&path).unwrap();
    let is_none = |bytes: Vec<u8>| {
        let index = StatIndex::parse(bytes).unwrap_or_default();
        index.state.options.is_none() && index.len() == 0 && index.position(0, "ui", "").is_none()
    };
    assert!(!is_none(whole.clone()));
    for at in 0..whole.len() {
        for bits in [0x01, 0x80, 0xFF] {
            let mut damaged = whole.clone();
            damaged[at] ^= bits;
            assert!(is_none(damaged), "byte {at}");
        }
        assert!(is_none(whole[..at].to_vec()), "{at} bytes");
    }
    assert!(is_none([&whole[..], b"\0"].concat()), "and one more");
    it.tree.write("out/set.index", &whole[1..]);
    assert_eq!(it.known().0, [("a".to_owned(), None), ("c/b".to_owned(), None)]);
    it.tree.remove("out/set.index");
    assert!(!it.known().1);
    it.tree.write("out/set.index/file", "a directory in its place");
    assert!(!it.known().1);
}

/// Bytes that are whole by their checksum, but written by nobody.
#[test]
fn nonsense_with_the_right_checksum_does_no_harm() {
    let it = Fixture::new(&["a", "c/b"]);
    it.save(&filled_state(), &[]);
    let whole = it.tree.read("out/set.index");
    let head_len = whole.len() - dirs(&whole).unwrap().0.len();
    let (root, mut found) = (it.tree.path("ui"), 0);
    for at in HEAD..whole.len() {
        for byte in [0, 0xFF] {
            let mut changed = whole.clone();
            changed[at] = byte;
            let of_dirs = checksum(&changed[head_len..]).to_le_bytes();
            changed[CHECKSUM.end..CHECKSUM.end + 8].copy_from_slice(&of_dirs);
            let of_head = checksum(&changed[CHECKSUM.end..head_len]).to_le_bytes();
            changed[CHECKSUM].copy_from_slice(&of_head);
            let index = StatIndex::parse(changed).unwrap_or_default();
            for (nth, prefix) in ["", "c/"].into_iter().enumerate() {
                let place = index.position(nth, root.to_str().unwrap(), prefix);
                let records = place.and_then(|place| index.records(place));
                found += records.map_or(0, |records| records.files().len());
            }
        }
    }
    assert!(found > whole.len(), "most bytes are of no consequence");
}
