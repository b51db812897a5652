use include_components::{component, include_components};

include_components!(ui);
include_components!(mod ui: "mail");
include_components!(pub mod ui = mail);
include_components!(mod a, mod b);

fn main() {
    let path = "button.html";
    let _ = component!();
    let _ = component!(path);
    let _ = component!("welcome.html", "mail");
    let _ = component!("welcome.html", name = "mail");
    let _ = include_components!("mail", "ui");
}
