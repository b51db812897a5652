fn main() {
    let _ = include_components::include_components!("emails");
}
