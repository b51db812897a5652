use super::*;

fn key(command: &Program) -> String {
    let mut key = KeyHasher::new("test");
    command.describe(&mut key);
    key.finish().to_string()
}

#[test]
fn every_option_but_the_time_out_is_in_the_key() {
    let command = || Program::new("no-such-program");
    let keys = [
        command(),
        Program::new("no-such-program-either"),
        command().arg("a"),
        command().args(["a", "b"]),
        command().arg("ab"),
        command().env("a", "b"),
        command().env("a", "c"),
        command().reads_env("a"),
        command().reads("a"),
        command().rename("a", "b"),
        command().current_dir("a"),
    ]
    .map(|command| key(&command));
    for (at, one) in keys.iter().enumerate() {
        assert!(!keys[..at].contains(one), "{at}");
    }
    assert_eq!(keys[0], key(&command().timeout(Duration::from_secs(1))));
}

#[test]
fn the_extension_is_renamed() {
    let command = Program::new("x").rename("ts", "js").rename(".tsx", ".js").rename("a.b", "c");
    for (path, expected) in [
        ("a.ts", "a.js"),
        ("d.ts/a.tsx", "d.ts/a.js"),
        ("x.a.b", "x.c"),
        ("ts", "ts"),
        ("a.tss", "a.tss"),
        ("a.TS", "a.TS"),
    ] {
        assert_eq!(command.artifact_path(path), expected);
    }
    assert_eq!(Program::new("x").artifact_path("a.ts"), "a.ts");
}
