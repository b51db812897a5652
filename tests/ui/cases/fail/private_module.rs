mod inner {
    include_components::include_components!(mod ui);
}

fn main() {
    let _ = inner::ui::COMPONENTS.len();
}
