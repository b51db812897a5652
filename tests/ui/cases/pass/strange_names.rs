// The rules for names, as the documentation of the macro states them.
#![deny(warnings)]

include_components::include_components!(mod strange = "strange");

fn main() {
    assert_eq!(strange::_404_HTML.path(), "404.html");
    assert_eq!(strange::FILE_.path(), "_");
    assert_eq!(strange::_ID__HTML.path(), "[id].html");
    assert_eq!(strange::GRÖSSE_SVG.path(), "größe.svg");
    assert_eq!(strange::図_SVG.path(), "図.svg");
    assert_eq!(strange::r#type::A_SVG.path(), "type/a.svg");
    assert_eq!(strange::self_::A_SVG.path(), "self/a.svg");
    assert_eq!(strange::_16x16::A_SVG.path(), "16x16/a.svg");
}
