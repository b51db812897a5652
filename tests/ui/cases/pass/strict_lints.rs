// Nothing that a crate can forbid is in an expansion, used or not.
#![forbid(unsafe_code, missing_docs, unreachable_pub, dead_code, unused, warnings)]
#![forbid(missing_debug_implementations, elided_lifetimes_in_paths, unused_qualifications)]
#![forbid(rust_2018_idioms, non_upper_case_globals, non_snake_case, unnameable_types)]
#![deny(clippy::all, clippy::pedantic)]

//! A program with strict lints.

use include_components::{Component, Components};

include_components::include_components!(mod unused);

/// A module that the crate shows to others.
pub mod shown {
    include_components::include_components!(pub mod ui);
    include_components::include_components!(pub(crate) mod mail = "mail");
    include_components::include_components!(pub(in crate::shown) mod strange = "strange");
}

/// A component that the crate shows to others.
pub const CLOSE: Component = include_components::component!("icons/close.svg");

static SET: &Components = include_components::include_components!("mail");

fn main() {
    let _ = (CLOSE, SET);
}
