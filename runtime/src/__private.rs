//! What the macros' expansions call.

pub use include_components_macros::{expand_component, expand_expression, expand_module};
pub use include_components_pack::Pack;

pub use crate::{Component, Components};

use include_components_pack::Layout;

/// Where the pack is: a function, which a constant can hold.
///
/// A constant that refers to the pack itself is not accepted by every
/// supported rustc if the pack is linked, and makes rustc look at the whole
/// pack for each constant if it is not.
pub type Source = fn() -> &'static Pack<'static>;

/// Joins a pack with its layout, while the program is compiled.
///
/// # Panics
///
/// In const evaluation, so as a compile error: when the pack is no longer the
/// one that the macro saw.
pub const fn pack(bytes: &'static [u8], layout: [u64; 6]) -> Pack<'static> {
    assert!(
        bytes.len() as u64 == layout[0],
        "the component pack in OUT_DIR changed while this crate was compiled: build again"
    );
    Pack::with_layout(bytes, Layout::from_raw(layout))
}

/// Cuts a pack out of the library that contains it, for Miri, which links none.
pub const fn part(library: &'static [u8], offset: usize, len: usize) -> &'static [u8] {
    library.split_at(offset).1.split_at(len).0
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
