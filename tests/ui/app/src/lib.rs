//! An application that knows the macros only through its framework.
//!
//! It is as strict as a crate can be, and takes no name from the prelude.
#![no_implicit_prelude]
#![forbid(unsafe_code, missing_docs, unreachable_pub, dead_code, unused, warnings)]
#![forbid(missing_debug_implementations, elided_lifetimes_in_paths, unused_qualifications)]
#![forbid(rust_2018_idioms, non_upper_case_globals, non_snake_case, unnameable_types)]

use ::include_components_framework_tests as framework;

framework::include_components!(pub mod linked = "linked");
framework::include_components!(mod unused = "linked");
framework::pages!("included");

/// A path that is checked, in a constant.
pub const CLOSE: framework::Component = framework::component!("icons/close.svg", set = "linked");

/// Another set than that of the module.
pub static INCLUDED: &framework::Components = framework::include_components!("included");

/// Returns a component of the module that the framework's own macro makes.
pub fn page() -> framework::Component {
    pages::BUTTON_HTML
}
