//! Compiles a folder of components in `build.rs`, for the crate
//! `include-components` to embed.
//!
//! A *component* is a file under a *root*, and what is compiled from it. One
//! call does everything: it lists the roots, reads what changed, compiles it,
//! and tells cargo what the result depends on.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), include_components_build::Error> {
//!     include_components_build::compile("components")?;
//!     Ok(())
//! }
//! ```
//!
//! [`Build`] has the options, [`Compiler`] is for steps of your own,
//! [`Command`] is any program as one, and a [`Bundler`] makes one artifact of
//! many components. An [`Encoding`] is brotli, gzip or Zstandard beside the
//! artifacts. [`Cache`] says where the results are kept, and a [`Report`] tells
//! what was done. A failed run tells all problems at once, in one [`Error`].
//!
//! # What a run costs
//!
//! A component is opened only if its length, times or inode are not those that
//! it had in the last run, or if it was so young then that they prove nothing.
//! A run in which nothing changed opens no component and writes nothing. What
//! did not change is copied from the last output; a compiler runs only for what
//! no cache has.
//!
//! # Why something was built
//!
//! With the environment variable `INCLUDE_COMPONENTS_LOG=1` each component that
//! is made anew is shown with the reason, as a warning of cargo's: its content
//! changed, a file that its compiler read changed, an option changed.
//!
//! # What no build script can see
//!
//! Cargo runs a build script when a modification time under the roots is newer
//! than its last run. A file that is overwritten in place and keeps an older or
//! equal time (`cp -p` onto it, `touch -r`) does not start it. Once the script
//! runs, such an edit is seen: on Unix by the change time, elsewhere if the
//! length or the modification time differ. A change through a shared memory
//! mapping changes no time at all on some file systems, and nothing sees it.

mod action;
mod bundler;
mod bytes;
mod cache;
mod cargo_env;
mod chain;
mod command;
mod compiler;
pub mod compilers;
mod components;
mod config;
mod directives;
mod encode;
mod error;
mod fs;
mod hasher;
mod jobserver;
mod key;
mod library;
mod make;
mod media_type;
mod old_pack;
mod options;
mod pack;
mod pipeline;
mod reads;
mod report;
mod select;
mod source;
mod source_error;
mod spool;
mod stat;
mod stat_index;
mod store;
mod sys;
mod temp;
#[cfg(test)]
mod testing;
mod threads;
mod walk;

use std::path::PathBuf;

pub use bundler::{Bundler, Source};
pub use cache::Cache;
pub use chain::Chain;
pub use command::Command;
pub use compiler::{Compiler, Context};
pub use encode::{Effort, Encoding};
pub use error::{BoxError, Error, ErrorKind};
pub use key::KeyHasher;
pub use options::{Build, Embed, Links};
pub use report::Report;
pub use source_error::SourceError;

/// Builds all components under a directory, as the set `components`.
///
/// `root` is relative to the package's directory. This is
/// `Build::new().root(root).run()`: see there for the options and the errors.
///
/// # Errors
///
/// Those of [`Build::run`].
///
/// # Examples
///
/// All of a `build.rs`:
///
/// ```no_run
/// fn main() -> Result<(), include_components_build::Error> {
///     include_components_build::compile("components")?;
///     Ok(())
/// }
/// ```
pub fn compile(root: impl Into<PathBuf>) -> Result<Report, Error> {
    Build::new().root(root).run()
}
