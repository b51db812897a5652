//! What the macros' expansions call.

pub use include_components_macros::{component, include_components};
pub use include_components_pack::{OtherParts, Pack};

pub use crate::{Component, Components};

use include_components_pack::Layout;

/// Where the pack is: a function that returns it, by value.
///
/// A constant can hold a function, whatever the pack is: the bytes of a linked
/// one are not known while the program is compiled. And it costs rustc half of
/// what a `static` with the pack would in each `component!`.
pub type Source = fn() -> Pack<'static>;

/// Joins a pack with the layout that the macro read from its header. Other parts
/// than the first are added by [`Pack::with_parts`].
///
/// The length is in the type, so that a pack which changed since then is a
/// compile error.
#[inline]
pub const fn pack<const LEN: usize>(bytes: &'static [u8; LEN], layout: [u64; 7]) -> Pack<'static> {
    Pack::with_layout(bytes, Layout::from_raw(layout))
}

/// Cuts a part of a pack out of the library that contains it, for Miri, which links none.
///
/// # Panics
///
/// In const evaluation, so as a compile error: when the library is too short.
pub const fn part<const LEN: usize>(library: &'static [u8], offset: usize) -> &'static [u8; LEN] {
    library.split_at(offset).1.first_chunk().as_slice()[0]
}

/// Makes the components of a pack.
pub const fn components(pack: Source) -> Components {
    Components::new(pack)
}

/// Makes the component at a position in a pack, counted from 0 in path order.
#[inline]
pub const fn component(pack: Source, index: u32) -> Component {
    Component::new(pack, index)
}
