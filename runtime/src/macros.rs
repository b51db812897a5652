//! The macros, as thin as they can be.
//!
//! They are here, and not procedural macros themselves, because `$crate` is: it
//! makes the expansion independent of the name that a user gives the crate. The
//! braces let the expansion be items.

#[cfg_attr(not(doctest), doc = include_str!("include_components.md"))]
#[macro_export]
macro_rules! include_components {
    ($($input:tt)*) => {
        $crate::__private::include_components! { $crate $($input)* }
    };
}

#[cfg_attr(not(doctest), doc = include_str!("component.md"))]
#[macro_export]
macro_rules! component {
    ($($input:tt)*) => {
        $crate::__private::component! { $crate $($input)* }
    };
}

#[cfg_attr(not(doctest), doc = include_str!("url.md"))]
#[macro_export]
macro_rules! url {
    ($($input:tt)*) => {
        $crate::component!($($input)*).url()
    };
}
