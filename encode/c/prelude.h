// Comes before every file of the encoders, which are unchanged:
//
// * brotli/ is 1.2.0, from the crate `compu-brotli-sys` 1.2.1, without the
//   decoder;
// * libdeflate/ is 1.26, from the crate `libdeflate-sys` 1.26.1, without the
//   decoder and zlib's format;
// * zstd/ is 1.5.7, from the crate `zstd-sys` 2.1.3, without the decoder, the
//   threads, the dictionary builder and common/zstd_common.c.

#include "names.h"

// What `zstd-sys` and zstd's own builds of one file say: XXH64 is private, and
// there are no hooks for tracing.
#define XXH_PRIVATE_API
#define ZSTD_TRACE 0
