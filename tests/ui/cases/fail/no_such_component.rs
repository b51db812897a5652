use include_components::component;

const CLOSE: include_components::Component = component!("icons/clsoe.svg");

fn main() {
    let _ = component!("button.html", set = "mail");
    let _ = component!("button.html", set = "empty");
    let _ = component!("button.html", set = "emails");
    let _ = include_components::url!("icons/clsoe.svg");
}
