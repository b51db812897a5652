//! BLAKE3, as its paper defines it, for the few files whose time alone differs.
//!
//! The crate of that name is the build helper's. Here it would be loaded into
//! every rustc that expands the macros, for what is needed about never.

use std::io::{self, Read};

const IV: [u32; 8] = [
    0x6A09_E667,
    0xBB67_AE85,
    0x3C6E_F372,
    0xA54F_F53A,
    0x510E_527F,
    0x9B05_688C,
    0x1F83_D9AB,
    0x5BE0_CD19,
];

const PERMUTATION: [usize; 16] = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];

const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;

const CHUNK: usize = 1024;
const BLOCK: usize = 64;

/// What is to be compressed last of a subtree: the root gets another flag.
struct Node {
    value: [u32; 8],
    block: [u32; 16],
    counter: u64,
    len: u32,
    flags: u32,
}

/// Returns the digest of all that can be read.
///
/// # Cost
///
/// Some 25 ns a byte, as macros are not optimised.
pub(crate) fn digest(mut from: impl Read) -> io::Result<[u8; 32]> {
    let (mut stack, mut chunks) = (Vec::new(), 0u64);
    let mut chunk = next_chunk(&mut from)?;
    loop {
        let node = chunk_node(&chunk, chunks);
        let next = if chunk.len() < CHUNK { Vec::new() } else { next_chunk(&mut from)? };
        if next.is_empty() {
            return Ok(root(stack, node));
        }
        let mut value = node.compress(0);
        chunks += 1;
        // A finished subtree for each bit that is set, the largest first.
        for _ in 0..chunks.trailing_zeros() {
            let Some(left) = stack.pop() else { break };
            value = parent(left, value).compress(0);
        }
        stack.push(value);
        chunk = next;
    }
}

fn next_chunk(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::with_capacity(CHUNK);
    from.take(CHUNK as u64).read_to_end(&mut chunk)?;
    Ok(chunk)
}

fn chunk_node(chunk: &[u8], counter: u64) -> Node {
    let (mut value, mut flags) = (IV, CHUNK_START);
    let mut rest = chunk;
    while rest.len() > BLOCK {
        let (block, more) = rest.split_at(BLOCK);
        let block = words(block);
        value = Node { value, block, counter, len: BLOCK as u32, flags }.compress(0);
        (rest, flags) = (more, 0);
    }
    let len = rest.len() as u32;
    Node { value, block: words(rest), counter, len, flags: flags | CHUNK_END }
}

fn parent(left: [u32; 8], right: [u32; 8]) -> Node {
    let mut block = [0; 16];
    block[..8].copy_from_slice(&left);
    block[8..].copy_from_slice(&right);
    Node { value: IV, block, counter: 0, len: BLOCK as u32, flags: PARENT }
}

fn root(mut stack: Vec<[u32; 8]>, mut node: Node) -> [u8; 32] {
    while let Some(left) = stack.pop() {
        node = parent(left, node.compress(0));
    }
    let mut digest = [0; 32];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(node.compress(ROOT)) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    digest
}

/// Returns a block as words, with zeros behind its end.
fn words(block: &[u8]) -> [u32; 16] {
    let mut words = [0; 16];
    for (word, bytes) in words.iter_mut().zip(block.chunks(4)) {
        let mut four = [0; 4];
        four[..bytes.len()].copy_from_slice(bytes);
        *word = u32::from_le_bytes(four);
    }
    words
}

impl Node {
    fn compress(&self, more_flags: u32) -> [u32; 8] {
        let Node { value, mut block, counter, len, flags } = *self;
        let mut state = [0; 16];
        state[..8].copy_from_slice(&value);
        state[8..12].copy_from_slice(&IV[..4]);
        state[12] = counter as u32;
        state[13] = (counter >> 32) as u32;
        state[14] = len;
        state[15] = flags | more_flags;
        for nth in 0..7 {
            round(&mut state, &block);
            if nth < 6 {
                block = PERMUTATION.map(|from| block[from]);
            }
        }
        let mut value = [0; 8];
        for (nth, word) in value.iter_mut().enumerate() {
            *word = state[nth] ^ state[nth + 8];
        }
        value
    }
}

fn round(state: &mut [u32; 16], block: &[u32; 16]) {
    mix(state, [0, 4, 8, 12], block[0], block[1]);
    mix(state, [1, 5, 9, 13], block[2], block[3]);
    mix(state, [2, 6, 10, 14], block[4], block[5]);
    mix(state, [3, 7, 11, 15], block[6], block[7]);
    mix(state, [0, 5, 10, 15], block[8], block[9]);
    mix(state, [1, 6, 11, 12], block[10], block[11]);
    mix(state, [2, 7, 8, 13], block[12], block[13]);
    mix(state, [3, 4, 9, 14], block[14], block[15]);
}

fn mix(state: &mut [u32; 16], [a, b, c, d]: [usize; 4], x: u32, y: u32) {
    state[a] = state[a].wrapping_add(state[b]).wrapping_add(x);
    state[d] = (state[d] ^ state[a]).rotate_right(16);
    state[c] = state[c].wrapping_add(state[d]);
    state[b] = (state[b] ^ state[c]).rotate_right(12);
    state[a] = state[a].wrapping_add(state[b]).wrapping_add(y);
    state[d] = (state[d] ^ state[a]).rotate_right(8);
    state[c] = state[c].wrapping_add(state[d]);
    state[b] = (state[b] ^ state[c]).rotate_right(7);
}

#[cfg(test)]
mod tests;
