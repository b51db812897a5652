// BLAKE3 as one translation unit, with a tree that Rust's threads can share.
//
// blake3/ is unchanged from the crate `blake3` 1.8.7, which is commit
// f3149ec5bb5449af877ba20377a11008ff499fa2 of BLAKE3-team/BLAKE3. Of x86 the
// portable code alone is compiled: there the crate itself is used, which has
// assembly, and ours is built for its tests.

#define BLAKE3_NO_SSE2
#define BLAKE3_NO_SSE41
#define BLAKE3_NO_AVX2
#define BLAKE3_NO_AVX512
// Upstream's hook for threads; nothing of TBB itself is used.
#define BLAKE3_USE_TBB

#include "names.h"

// No visibility of upstream's: build.rs has all of it hidden.
#define BLAKE3_API
#define BLAKE3_PRIVATE

#include "blake3/blake3.c"
#include "blake3/blake3_portable.c"
#if BLAKE3_USE_NEON == 1
#include "blake3/blake3_neon.c"
#endif
// Last, since it includes Windows.h.
#include "blake3/blake3_dispatch.c"

// The Rust side keeps the state in as many 64-bit words.
typedef char state_fits[sizeof(blake3_hasher) <= 8 *
#include "state_words.in"
    ? 1 : -1];

// Up to this length, in bytes, a subtree is left to one thread, as waking
// another costs as much as hashing some tens of KiB.
#define SHARE ((size_t)128 << 10)

// One of two subtrees that are hashed at the same time.
typedef struct {
  const uint8_t *input;
  size_t len;
  const uint32_t *key;
  uint64_t chunk_counter;
  uint8_t flags;
  uint8_t *cvs;
  size_t *n;
} subtree;

// Calls hash_subtree on both, on one thread or two, and returns when both have
// returned. It is written in Rust.
void hash_join(subtree *left, subtree *right);

void hash_subtree(subtree *it) {
  *it->n = blake3_compress_subtree_wide(it->input, it->len, it->key,
                                        it->chunk_counter, it->flags, it->cvs,
                                        true);
}

void blake3_compress_subtree_wide_join_tbb(
    const uint32_t key[8], uint8_t flags, bool threads,
    const uint8_t *l_input, size_t l_len, uint64_t l_counter, uint8_t *l_cvs,
    size_t *l_n,
    const uint8_t *r_input, size_t r_len, uint64_t r_counter, uint8_t *r_cvs,
    size_t *r_n) {
  if (threads && l_len + r_len > SHARE) {
    subtree left = {l_input, l_len, key, l_counter, flags, l_cvs, l_n};
    subtree right = {r_input, r_len, key, r_counter, flags, r_cvs, r_n};
    hash_join(&left, &right);
  } else {
    *l_n = blake3_compress_subtree_wide(l_input, l_len, key, l_counter, flags,
                                        l_cvs, false);
    *r_n = blake3_compress_subtree_wide(r_input, r_len, key, r_counter, flags,
                                        r_cvs, false);
  }
}
