use super::*;

#[test]
fn expressions_are_read_from_what_it_says() {
    let said = "Item Collection: 2s\n  exprs: 1_067, ??ty: 18 (43%), ?ty: 5 (12%), !ty: 0\n";
    assert_eq!(expressions(said), Some(Expressions { all: 1067, unknown: 18 }));
    assert_eq!(expressions("diagnostic scan complete"), None);
}
