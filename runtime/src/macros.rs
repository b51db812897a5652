//! The macros: what they accept, and nothing of what they expand to.
//!
//! The grammar is here, and not in the procedural macros, because `$crate` is:
//! it makes the expansion independent of the name that a user gives the crate.

#[cfg_attr(not(doctest), doc = include_str!("include_components.md"))]
#[macro_export]
macro_rules! include_components {
    () => {
        $crate::include_components! { "components" }
    };
    ($set:literal) => {{
        use $crate::__private as __include;
        $crate::__private::expand_expression! { $set }
    }};
    ($(#[$($attribute:tt)*])* $visibility:vis mod $module:ident $(;)?) => {
        $crate::include_components! {
            $(#[$($attribute)*])* $visibility mod $module = "components";
        }
    };
    ($(#[$($attribute:tt)*])* $visibility:vis mod $module:ident = $set:literal $(;)?) => {
        $(#[$($attribute)*])*
        #[doc = ""]
        #[doc = ::core::concat!("The components of the set `", $set, "`, embedded.")]
        $visibility mod $module {
            use $crate::__private as __include;
            $crate::__private::expand_module! { $set }
        }
    };
    ($($other:tt)*) => {
        ::core::compile_error! {
            "expected `include_components!()`, `include_components!(\"set\")`, \
             `include_components!(pub mod ui)` or `include_components!(pub mod ui = \"set\")`"
        }
    };
}

#[cfg_attr(not(doctest), doc = include_str!("component.md"))]
#[macro_export]
macro_rules! component {
    ($path:literal $(,)?) => {
        $crate::component! { $path, set = "components" }
    };
    ($path:literal, set = $set:literal $(,)?) => {{
        use $crate::__private as __include;
        $crate::__private::expand_component! { $set $path }
    }};
    ($($other:tt)*) => {
        ::core::compile_error! {
            "expected `component!(\"path\")` or `component!(\"path\", set = \"set\")`"
        }
    };
}
