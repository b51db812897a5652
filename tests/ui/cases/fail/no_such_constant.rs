include_components::include_components!(mod ui);

fn main() {
    let _ = ui::icons::CLOSED_SVG;
}
