use include_components::{component, include_components};

fn main() {
    let _ = include_components!(5);
    let _ = include_components!(b"mail");
    let _ = component!(-1);
    let _ = component!("welcome.html", set = 'm');
}
