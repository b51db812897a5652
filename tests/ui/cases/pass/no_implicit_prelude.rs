// No name is taken from the prelude, nor from what is in scope.
#![no_implicit_prelude]
#![allow(non_camel_case_types, dead_code)]

struct u8;
struct str;
struct Component;
struct Components;
mod core {}
mod include_components {}
mod __private {}

mod ui {
    ::include_components::include_components!(pub(super) mod mail = "mail");
    ::include_components::include_components!(pub(super) mod ui);
}

const CLOSE: ::include_components::Component = ::include_components::component!("icons/close.svg");

fn main() {
    let set = ::include_components::include_components!();
    ::core::assert!(set.get("icons/close.svg") == ::core::option::Option::Some(CLOSE));
    ::core::assert!(ui::ui::icons::CLOSE_SVG == CLOSE);
}
