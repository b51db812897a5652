use std::process::{Command, Stdio};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let npm = Command::new("npm").args(["run", "build"]).current_dir("web").stdout(Stdio::null()).status()?;
    assert!(npm.success());
    include_components_build::compile("web/dist")?;
    println!("cargo::rerun-if-changed=web/src");
    Ok(())
}
