//! An application that knows the macros only through its framework.
#![forbid(unsafe_code)]

use include_components_framework_tests as framework;

framework::include_components!(pub mod linked = "linked");
framework::pages!("included");

/// A path that is checked, in a constant.
pub const CLOSE: framework::Component =
    framework::component!("icons/close.svg", set = "included");

#[cfg(test)]
mod tests;
