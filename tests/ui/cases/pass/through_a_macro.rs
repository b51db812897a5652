// What another macro captured is accepted as if it had been written.
#![deny(warnings)]

macro_rules! embed {
    ($(#[$attribute:meta])* $visibility:vis $module:ident $set:literal $path:literal) => {
        include_components::include_components!(
            $(#[$attribute])*
            $visibility mod $module = $set;
        );
        const BY_PATH: include_components::Component =
            include_components::component!($path, set = $set);
    };
}

embed!(#[doc = concat!("All ", "mail.")] #[allow(dead_code)] mail "mail" "welcome.html");

mod inner {
    embed!(pub(super) mail "mail" "welcome.html");

    pub(super) const AGAIN: include_components::Component = BY_PATH;
}

macro_rules! items {
    ($($item:item)*) => { $($item)* };
}

items! {
    include_components::include_components! { pub(self) mod again = "mail" }
}

fn main() {
    include_components::component!("button.html");
    assert_eq!(mail::WELCOME_HTML, BY_PATH);
    assert_eq!(inner::mail::WELCOME_HTML, inner::AGAIN);
    assert_eq!(again::WELCOME_HTML, BY_PATH);
}
