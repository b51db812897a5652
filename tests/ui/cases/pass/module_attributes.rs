// Attributes and visibility are the module's; a semicolon may follow.
#![deny(warnings)]

use include_components::include_components;

include_components!(
    /// The templates that are sent.
    #[cfg(all())]
    pub(crate) mod mail = "mail";
);
include_components!(
    #[cfg(any())]
    mod nothing = "there is no such set"
);
include_components!(
    #[allow(dead_code)]
    mod ui;
);
include_components!(mod empty = "empty");

fn main() {
    include_components!(mod local = r"mail");
    include_components! { mod braces = "ma\x69l" }

    assert_eq!(mail::WELCOME_HTML, local::WELCOME_HTML);
    assert_eq!(mail::WELCOME_HTML, braces::WELCOME_HTML);
    assert_eq!(empty::COMPONENTS.len(), 0);
}
