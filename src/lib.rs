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
//! [`Program`] is any program as one, and a [`Bundler`] makes one artifact of
//! many components. An [`Encoder`] adds brotli, gzip or Zstandard to the
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
//! With the environment variable `INCLUDE_COMPONENTS_EXPLAIN=1` each component that
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

mod pipeline;
mod directives;
mod report;

mod config;
mod scan;
mod artifacts;
mod output;

mod compile;
pub mod compilers;
mod cache;
mod source;
mod library;
mod base;

#[cfg(test)]
mod testing;

use std::path::PathBuf;

pub use base::error::{BoxError, Error, ErrorKind, Problem};
pub use base::key::KeyHasher;
pub use base::source_error::SourceError;
pub use compile::bundler::{BundleSource, Bundler};
pub use compile::compiler::{Chain, Compiler};
pub use compile::context::Context;
pub use compile::encoder::{Effort, Encoder};
pub use compile::program::Program;
pub use config::builder::Build;
pub use config::cache::Cache;
pub use config::options::{Embed, Links};
pub use directives::Directives;
pub use include_components_pack::Encoding;
pub use report::Report;

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
