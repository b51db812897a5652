include_components::include_components!(mod mail = "emails");

fn main() {}
