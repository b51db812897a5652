// Gives every function that other objects can see a name of our own.
//
// The crate `blake3` has functions of the same names and of other versions,
// and a program may link both; or two versions of us: hence PREFIX, which has
// ours. src/tests.rs checks that none is missing.
#define JOINED(prefix, name) prefix##_##name
#define EXPANDED(prefix, name) JOINED(prefix, name)
#define OUR(name) EXPANDED(PREFIX, name)

#define hash_join OUR(hash_join)
#define hash_subtree OUR(hash_subtree)

#define blake3_version OUR(blake3_version)
#define blake3_hasher_init OUR(blake3_hasher_init)
#define blake3_hasher_init_keyed OUR(blake3_hasher_init_keyed)
#define blake3_hasher_init_derive_key OUR(blake3_hasher_init_derive_key)
#define blake3_hasher_init_derive_key_raw OUR(blake3_hasher_init_derive_key_raw)
#define blake3_hasher_update OUR(blake3_hasher_update)
#define blake3_hasher_update_tbb OUR(blake3_hasher_update_tbb)
#define blake3_hasher_finalize OUR(blake3_hasher_finalize)
#define blake3_hasher_finalize_seek OUR(blake3_hasher_finalize_seek)
#define blake3_hasher_reset OUR(blake3_hasher_reset)

#define blake3_compress_in_place OUR(blake3_compress_in_place)
#define blake3_compress_xof OUR(blake3_compress_xof)
#define blake3_xof_many OUR(blake3_xof_many)
#define blake3_hash_many OUR(blake3_hash_many)
#define blake3_simd_degree OUR(blake3_simd_degree)
#define blake3_compress_subtree_wide OUR(blake3_compress_subtree_wide)
#define blake3_compress_subtree_wide_join_tbb OUR(blake3_compress_subtree_wide_join_tbb)

#define blake3_compress_in_place_portable OUR(blake3_compress_in_place_portable)
#define blake3_compress_xof_portable OUR(blake3_compress_xof_portable)
#define blake3_hash_many_portable OUR(blake3_hash_many_portable)
#define blake3_hash_many_neon OUR(blake3_hash_many_neon)
