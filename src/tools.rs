//! Folders that front-end tools make: what they are made of, whether they are there
//! already, and if not, the run of the tool.
//!
//! It uses `config` and the rooms below it.

mod crates;
mod folder;
mod gitignore;
mod inputs;
mod install;
mod kept;
pub(crate) mod make;
mod packages;
mod place;
mod prebuilt;
mod record;
mod run;
mod settings;
mod versions;
