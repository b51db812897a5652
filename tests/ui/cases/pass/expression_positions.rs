// The expressions can stand wherever an expression of their type can.
#![deny(warnings)]

use include_components::{Component, Components, component, include_components, url};

const SET: &Components = include_components!();
static MAIL: &Components = include_components!("mail");
const ICONS: [Component; 2] = [component!("icons/close.svg"), component!("icons/open.svg",)];
static WELCOME: Component = component!("welcome.html", set = "mail");

fn last() -> &'static Components {
    include_components!()
}

fn generic<T>(_: T) -> usize {
    include_components!("mail").len() + component!("button.html").bytes().len()
}

// Through the macro of another, as a literal and as an expression.
macro_rules! icon {
    ($path:literal, $set:expr) => {
        component!($path, set = $set)
    };
}

fn main() {
    assert_eq!(SET.len(), last().len());
    assert_eq!(url!("welcome.html", set = "mail"), WELCOME.url());
    assert_eq!(url!["icons/close.svg"], ICONS[0].url());
    assert_eq!(MAIL.iter().next(), Some(WELCOME));
    assert_eq!(generic(()), 1 + "<button>\n".len());
    for icon in ICONS {
        assert_eq!(SET.get(icon.path()), Some(icon));
    }
    assert_eq!(icon!("welcome.html", "mail").path(), "welcome.html");
    let lens = [(); 2].map(|()| include_components!().len());
    assert_eq!(lens, [3, 3]);
    match component!("button.html").to_str() {
        Some(text) if text.len() == component!("button.html").bytes().len() => {}
        other => unreachable!("{other:?}"),
    }
}
