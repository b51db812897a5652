//! Compiles a folder of components in `build.rs`, for `include-components` to
//! embed.

mod action;
mod bytes;
mod cache;
mod cargo_env;
mod compiler;
mod components;
mod config;
mod directives;
mod error;
mod fs;
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
mod spool;
mod stat;
mod stat_index;
mod store;
#[cfg(test)]
mod testing;
mod threads;
mod walk;

use std::path::PathBuf;

pub use cache::Cache;
pub use compiler::{Compiler, Context};
pub use error::{BoxError, Error, ErrorKind};
pub use key::KeyHasher;
pub use options::{Build, Embed, Links};
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
