//! The pages of `docs/coming-from`, as documentation tests.
//!
//! They need a build script, which makes what both sides of a port embed.

#[doc = include_str!("../../../docs/coming-from/rust-embed.md")]
pub const RUST_EMBED: () = ();

#[doc = include_str!("../../../docs/coming-from/include_dir.md")]
pub const INCLUDE_DIR: () = ();

#[doc = include_str!("../../../docs/coming-from/include_bytes.md")]
pub const INCLUDE_BYTES: () = ();

#[doc = include_str!("../../../docs/coming-from/static-files.md")]
pub const STATIC_FILES: () = ();

#[doc = include_str!("../../../docs/coming-from/memory-serve.md")]
pub const MEMORY_SERVE: () = ();

#[doc = include_str!("../../../docs/coming-from/tower-serve-embedded.md")]
pub const TOWER_SERVE_EMBEDDED: () = ();

#[doc = include_str!("../../../docs/coming-from/README.md")]
pub const ALL: () = ();
