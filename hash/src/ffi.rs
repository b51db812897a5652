//! The functions of c/hash.c, behind safe ones: the only unsafe code here.
#![expect(unsafe_code, reason = "the functions are written in C")]

use std::fmt;
use std::mem::MaybeUninit;

/// The size of C's `blake3_hasher`; C checks that it is no larger.
const WORDS: usize = include!("../c/state_words.in");

/// C's `blake3_hasher`: plain data, without pointers, of an alignment of 8.
///
/// Not all of its bytes are initialised, but always those that C reads.
#[repr(C)]
pub(crate) struct State(MaybeUninit<[u64; WORDS]>);

/// A `subtree` on the stack of the C function that called [`hash_join`].
#[repr(transparent)]
struct Subtree(*mut ());

// SAFETY: what a subtree refers to is either only read while it is hashed (the
// input, the key) or written by whoever hashes this very subtree and nobody
// else (its chaining values and their number).
unsafe impl Send for Subtree {}

unsafe extern "C" {
    #[link_name = concat!(env!("PREFIX"), "_blake3_hasher_init")]
    fn init(state: *mut State);
    #[link_name = concat!(env!("PREFIX"), "_blake3_hasher_update")]
    fn update(state: *mut State, bytes: *const u8, len: usize);
    #[link_name = concat!(env!("PREFIX"), "_blake3_hasher_update_tbb")]
    fn update_shared(state: *mut State, bytes: *const u8, len: usize);
    #[link_name = concat!(env!("PREFIX"), "_blake3_hasher_finalize")]
    fn finalize(state: *const State, digest: *mut u8, len: usize);
    #[link_name = concat!(env!("PREFIX"), "_hash_subtree")]
    fn hash_subtree(subtree: *mut ());
}

impl State {
    pub(crate) fn new() -> Self {
        let mut state = State(MaybeUninit::uninit());
        // SAFETY: the pointer is to memory of the size and alignment of a
        // `blake3_hasher`, which C writes and does not read.
        unsafe { init(&mut state) };
        state
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        // SAFETY: `init` was called on the state, which is borrowed mutably;
        // the bytes are `len` bytes that C reads before it returns.
        unsafe { update(self, bytes.as_ptr(), bytes.len()) };
    }

    /// Does the same, with subtrees on other threads.
    pub(crate) fn update_shared(&mut self, bytes: &[u8]) {
        // SAFETY: as in `update`. Other threads read the bytes and the state's
        // key and write to the stack of this call; C returns when they are
        // done, as `hash_join` does.
        unsafe { update_shared(self, bytes.as_ptr(), bytes.len()) };
    }

    pub(crate) fn finalize(&self) -> [u8; 32] {
        let mut digest = [0; 32];
        // SAFETY: `init` was called on the state, which C does not write; the
        // digest has `len` bytes for C to write.
        unsafe { finalize(self, digest.as_mut_ptr(), digest.len()) };
        digest
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

impl Subtree {
    fn hash(self) {
        // SAFETY: only C makes subtrees, and it gives each to `hash_join` once
        // and keeps it until that returns; this function consumes it.
        unsafe { hash_subtree(self.0) };
    }
}

/// Hashes two subtrees, at the same time where a thread is free.
///
/// A panic would not pass into C: it would end the process.
// SAFETY: no other symbol has this name, as no other crate has the prefix, and
// the parameters are pointers, as they are in C.
#[unsafe(export_name = concat!(env!("PREFIX"), "_hash_join"))]
extern "C" fn hash_join(left: Subtree, right: Subtree) {
    rayon_core::join(|| left.hash(), || right.hash());
}
