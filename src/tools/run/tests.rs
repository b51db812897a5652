use super::*;

/// A registry that wants a token gets it, and nothing else that nobody declared.
#[test]
fn an_installation_sees_what_is_declared() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let runner = Runner { package: dir, cargo_target: PathBuf::from("target"), is_offline: false };
    let sees = |tool: &Tool, name: &str| {
        let command = runner.installation(tool, Manager::Npm, dir);
        command.get_envs().any(|(seen, value)| seen == name && value.is_some())
    };
    let plain = Tool::new("sh", "web");
    let declared = plain.clone().reads_env("CARGO_PKG_NAME");
    // Cargo gives both to this test.
    for (name, is_seen) in [("CARGO_PKG_NAME", true), ("CARGO_PKG_VERSION", false)] {
        assert!(!sees(&plain, name) && sees(&declared, name) == is_seen, "{name}");
    }
}
