// A set can be lent for less than `'static`; its components are `'static`.
#![deny(warnings)]

use include_components::{Component, Components, include_components};

/// A struct that holds borrowed components, for less than `'static`.
struct Page<'a> {
    components: &'a Components,
}

impl Page<'_> {
    fn icon(&self, name: &str) -> Option<Component> {
        self.components.get(name)
    }
}

fn main() {
    let page = Page { components: include_components!() };
    assert!(page.icon("icons/close.svg").is_some());
    let total: usize = page.components.into_iter().map(|it| it.bytes().len()).sum();
    assert_eq!(total, page.components.iter().map(|it| it.bytes().len()).sum::<usize>());
}
