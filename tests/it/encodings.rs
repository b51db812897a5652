//! Encodings, as a program sees them that real cargo built.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::harness::{Project, manifest};

#[test]
fn a_program_has_representations_that_decode() {
    let project = Project::new("it-encodings");
    let with_features = "}\n\n[workspace]";
    let manifest = manifest(project.name, "");
    assert!(manifest.contains(with_features));
    let features = ", features = [\"br\", \"gzip\"] }\n\n[workspace]";
    project.write("Cargo.toml", manifest.replace(with_features, features));
    project.write("build.rs", BUILD);
    project.write("src/main.rs", MAIN);
    let rule = |nth: u32| format!(".b{} {{ margin: {}px }}\n", nth % 89, nth * nth % 997);
    let css: String = (0..999).map(rule).collect();
    project.write("components/site.css", &css);
    project.write("components/photo.png", &css);
    project.write("components/small.css", "a {}");

    let mut lengths = Vec::new();
    for (arguments, profile) in [(&["build"][..], "debug"), (&["build", "--release"], "release")] {
        project.cargo(arguments).success();
        let printed = String::from_utf8(project.run(profile)).unwrap();
        let mut lines = printed.lines();
        assert_eq!(lines.next(), Some("photo.png identity"));
        assert_eq!(lines.next(), Some("site.css identity br gzip"));
        assert_eq!(lines.next(), Some("small.css identity"));
        for tool in ["brotli", "gzip"] {
            let (token, hex) = lines.next().unwrap().split_once(' ').unwrap();
            assert!(tool.starts_with(token), "{token}");
            let encoded: Vec<u8> = hex
                .as_bytes()
                .chunks(2)
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
                .collect();
            assert!(decoded(tool, &encoded) == css.as_bytes(), "{tool}, {profile}");
            lengths.push(encoded.len());
        }
    }
    let [br, gzip, best_br, best_gzip] = lengths[..] else { panic!("{lengths:?}") };
    assert!(best_br < br && best_gzip < gzip, "{lengths:?}");
}

fn decoded(tool: &str, encoded: &[u8]) -> Vec<u8> {
    let mut child = Command::new(tool)
        .args(["-d", "-c"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{tool}: {error}; run `apt-get install {tool}`"));
    child.stdin.take().unwrap().write_all(encoded).unwrap();
    child.wait_with_output().unwrap().stdout
}

const BUILD: &str = r#"use include_components_build::{Build, Encoder, Error};

fn main() -> Result<(), Error> {
    Build::new().root("components").encode("*", [Encoder::gzip(), Encoder::br()]).run()?;
    Ok(())
}
"#;

const MAIN: &str = r#"use include_components::Encoding;

fn main() {
    let components = include_components::include_components!();
    for component in components.iter() {
        let tokens = component.representations().map(|it| format!(" {}", it.encoding().token()));
        println!("{}{}", component.path(), tokens.collect::<String>());
    }
    let site = components.get("site.css").unwrap();
    for encoding in [Encoding::Br, Encoding::Gzip] {
        let bytes = site.representation(encoding).unwrap().bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        println!("{} {hex}", encoding.token());
    }
}
"#;
