//! The macros, as thin as they can be.
//!
//! They are here, and not procedural macros themselves, because `$crate` is: it
//! makes the expansion independent of the name that a user gives the crate. The
//! braces let the expansion be items. `live` before the input says that this crate
//! was compiled for live mode, which the caller's own `cfg` could not tell.

#[cfg(not(all(feature = "live", debug_assertions)))]
#[cfg_attr(not(doctest), doc = include_str!("include_components.md"))]
#[macro_export]
macro_rules! include_components {
    ($($input:tt)*) => {
        $crate::__private::include_components! { $crate; $($input)* }
    };
}

#[cfg(all(feature = "live", debug_assertions))]
#[cfg_attr(not(doctest), doc = include_str!("include_components.md"))]
#[macro_export]
macro_rules! include_components {
    ($($input:tt)*) => {
        $crate::__private::include_components! { $crate live; $($input)* }
    };
}

#[cfg(not(all(feature = "live", debug_assertions)))]
#[cfg_attr(not(doctest), doc = include_str!("component.md"))]
#[macro_export]
macro_rules! component {
    ($($input:tt)*) => {
        $crate::__private::component! { $crate; $($input)* }
    };
}

#[cfg(all(feature = "live", debug_assertions))]
#[cfg_attr(not(doctest), doc = include_str!("component.md"))]
#[macro_export]
macro_rules! component {
    ($($input:tt)*) => {
        $crate::__private::component! { $crate live; $($input)* }
    };
}

/// Makes a [`Source`](crate::__private::Source) of a function that returns a pack, which
/// no build script will ever change.
#[doc(hidden)]
#[cfg(not(all(feature = "live", debug_assertions)))]
#[macro_export]
macro_rules! __source {
    ($visibility:vis $source:ident, $pack:path) => {
        $visibility fn $source() -> $crate::__private::Pack<'static> {
            $pack()
        }
    };
}

/// Makes a [`Source`](crate::__private::Source) of a function that returns a pack, which
/// no build script will ever change.
#[doc(hidden)]
#[cfg(all(feature = "live", debug_assertions))]
#[macro_export]
macro_rules! __source {
    ($visibility:vis $source:ident, $pack:path) => {
        $visibility fn $source() -> &'static $crate::__private::Slot {
            static SLOT: $crate::__private::Slot = $crate::__private::Slot::new($pack, "", "", "");
            &SLOT
        }
    };
}

#[cfg_attr(not(doctest), doc = include_str!("url.md"))]
#[macro_export]
macro_rules! url {
    ($($input:tt)*) => {
        $crate::component!($($input)*).url()
    };
}
