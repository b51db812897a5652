//! What the macros' expansions call.

pub use include_components_macros::{component, include_components};
pub use include_components_pack::{OtherParts, Pack};

#[cfg(all(feature = "live", debug_assertions))]
pub use crate::live::slot::Slot;
#[cfg(feature = "live")]
pub use crate::live::{Event, Watch};

pub use crate::source::Source;
pub use crate::{Component, Components};

use include_components_pack::Layout;

/// Joins a pack with the layout that the macro read from its header. Other parts
/// than the first are added by [`Pack::with_parts`].
///
/// The length is in the type, so that a pack which changed since then is a
/// compile error.
#[inline]
pub const fn pack<const LEN: usize>(bytes: &'static [u8; LEN], layout: [u64; 8]) -> Pack<'static> {
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

/// Returns the version of the set that a component is of.
#[cfg(feature = "live")]
pub fn version_of(component: Component) -> u64 {
    component.version()
}

/// Makes the components of a pack.
pub const fn components(source: Source) -> Components {
    Components::new(source)
}

/// Makes the component at a position in a pack, counted from 0 in path order.
#[inline]
pub const fn component(source: Source, index: u32) -> Component {
    Component::by_name(source, index)
}
