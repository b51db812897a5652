//! What turns bytes into bytes: the traits of compilers and bundlers, programs
//! as compilers, encoders, tools that make folders, and what a compiler is known to have read.
//!
//! It uses `cache`, `source` and `base`.

pub(crate) mod bundler;
pub(crate) mod codecs;
pub(crate) mod compiler;
pub(crate) mod context;
pub(crate) mod encoder;
pub(crate) mod encoders;
pub(crate) mod program;
pub(crate) mod reads;
pub(crate) mod tool;
