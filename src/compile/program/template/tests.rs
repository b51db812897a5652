use super::*;

fn expanded(template: &str) -> Result<String, String> {
    let value = |placeholder: Placeholder| match placeholder {
        Placeholder::Input => Some(OsStr::new("IN {output}")),
        Placeholder::Output => Some(OsStr::new("OUT")),
        _ => None,
    };
    let text = expand(template, value).map_err(|error| error.to_string())?;
    Ok(text.into_string().unwrap())
}

#[test]
fn placeholders_are_replaced_and_braces_are_doubled() {
    for (template, expected) in [
        ("", ""),
        ("plain $HOME `x`; *", "plain $HOME `x`; *"),
        ("{input}", "IN {output}"),
        ("--a={input}:{output}!", "--a=IN {output}:OUT!"),
        ("{{input}}", "{input}"),
        ("{{{output}}}", "{OUT}"),
        ("{{\"a\":{{}}}}", "{\"a\":{}}"),
    ] {
        assert_eq!(expanded(template).as_deref(), Ok(expected), "{template}");
    }
}

#[test]
fn what_is_no_placeholder_is_refused() {
    for template in ["{inptu}", "{", "}", "{}", "a{input", "{ input}", "{input}}", "{{input}"] {
        let error = expanded(template).unwrap_err();
        assert!(error.contains(&format!("{template:?}")), "{error}");
        assert!(error.contains("{input}, {output}") && error.contains("{{ or }}"), "{error}");
    }
}

#[test]
fn a_placeholder_without_a_value_is_refused() {
    let error = expanded("x{dir}").unwrap_err();
    assert!(error.contains("\"x{dir}\"") && error.contains("arguments only"), "{error}");
}

#[test]
fn an_argument_uses_what_it_names() {
    let args = ["-o".to_owned(), "x{output}".to_owned(), "{{input}}".to_owned(), "{".to_owned()];
    assert!(uses(&args, Placeholder::Output));
    assert!(!uses(&args, Placeholder::Input));
}
