//! Compiles a folder of components in `build.rs`, for the crate
//! `include-components` to embed.
//!
//! A *component* is a file under a *root*, and what is compiled from it. One
//! call lists the roots, reads what changed, compiles it, and tells cargo what
//! the result depends on.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), include_components_build::Error> {
//!     include_components_build::compile("components")?;
//!     Ok(())
//! }
//! ```
//!
//! [`Build`] has the options. A [`Compiler`] is a step of your own, a
//! [`Program`] makes a compiler of any program, and a [`Bundler`] makes one
//! artifact of many components. An [`Encoder`] adds brotli, gzip or Zstandard.
//! [`Cache`] says where results are kept, and a [`Report`] says what a run did.
//! A failed run reports all problems at once, in one [`Error`].
//!
//! # What a run costs
//!
//! A component is opened only if its size, timestamps or inode differ from
//! those of the last run, or if the file had been modified so recently that its
//! timestamps prove nothing. A run in which nothing changed opens no component
//! and writes nothing. Unchanged results are reused from the last output, and a
//! compiler runs only if no cache has the result.
//!
//! # Why something was rebuilt
//!
//! With the environment variable `INCLUDE_COMPONENTS_EXPLAIN=1` a cargo warning
//! names each component that is made again, and the reason: its content
//! changed, a file that its compiler read changed, an option changed.
//!
//! # What no build script can see
//!
//! Cargo runs a build script when a modification time under the roots is newer
//! than its last run. Files that keep old times (`cp -a`, `tar`, `rsync -a`, the
//! layers of an image) do not start it; `touch build.rs` does. The macros compare
//! the roots with what the script saw, whenever rustc runs, and a component that
//! is new, gone or another one is a compile error. Only a file that is overwritten
//! in place, so that its directory stays as it was, is not noticed there, and
//! nothing is where cargo starts neither the script nor rustc: [`Build::verify`]
//! finds both in a test. Once the script runs, it notices such an edit: on Unix by the change
//! time, elsewhere if the size or the modification time differs. On some file
//! systems a write through a shared memory mapping changes no time at all, and
//! goes unnoticed.

mod pipeline;
mod directives;
mod report;

mod config;
mod tools;
mod scan;
mod artifacts;
mod output;

mod compile;
pub mod compilers;
mod cache;
mod source;
mod library;
mod references;
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
pub use compile::tool::Tool;
pub use config::builder::Build;
pub use config::cache::Cache;
pub use config::options::{Dev, Embed, LeftOut, Links, Lint};
pub use config::references::{Imports, Missing, References};
pub use directives::Directives;
pub use include_components_pack::{Digest, Encoding};
pub use pipeline::live::is_live;
pub use report::Report;

/// Builds all components under a directory, as the set `components`.
///
/// `root` is relative to the package's directory, and may begin with `../`.
/// The call is short for `Build::new().root(root).run()`; [`Build`] has more
/// options.
///
/// # Errors
///
/// Fails with the errors of [`Build::run`], [`ErrorKind::Root`] if `root` does
/// not exist.
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
    let mut build = Build::new();
    build.is_short = true;
    build.root(root).run()
}
