include_components::include_components!();

fn main() {}
