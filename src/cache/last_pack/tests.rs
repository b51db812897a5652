use super::*;
use crate::Build;
use crate::Embed;
use crate::testing::{Tree, linux, run_in};

/// A pack of some files, of which two are equal and one is empty.
struct Fixture {
    tree: Tree,
    set: String,
}

impl Fixture {
    fn new() -> Self {
        let tree = Tree::new();
        tree.write("ui/a", "one").write("ui/b/c", "two").write("ui/b/d", "one").write("ui/e", "");
        crate::testing::run(&tree.build()).unwrap();
        let set = String::from_utf8(tree.read("out/components.set")).unwrap();
        Fixture { tree, set }
    }

    /// Opens the pack; `left` is the stat that the last run left it with.
    fn open(&self, left: &[Stat]) -> Option<LastPack> {
        LastPack::open(&self.tree.path("out"), &self.set, left)
    }

    fn open_intact(&self) -> LastPack {
        self.open(&[self.tree.stat("out/components.pack")]).unwrap()
    }

    /// Opens a pack of other bytes under the set file.
    fn open_bytes(&self, bytes: &[u8]) -> Option<LastPack> {
        self.tree.write("out/components.pack", bytes);
        self.open(&[])
    }
}

/// Fails the test unless each file's bytes are found where the pack says.
fn check_contents(it: &Fixture, old: &LastPack) {
    for (path, content) in [("a", "one"), ("b/c", "two"), ("b/d", "one"), ("e", "")] {
        let len = content.len() as u64;
        assert_eq!(old.len_at(path), Some(len), "{path}");
        let digest = digest(content.as_bytes());
        assert_eq!(old.len_of(digest), Some(len), "{path}");
        let offset = old.find(digest, len).unwrap();
        let mut out = File::create(it.tree.path("found")).unwrap();
        old.copy_to(offset, len, &mut out).unwrap();
        assert_eq!(it.tree.read("found"), content.as_bytes(), "{path}");
        assert_eq!(old.find(digest, len + 1), None, "of another length");
    }
    assert_eq!(old.find(digest(b"three"), 5), None);
    assert_eq!((old.len_at("b"), old.len_at("")), (None, None));
}

#[test]
fn every_blob_is_found_by_its_digest() {
    let it = Fixture::new();
    let old = it.open_intact();
    assert!(old.intact);
    assert_eq!(old.len(), 4);
    check_contents(&it, &old);
    // Some more, so that the table of blobs is used.
    for _ in 0..LINEAR_SEARCHES {
        check_contents(&it, &old);
    }
    let positions: Vec<_> =
        (0..5).map(|nth| Aligned::new(&old).artifact_at(nth).map(|(digest, _)| digest)).collect();
    let one = Some(digest(b"one"));
    assert_eq!(positions, [one, Some(digest(b"two")), one, Some(digest(b"")), None]);
}

#[test]
fn a_pack_with_another_stat_is_verified_and_used() {
    let it = Fixture::new();
    let stat = it.tree.stat("out/components.pack");
    it.tree
        .rename("out/components.pack", "out/was")
        .write("out/components.pack", it.tree.read("out/was"));
    for left in [&[][..], &[stat], &[Stat::NOWHERE]] {
        let old = it.open(left).unwrap();
        assert!(!old.intact);
        check_contents(&it, &old);
    }
}

#[test]
fn a_pack_that_is_not_what_the_set_file_says_is_not_used() {
    let it = Fixture::new();
    let whole = it.tree.read("out/components.pack");
    for len in [0, 1, HEADER - 1, HEADER, HEADER + 1, whole.len() - 17, whole.len() / 2] {
        assert!(it.open_bytes(&whole[..len]).is_none(), "{len} bytes");
    }
    it.tree.remove("out/components.pack");
    assert!(it.open(&[]).is_none(), "missing");
    it.tree.write("out/components.pack/file", "");
    assert!(it.open(&[]).is_none(), "a directory");
    it.tree.remove("out/components.pack").write("out/components.pack", &whole);
    assert!(it.open(&[]).is_some());
    for (from, to) in [
        ("components.pack 0 ", "components.pack 16 "),
        ("components.pack 0 ", "components.pack 99999 "),
        ("components.pack 0 ", "components.pack 0 1"),
        ("components.pack", "components.set"),
        ("components set 3", "components set 2"),
        ("parts 1\n", "parts 2\ncomponents.pack 0 9 a b\n"),
    ] {
        let set = it.set.replacen(from, to, 1);
        assert_ne!(set, it.set);
        assert!(LastPack::open(&it.tree.path("out"), &set, &[]).is_none(), "{to}");
    }
    for set in ["", "\n", "file components.pack\n"] {
        assert!(LastPack::open(&it.tree.path("out"), set, &[]).is_none(), "{set:?}");
    }
}

#[test]
fn a_damaged_byte_is_found_out_wherever_it_is() {
    let it = Fixture::new();
    let whole = it.tree.read("out/components.pack");
    let mut harmless = 0;
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        if let Some(old) = it.open_bytes(&damaged) {
            // Between the blobs, from where nothing is taken then.
            assert!(!old.intact);
            check_contents(&it, &old);
            harmless += 1;
        }
    }
    assert_eq!(harmless, 2 * 13, "the zeros behind two blobs of three bytes");
}

/// The blobs of a library are found behind what precedes them in it.
#[test]
fn a_pack_in_a_library_is_found_where_it_is() {
    let tree = Tree::new();
    tree.write("ui/a", "one").write("ui/b/c", "two").write("ui/b/d", "one").write("ui/e", "");
    let mut build: Build = tree.build();
    build.embed(Embed::Link);
    let config = crate::testing::config(&build, linux()).unwrap();
    crate::testing::run(&tree.build()).unwrap();
    let pack = tree.read("out/components.pack");
    let head = [7; 192];
    let library = config.library.unwrap().file_name(&config.library_name);
    tree.write(format!("out/{library}"), [&head[..], &pack, b"tail"].concat());
    let part = Part { file: &library, offset: 192, len: pack.len() as u64, linked: None };
    let it = Fixture { set: SetFile::text([part].into_iter()), tree };
    check_contents(&it, &it.open(&[]).unwrap());
}

/// A pack of five parts and more, and the stats of its files.
fn in_parts() -> (Fixture, Vec<Stat>) {
    let tree = Tree::new();
    for nth in 0..40 {
        tree.write(format!("ui/{nth:02}"), format!("content {nth} ").repeat(10));
    }
    let mut build = tree.build();
    build.embed(Embed::Link).part_size(500);
    run_in(linux(), &build).unwrap();
    let set = String::from_utf8(tree.read("out/components.set")).unwrap();
    let parts = SetFile::parse(&set).unwrap().parts();
    let stats: Vec<Stat> = parts.map(|part| tree.stat(format!("out/{}", part.file))).collect();
    assert!(stats.len() > 5, "{}", stats.len());
    (Fixture { tree, set }, stats)
}

/// Fails the test unless each blob is found where the pack says.
fn check_parts(it: &Fixture, old: &LastPack) {
    for nth in 0..40 {
        let content = format!("content {nth} ").repeat(10);
        let (digest, address) = Aligned::new(old).artifact_at(nth).unwrap();
        assert_eq!(digest, hasher::digest(content.as_bytes()));
        assert_eq!(old.find(digest, content.len() as u64), Some(address));
        let mut out = File::create(it.tree.path("found")).unwrap();
        old.copy_to(address, content.len() as u64, &mut out).unwrap();
        assert_eq!(it.tree.read("found"), content.as_bytes(), "{nth}");
    }
}

#[test]
fn every_blob_of_every_part_is_found() {
    let (it, stats) = in_parts();
    let old = it.open(&stats).unwrap();
    assert!(old.intact && old.files.iter().all(|file| file.intact.is_some()));
    check_parts(&it, &old);
    let old = it.open(&stats[..2]).unwrap();
    assert!(!old.intact);
    let intact = old.files.iter().filter(|file| file.intact.is_some());
    assert_eq!(intact.count(), 2);
    check_parts(&it, &old);
}

/// What was not touched is not read either: only its stat is looked at.
#[test]
fn a_part_with_another_stat_is_verified_and_no_other() {
    let (it, mut stats) = in_parts();
    let names = |old: LastPack| {
        old.files.iter().map(|it| (format!("out/{}", it.name), it.offset)).collect::<Vec<_>>()
    };
    for (nth, (path, offset)) in names(it.open(&stats).unwrap()).iter().enumerate() {
        let whole = it.tree.read(path);
        it.tree.remove(path);
        assert!(it.open(&stats).is_none(), "{path} is missing");
        let mut damaged = whole.clone();
        let start = *offset as usize;
        damaged[start..start + 200].iter_mut().for_each(|byte| *byte ^= 1);
        it.tree.write(path, &damaged);
        assert!(it.open(&stats).is_none(), "{path} is damaged");
        stats[nth] = it.tree.stat(path);
        assert_eq!(it.open(&stats).is_some(), nth > 0, "nobody looks at {path}");
        it.tree.settle_one(path).write(path, &whole);
        let restored = it.open(&stats).unwrap();
        assert!(!restored.intact && restored.files[nth].intact.is_none());
        check_parts(&it, &restored);
        stats[nth] = it.tree.stat(path);
        assert!(it.open(&stats).unwrap().intact);
    }
}
