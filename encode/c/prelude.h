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

// A logarithm to base 2 for brotli's estimates. That of the C library differs
// in the last bit from one platform to the next, and brotli's output with it;
// this one has only operations that IEEE 754 defines to the last bit.
//
// `x` is an integer from 256 up.
#include <math.h>
#include <stdint.h>
#include <string.h>

static inline double include_components_log2(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  int exponent = (int)(bits >> 52) - 1023;
  bits = (bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000;
  double m;
  memcpy(&m, &bits, sizeof m);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent += 1;
  }
  // ln(m) = 2 atanh(s), |s| < 0.172: the first term left out is below 2^-57.
  double s = (m - 1) / (m + 1);
  double q = s * s;
  double sum = 1.0 / 21;
  sum = sum * q + 1.0 / 19;
  sum = sum * q + 1.0 / 17;
  sum = sum * q + 1.0 / 15;
  sum = sum * q + 1.0 / 13;
  sum = sum * q + 1.0 / 11;
  sum = sum * q + 1.0 / 9;
  sum = sum * q + 1.0 / 7;
  sum = sum * q + 1.0 / 5;
  sum = sum * q + 1.0 / 3;
  sum = sum * q + 1;
  return exponent + s * sum * 2.8853900817779268;  // 2 / ln 2
}

#define log2 include_components_log2
