use super::*;

#[test]
fn columns_are_aligned() {
    let mut table = Table::new(["", "wall"]);
    table.row(["find", "1.5"]);
    table.row(["gît"]);
    let expected = "\
|      | wall |
|------|-----:|
| find |  1.5 |
| gît  |      |
";
    assert_eq!(table.to_string(), expected);
}

#[test]
fn numbers_have_three_digits() {
    let texts = [12345.6, 99.96, 12.345, 1.234, 0.0123, f64::NAN].map(number);
    assert_eq!(texts, ["12,346", "100", "12.3", "1.23", "0.012", "–"]);
    assert_eq!(thousands(1_234_567), "1,234,567");
}

#[test]
fn nothing_misses_a_target() {
    assert_eq!(verdict(0.5, 0.5), "≤ 0.50: pass");
    assert_eq!(verdict(f64::NAN, 0.5), "≤ 0.50: **miss**");
}
