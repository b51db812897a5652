//! Makes each peer's table of the same keys, as its users would.
// A build script reads the environment and talks to cargo.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

#[path = "keys.rs"]
mod keys;

use std::fmt::Write as _;
use std::path::Path;
use std::{env, error, fs, io};

use include_components_build::{Build, Encoder};

fn main() -> Result<(), Box<dyn error::Error>> {
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run this by cargo")?;
    let out = Path::new(&out);
    for count in [100, 1_000, 10_000] {
        let paths = keys::paths(count);
        fs::write(out.join(format!("{count}.rs")), statics(&paths))?;
        let root = out.join(count.to_string());
        if !root.exists() {
            write_files(&root, &paths)?;
        }
        Build::new().name(format!("n{count}")).root(root).run()?;
    }
    let site = out.join("site");
    if !site.exists() {
        write_site(&site)?;
    }
    let encoders = [Encoder::br(), Encoder::gzip(), Encoder::zstd()];
    Build::new().name("site").root(site).encode("**", encoders).run()?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=keys.rs");
    Ok(())
}

/// Returns the statics of the peers: a perfect hash map and a sorted slice.
fn statics(paths: &[String]) -> String {
    let mut map = phf_codegen::Map::new();
    let mut sorted = String::new();
    for path in paths {
        map.entry(path, format!("b{path:?}"));
        let _ = writeln!(sorted, "({path:?}, b{path:?}),");
    }
    let map = map.build();
    format!(
        "pub(crate) static PHF: phf::Map<&str, &[u8]> = {map};\n\
         pub(crate) static SORTED: &[(&str, &[u8])] = &[{sorted}];\n"
    )
}

/// Writes components whose contents are their paths, as in the other tables.
fn write_files(root: &Path, paths: &[String]) -> io::Result<()> {
    for path in paths {
        let file = root.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, path)?;
    }
    Ok(())
}

/// Writes components of several lengths, which encoders make smaller.
fn write_site(site: &Path) -> io::Result<()> {
    let text = |nth: usize, length: usize| {
        let rule = |n: usize| format!(".c{n} {{ margin: {}px; }}\n", (n + nth) * 7919 % 997);
        let mut text: String = (0..length / 20).map(rule).collect();
        text.truncate(length);
        text
    };
    for folder in ["small", "large", "others"] {
        fs::create_dir_all(site.join(folder))?;
    }
    fs::write(site.join("small/button.css"), text(0, 1024))?;
    fs::write(site.join("large/all.css"), text(1, 102_400))?;
    for nth in 0..100 {
        fs::write(site.join(format!("others/part-{nth:03}.css")), text(nth, 300 + nth * 17))?;
    }
    Ok(())
}
