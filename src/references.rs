//! References: URLs in artifacts that name other components, found and resolved.
//!
//! It uses `base`, and of the compilers the tokens of CSS and the stack for oxc.

mod css;
#[cfg(feature = "html")]
pub(crate) mod html;
#[cfg(feature = "js")]
mod js;
mod json;
pub(crate) mod modules;
pub(crate) mod scan;
mod source_map;
mod text;
pub(crate) mod url;
