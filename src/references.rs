//! References: URLs in artifacts that name other components, found and resolved.
//!
//! It uses `base`, and the tokens of CSS that the compilers have.

mod css;
#[cfg(feature = "html")]
mod html;
mod json;
pub(crate) mod modules;
pub(crate) mod scan;
mod source_map;
mod text;
pub(crate) mod url;
