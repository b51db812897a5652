fn main() {
    let ui = include_components::include_components!(mod ui);
}
