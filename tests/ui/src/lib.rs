//! The examples of the documentation of `include-components`, as tests.
//!
//! They need a build script, which the crate itself does not have: it shows
//! these texts, and they are tested here.

#[doc = include_str!("../../../runtime/src/lib.md")]
#[doc(hidden)]
pub const CRATE: () = ();

#[doc = include_str!("../../../runtime/src/include_components.md")]
#[doc(hidden)]
pub const INCLUDE_COMPONENTS: () = ();

#[doc = include_str!("../../../runtime/src/component.md")]
#[doc(hidden)]
pub const COMPONENT: () = ();

#[doc = include_str!("../../../runtime/src/url.md")]
#[doc(hidden)]
pub const URL: () = ();
