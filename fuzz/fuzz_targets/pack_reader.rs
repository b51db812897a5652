//! Any bytes as a pack: an error or a miss, never a panic.
#![no_main]

use include_components_pack::{HEADER, Layout, MAGIC, Pack};
use libfuzzer_sys::fuzz_target;

#[path = "../../pack/src/tests/exercise.rs"]
mod exercise;

use exercise::exercise;

fuzz_target!(|data: &[u8]| {
    // The first 64 bytes: a path to look up, and a layout for the rest.
    let Some((choices, bytes)) = data.split_at_checked(64) else { return };
    let (path, layout) = choices.split_at(16);
    let path = str::from_utf8(path).unwrap_or("a").trim_end_matches('\0');
    if let Ok(pack) = Pack::open(bytes) {
        exercise(pack, bytes, path);
    }
    let layout = layout.as_chunks::<8>().0;
    let layout = std::array::from_fn(|at| u64::from_le_bytes(layout[at]));
    exercise(Pack::with_layout(bytes, Layout::from_raw(layout)), bytes, path);
    if bytes.len() < HEADER {
        return;
    }
    // What the fuzzer would not guess: with a length that fits, all opens.
    let mut fitting = bytes.to_vec();
    fitting[..8].copy_from_slice(&MAGIC);
    fitting[8..16].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    if let Ok(pack) = Pack::open(&fitting) {
        exercise(pack, &fitting, path);
    }
});
