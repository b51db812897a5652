//! Any bytes as a pack: an error or a miss, never a panic.
#![no_main]

use include_components_pack::{HEADER, Layout, MAGIC, OtherParts, Pack};
use libfuzzer_sys::fuzz_target;

#[path = "../../pack/src/tests/exercise.rs"]
mod exercise;

use exercise::exercise;

fuzz_target!(|data: &[u8]| {
    // The first 88 bytes: a path to look up, a layout for the rest, and how the
    // end of it is cut into other parts.
    let Some((choices, bytes)) = data.split_at_checked(88) else { return };
    let (path, choices) = choices.split_at(16);
    let (layout, cuts) = choices.split_at(64);
    let path = str::from_utf8(path).unwrap_or("a").trim_end_matches('\0');
    if let Ok(pack) = Pack::open(bytes) {
        exercise(pack, &[bytes], path);
    }
    let layout = layout.as_chunks::<8>().0;
    let layout = std::array::from_fn(|at| u64::from_le_bytes(layout[at]));
    exercise(Pack::with_layout(bytes, Layout::from_raw(layout)), &[bytes], path);
    in_parts(bytes, cuts, path);
    if bytes.len() < HEADER {
        return;
    }
    // What the fuzzer would not guess: with a length that fits, all opens.
    let mut fitting = bytes.to_vec();
    fitting[..8].copy_from_slice(&MAGIC);
    fitting[8..16].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    if let Ok(pack) = Pack::open(&fitting) {
        exercise(pack, &[&fitting], path);
    }
});

/// The same where the bytes behind an index, if there is one, are other parts.
fn in_parts(bytes: &[u8], cuts: &[u8], path: &str) {
    let Ok(layout) = Layout::read(bytes) else { return };
    let (index, mut rest) = bytes.split_at(bytes.len().min(layout.index_len() as usize));
    let mut parts = Vec::new();
    for cut in &cuts[1..] {
        let (part, behind) = rest.split_at(rest.len().min(usize::from(*cut)));
        parts.push(part);
        rest = behind;
    }
    let others = OtherParts::new(u32::from(cuts[0] % 4), &parts);
    let pack = Pack::with_layout(index, layout).with_parts(&others);
    exercise(pack, &[&[index], &parts[..]].concat(), path);
}
