//! A framework that shows its users the macros, under names of its own.

#![no_std]

pub use embedded::{Component, Components, component, include_components};

/// Returns the length of all components of a set, whichever crate it is of.
pub fn total(components: &Components) -> usize {
    components.iter().map(|it| it.bytes().len()).sum()
}

/// Makes the module `pages` of the components that the application has.
#[macro_export]
macro_rules! pages {
    ($set:literal) => {
        $crate::include_components!(pub(crate) mod pages = $set);
    };
}
