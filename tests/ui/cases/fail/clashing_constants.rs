include_components::include_components!(mod clash = "clash");

fn main() {}
