//! Mapping a file into memory to hash it: the only unsafe code of the crate.

use std::fs::File;
use std::io;
use std::ops::Range;

use include_components_pack::Digest;
use memmap2::MmapOptions;

use crate::hasher::Hasher;
use crate::threads::Threads;

/// Hashes a range of a file on all threads, through a mapping of it.
///
/// The mapped bytes are given to the hasher and to nobody else.
pub(super) fn hash(file: &File, range: Range<u64>, threads: &Threads) -> io::Result<Digest> {
    let len = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
    let mut options = MmapOptions::new();
    options.offset(range.start).len(len);
    // SAFETY: a mapping is unsound where its bytes change while a `&[u8]` to
    // them is used as if they could not. The slice is seen by the hasher
    // alone, in assembly or in C, which reads each byte once and makes no
    // assumption about its value: no index, length or pointer is computed from
    // it. Bytes that change give a digest of no single content, and then the
    // caller's second `stat` differs, or the digest is not found and the file
    // is copied first. A file that is truncated below the range ends the
    // process with SIGBUS, which is no undefined behaviour; of files that are
    // not our own, only those above `map_above` get here, and its
    // documentation says so. `len` is at most the length that the file had,
    // and memmap2 checks it against the address space.
    #[expect(unsafe_code, reason = "the one mapping; DESIGN.md section 3")]
    let mapped = unsafe { options.map(file)? };
    let mut hasher = Hasher::new();
    threads.hash(&mut hasher, &mapped);
    Ok(hasher.finalize())
}
