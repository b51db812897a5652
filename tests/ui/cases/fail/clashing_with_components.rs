include_components::include_components!(mod taken = "taken");

fn main() {}
