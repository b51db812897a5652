use std::boxed::Box;
use std::path::Path;
use std::string::String;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::vec::Vec;
use std::{env, format, fs, process, thread};

use include_components_pack::write::{EncodedContent, Index, Name, NewEntry};
use include_components_pack::{Content, Digest, Encoding, INDEX_DIGEST, Pack, Part, SetFile};

use super::read::{self, Unread};
use super::slot::Slot;
use crate::{__private, Component, Components};

const SWAPS: u64 = 1000;

/// Kept in every version; `a/b.txt` is before it in every second one.
const PATH: &str = "b.txt";
const KEPT: Component = __private::component(source, 0);
static COMPONENTS: Components = __private::components(source);

fn source() -> &'static Slot {
    static SLOT: LazyLock<Slot> = LazyLock::new(|| {
        let out_dir = env::temp_dir().join(format!("include-components-{}", process::id()));
        fs::create_dir_all(out_dir.join("ui.live")).unwrap();
        Slot::new(embedded, Box::leak(out_dir.to_str().unwrap().into()), "ui", "1a2b")
    });
    &SLOT
}

fn embedded() -> Pack<'static> {
    static PACK: LazyLock<Pack<'static>> = LazyLock::new(|| {
        let bytes: &'static [u8] = Box::leak(pack(0).into_boxed_slice());
        Pack::open(bytes).unwrap()
    });
    *PACK
}

/// Returns the version that a text or a digest says it is of.
fn version_in(text: &[u8]) -> u64 {
    std::str::from_utf8(text).unwrap().split(' ').next().unwrap().parse().unwrap()
}

fn version_of(digest: Digest) -> u64 {
    u64::from_le_bytes(digest.as_bytes()[..8].try_into().unwrap())
}

/// Makes the pack of a version: all texts and digests in it say which.
fn pack(version: u64) -> Vec<u8> {
    let paths: &[&str] = if version % 2 == 0 { &[PATH] } else { &["a/b.txt", PATH] };
    let text = |path: &str, sort: &str| format!("{version} {sort} {path}").into_bytes();
    let content = |path: &str, sort: &str| {
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&version.to_le_bytes());
        digest[8..10].copy_from_slice(&[sort.len() as u8, path.len() as u8]);
        Content { digest: Digest::from_bytes(digest), len: text(path, sort).len() as u64 }
    };
    let coded =
        |path: &&str| [EncodedContent { encoding: Encoding::Br, content: content(path, "br") }];
    let coded: Vec<_> = paths.iter().map(coded).collect();
    let entry = |(path, encoded): (&&'static str, &'static [EncodedContent])| NewEntry {
        path,
        name: Name::Hashed(content(path, "identity").digest),
        media_type: "text/plain",
        identity: content(path, "identity"),
        encoded,
        notes: &[],
    };
    let coded: &'static [[EncodedContent; 1]] = coded.leak();
    let entries: Vec<_> = paths.iter().zip(coded.iter().map(|it| &it[..])).map(entry).collect();
    let index = Index::new(&entries).unwrap();
    let mut pack = index.bytes;
    for place in index.placements {
        pack.resize(place.offset as usize, 0);
        let sort = if place.representation > 0 { "br" } else { "identity" };
        pack.extend(text(paths[place.component as usize], sort));
    }
    pack.resize(index.len as usize, 0);
    pack[INDEX_DIGEST][..8].copy_from_slice(&version.to_le_bytes());
    pack
}

/// Puts a pack where the build script does, and has it read.
fn swap(bytes: &[u8]) -> Result<Vec<String>, Unread> {
    let dir = source().set().dir();
    replace(&dir.join("ui.pack"), bytes);
    let part = Part { file: "ui.pack", offset: 0, len: bytes.len() as u64, linked: None };
    replace(&dir.join("ui.set"), SetFile::text([part].into_iter()).as_bytes());
    read::newest(source().set(), embedded(), &mut None)
}

fn replace(path: &Path, bytes: &[u8]) {
    let new = path.with_extension("new");
    fs::write(&new, bytes).unwrap();
    fs::rename(new, path).unwrap();
}

/// Fails unless all that a component says is of one version; returns that.
#[track_caller]
fn version(component: Component) -> u64 {
    let all: Vec<_> = component.representations().collect();
    assert_eq!(all.len(), 2);
    let version = version_in(all[0].bytes());
    for representation in all {
        assert_eq!(version_in(representation.bytes()), version);
        let tag = format!("\"{:.32}\"", representation.digest());
        assert_eq!(representation.etag().as_str(), tag);
        assert_eq!(version_of(representation.digest()), version);
    }
    version
}

/// What was got stays what it was, whatever another thread puts in its place.
#[test]
fn what_is_held_is_of_one_version_over_a_thousand_swaps() {
    static DONE: AtomicBool = AtomicBool::new(false);
    static SEEN: AtomicU64 = AtomicU64::new(0);

    /// Lets the readers end, also if the test fails.
    struct Done;
    impl Drop for Done {
        fn drop(&mut self) {
            DONE.store(true, Ordering::Relaxed);
        }
    }

    source().set().seed(embedded());
    let reader = || {
        let mut held: Vec<(u64, Component)> = Vec::new();
        while !DONE.load(Ordering::Relaxed) {
            let component = COMPONENTS.get(PATH).unwrap();
            let now = version(component);
            assert_eq!(version_in(component.bytes()), now);
            assert_eq!(version_of(component.digest()), now);
            assert_eq!(component.path(), PATH);
            SEEN.fetch_max(now, Ordering::Relaxed);
            if held.last().is_none_or(|(last, _)| *last < now) {
                held.push((now, component));
            }
            // A walk is of one version, and a constant of one at a time.
            let walked: Vec<u64> = COMPONENTS.iter().map(version).collect();
            assert!(walked.iter().all(|it| *it == walked[0]), "{walked:?}");
            assert_eq!(walked.len() as u64, 1 + walked[0] % 2);
            assert!(version(KEPT) >= now);
            assert_eq!(KEPT.path(), PATH);
        }
        held.iter().for_each(|(then, component)| assert_eq!(version(*component), *then));
        held.len()
    };
    let held = thread::scope(|scope| {
        let readers: Vec<_> = (0..2).map(|_| scope.spawn(reader)).collect();
        let done = Done;
        for nth in 1..=SWAPS {
            // One reads about as fast as they come.
            while SEEN.load(Ordering::Relaxed) + 4 < nth {
                assert!(!readers.iter().all(|it| it.is_finished()), "the readers failed");
                thread::yield_now();
            }
            let paths = swap(&pack(nth)).ok().unwrap();
            assert_eq!(paths, ["a/b.txt", PATH]);
        }
        drop(done);
        readers.into_iter().map(|it| it.join().unwrap()).sum::<usize>()
    });
    assert!(held as u64 > SWAPS / 10, "{held} were held");
    assert_eq!(COMPONENTS.version(), SWAPS);

    // The same again is no version; an earlier one is, and costs nothing.
    assert_eq!(swap(&pack(SWAPS)).ok(), Some(Vec::new()));
    assert_eq!(swap(&pack(0)).ok().unwrap(), [PATH]);
    assert_eq!((version(KEPT), COMPONENTS.version()), (0, SWAPS + 1));

    // Half of a pack is none.
    let whole = pack(SWAPS + 7);
    for len in [0, 8, 96, 200, whole.len() - 20] {
        assert!(matches!(swap(&whole[..len]), Err(Unread::Io(_) | Unread::Version)), "{len}");
    }
    let mut other = whole.clone();
    other[7] += 1;
    assert!(matches!(swap(&other), Err(Unread::Version)));
    assert_eq!((version(KEPT), COMPONENTS.version()), (0, SWAPS + 1));
    fs::remove_dir_all(source().set().dir().parent().unwrap()).unwrap();
}
