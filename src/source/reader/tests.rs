use std::cell::Cell;
use std::fs::OpenOptions;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::base::error::Error;
use crate::base::hasher::digest;
use crate::testing::Tree;

const NEVER: u64 = u64::MAX;

fn bytes(len: usize) -> Vec<u8> {
    let mut bytes = (0..251).collect::<Vec<u8>>().repeat(len / 251 + 1);
    bytes.truncate(len);
    bytes
}

/// A reader with all that it needs.
struct Fixture {
    tree: Tree,
    spool: Spool,
    threads: Threads,
}

impl Fixture {
    fn new() -> Self {
        let tree = Tree::new();
        let spool = Spool::new(tree.path("out/set.spool"));
        Fixture { tree, spool, threads: Threads::new(2) }
    }

    fn reader(&self, map_above: u64) -> Reader<'_> {
        Reader::new(&self.spool, &self.threads, map_above)
    }

    /// Reads `ui/a`, of which the last pack knows this digest.
    fn read(
        &self,
        reader: &mut Reader<'_>,
        expect: bool,
        known: Option<Digest>,
    ) -> Result<(Fingerprint, Taken), Problem> {
        let path = self.tree.path("ui/a");
        let seen = std::fs::metadata(&path).map_or(Stat::NOWHERE, |it| Stat::of(&it));
        reader.read(&path, seen, expect, |digest| known == Some(digest))
    }

    /// Returns the bytes that a source was read into.
    fn found(&self, reader: &Reader<'_>, (now, taken): &(Fingerprint, Taken)) -> Vec<u8> {
        let len = now.stat.len() as usize;
        match *taken {
            Taken::Buffer(filled) => {
                assert_eq!(filled, len);
                reader.buffer(filled).to_vec()
            }
            Taken::Spool(offset) => {
                let mut found = vec![0; len];
                self.spool.open_at(offset).unwrap().read_exact(&mut found).unwrap();
                found
            }
            Taken::LastPack => panic!("the bytes are in the last pack"),
        }
    }
}

#[test]
fn files_of_every_length_are_read_whole_and_hashed_as_they_are() {
    let it = Fixture::new();
    let lengths = [0, 1, 64 << 10, BUFFER - 1, BUFFER, BUFFER + 1, 2 * BUFFER, 3 * BUFFER + 7];
    for map_above in [NEVER, 0, 2 * BUFFER as u64] {
        let mut reader = it.reader(map_above);
        for len in lengths {
            let bytes = bytes(len);
            it.tree.write("ui/a", &bytes);
            for expect in [false, true] {
                let source = it.read(&mut reader, expect, None).unwrap();
                assert_eq!(source.0.stat, it.tree.stat("ui/a"));
                assert_eq!(source.0.digest, digest(&bytes), "{len}, map above {map_above}");
                assert!(it.found(&reader, &source) == bytes, "{len}, map above {map_above}");
                let in_buffer = matches!(source.1, Taken::Buffer(_));
                assert_eq!(in_buffer, len < BUFFER, "{len}");
            }
        }
    }
}

#[test]
fn a_long_file_that_is_known_is_not_copied() {
    let it = Fixture::new();
    let bytes = bytes(BUFFER + 1);
    let same = Some(digest(&bytes));
    it.tree.write("ui/a", &bytes);
    for map_above in [NEVER, 0] {
        let mut reader = it.reader(map_above);
        let source = it.read(&mut reader, true, same).unwrap();
        assert!(matches!(source.1, Taken::LastPack));
        assert_eq!(Some(source.0.digest), same);
        assert!(!it.spool.path().exists(), "nothing is copied");
    }
    // Not worth a try: it is copied at once, and hashed in the copy.
    let mut reader = it.reader(NEVER);
    let source = it.read(&mut reader, false, same).unwrap();
    assert!(matches!(source.1, Taken::Spool(_)));
}

#[test]
fn a_long_file_that_is_shorter_or_cannot_be_put_down_has_no_digest() {
    let it = Fixture::new();
    let bytes = bytes(3 * BUFFER + 1);
    it.tree.write("ui/a", &bytes);
    let open = || File::open(it.tree.path("ui/a")).unwrap();
    let mut reader = it.reader(NEVER);
    for len in [bytes.len() + 1, 4 * BUFFER + 1, 100 * BUFFER] {
        assert_eq!(reader.hash_pieces(&open(), len as u64, io::sink()).unwrap(), None);
    }
    let mut room = vec![0; 2 * BUFFER];
    let error = reader.hash_pieces(&open(), bytes.len() as u64, &mut room[..]).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WriteZero);
    assert!(room == bytes[..2 * BUFFER]);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_read_again() {
    let it = Fixture::new();
    let path = it.tree.path("ui/a");
    let append = |bytes: &[u8]| {
        OpenOptions::new().append(true).open(&path).unwrap().write_all(bytes).unwrap();
    };
    it.tree.write("ui/a", "one");
    let tries = Cell::new(0);
    let read_and_append = |seen: Option<Stat>, changes: u32| {
        tries.set(0);
        stable(&path, seen, |mut file: &File, len| {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            tries.set(tries.get() + 1);
            if bytes.len() as u64 != len {
                return Ok(None);
            }
            if tries.get() <= changes {
                append(b"+");
            }
            Ok(Some((digest(&bytes), Taken::Buffer(bytes.len()))))
        })
    };
    let source = read_and_append(None, 2).unwrap();
    assert_eq!((tries.get(), source.0.digest), (3, digest(b"one++")));
    assert_eq!(source.0.stat, it.tree.stat("ui/a"));
    let seen = it.tree.stat("ui/a");
    let source = read_and_append(Some(seen), 0).unwrap();
    assert_eq!((tries.get(), source.0.digest), (1, digest(b"one++")));
    append(b"+");
    let source = read_and_append(Some(seen), 0).unwrap();
    assert_eq!((tries.get(), source.0.digest), (2, digest(b"one+++")), "since it was listed");
    let error = Error::from(read_and_append(None, u32::MAX).unwrap_err());
    assert_eq!((error.kind(), tries.get()), (ErrorKind::Busy, TRIES));
    assert_eq!(error.path(), Some(&*path));
    assert!(error.to_string().contains("being written to"), "{error}");
}

#[test]
fn a_file_of_another_length_than_its_stat_says_is_read_again() {
    let it = Fixture::new();
    it.tree.write("ui/a", "12345");
    let mut tries = 0;
    let source = stable(&it.tree.path("ui/a"), None, |_, _| {
        tries += 1;
        Ok((tries == 2).then_some((digest(b"found"), Taken::Buffer(5))))
    });
    assert_eq!((source.unwrap().0.digest, tries), (digest(b"found"), 2));
}

/// Whatever a writer does meanwhile, the digest is of the bytes in hand.
#[test]
fn the_digest_is_of_the_bytes_that_are_handed_out() {
    let it = Fixture::new();
    let path = it.tree.path("ui/a");
    let stop = AtomicBool::new(false);
    for (len, map_above) in [(8 << 10, NEVER), (BUFFER + 5, NEVER), (BUFFER + 5, BUFFER as u64)] {
        it.tree.write("ui/a", vec![0; len]);
        stop.store(false, Ordering::Relaxed);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut file = OpenOptions::new().write(true).open(&path).unwrap();
                for byte in (0..=u8::MAX).cycle() {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    file.rewind().unwrap();
                    file.write_all(&vec![byte; len]).unwrap();
                    std::thread::sleep(Duration::from_millis(1));
                }
            });
            let mut reader = it.reader(map_above);
            for _ in 0..6 {
                match it.read(&mut reader, true, None).map_err(Error::from) {
                    Ok(source) => {
                        let found = it.found(&reader, &source);
                        assert_eq!(digest(&found), source.0.digest);
                    }
                    Err(error) => assert_eq!(error.kind(), ErrorKind::Busy, "{error}"),
                }
                let (entry, found) = match load(&path).map_err(Error::from) {
                    Ok(loaded) => loaded,
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
                        continue;
                    }
                };
                assert_eq!(digest(&found), entry.digest);
            }
            stop.store(true, Ordering::Relaxed);
        });
    }
}

#[test]
fn a_young_file_is_racy_and_an_old_one_is_not() {
    let it = Fixture::new();
    it.tree.write("ui/a", "1").rejuvenate("ui/a");
    assert!(load(&it.tree.path("ui/a")).unwrap().0.racy);
    it.tree.settle_one("ui/a");
    let (entry, bytes) = load(&it.tree.path("ui/a")).unwrap();
    assert!(!entry.racy);
    assert_eq!((entry.stat, &bytes[..]), (it.tree.stat("ui/a"), &b"1"[..]));
}

#[test]
fn what_cannot_be_read_is_an_error_with_the_path() {
    let it = Fixture::new();
    let path = it.tree.path("ui/a");
    let mut reader = it.reader(NEVER);
    let errors = |reader: &mut Reader<'_>| {
        [it.read(reader, false, None).unwrap_err(), load(&path).unwrap_err()].map(Error::from)
    };
    for error in errors(&mut reader) {
        assert_eq!((error.kind(), error.path()), (ErrorKind::Read, Some(&*path)), "{error}");
    }
    // A directory where a file was when the root was listed.
    it.tree.write("ui/a/b", "");
    for error in errors(&mut reader) {
        assert!(matches!(error.kind(), ErrorKind::FileType | ErrorKind::Read), "{error}");
    }
}

/// A FIFO in the place of a file that was listed must not be waited for.
#[cfg(unix)]
#[test]
fn a_fifo_is_refused_at_once() {
    let it = Fixture::new();
    let seen = it.tree.write("ui/a", "12345").stat("ui/a");
    it.tree.remove("ui/a").fifo("ui/a");
    let path = it.tree.path("ui/a");
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let spool = Spool::new(path.with_extension("spool"));
        let threads = Threads::new(1);
        let mut reader = Reader::new(&spool, &threads, NEVER);
        let read = reader.read(&path, seen, false, |_| false).unwrap_err();
        sender.send([read, load(&path).unwrap_err()].map(Error::from)).unwrap();
    });
    for error in receiver.recv_timeout(Duration::from_secs(20)).expect("no waiting") {
        assert_eq!(error.kind(), ErrorKind::FileType, "{error}");
        assert!(error.to_string().contains("regular file"), "{error}");
    }
}
