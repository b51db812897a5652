//! Writes the site that the tests ask for, and embeds it.

use std::path::{Path, PathBuf};
use std::{env, error, fs};

use include_components_build::{Build, Encoder, Imports, Lint, References};

fn main() -> Result<(), Box<dyn error::Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("not run by cargo")?);
    let site = out.join("site");
    write_site(&site)?;
    let encoders = [Encoder::br().level(5), Encoder::gzip(), Encoder::zstd()];
    // A colon is in a name, to see what becomes of it in `Location`.
    Build::new().root(site).encode("**", encoders).allow(Lint::WindowsName).run()?;
    // Of the deployment before, of which nothing was kept.
    Build::new().name("last").root(out.join("last")).allow_missing().run()?;
    let hashed = out.join("hashed");
    write_hashed(&hashed)?;
    let references = References::hashed().imports(Imports::Map).integrity();
    Build::new().name("hashed").root(hashed).references("*.{css,js}", references).run()?;
    // The site depends on this script alone; cargo is told of nothing else.
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

/// Writes every file of the site, small and large, plain and with names that must be encoded.
fn write_site(site: &Path) -> Result<(), Box<dyn error::Error>> {
    let page = |title: &str| {
        let text = format!("<!doctype html><title>{title}</title><h1>{title}</h1>\n");
        (text + &"<p>A paragraph, as there are many.</p>\n".repeat(30)).into_bytes()
    };
    let style: String =
        (0..4000).map(|n| format!(".c{n}{{margin:{}px}}\n", n * 7919 % 997)).collect();
    // Nothing can be made smaller of it: xorshift.
    let mut state = 0x9E37_79B9_u32;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()
    });
    let noise: Vec<u8> = noise.take(1024).flatten().collect();
    let script = b"export const answer = () => 42;\n".repeat(40);
    let files: [(&str, Vec<u8>); 23] = [
        ("index.html", page("home")),
        ("404.html", page("nothing here")),
        ("about.html", page("about")),
        ("docs/index.html", page("docs")),
        ("docs/guide.html", page("guide")),
        ("docs/1:2/index.html", page("a folder with a colon")),
        ("\u{fc} b/index.html", page("a folder with a space")),
        ("small.txt", b"0123456789abcdef".repeat(64)),
        ("site.css", style.into_bytes()),
        ("app.js", script.clone()),
        ("module.mjs", script),
        ("data.json", b"{\"a\":[1,2,3]}\n".repeat(40)),
        (
            "logo.svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9v9z\"/></svg>\n".repeat(8),
        ),
        ("add.wasm", b"\0asm\x01\0\0\0".to_vec()),
        ("font.woff2", noise.clone()),
        ("photo.png", noise),
        ("empty.txt", Vec::new()),
        ("LICENSE", b"no extension\n".to_vec()),
        ("with space.txt", b"a space\n".to_vec()),
        ("a+b.txt", b"a plus\n".to_vec()),
        ("100%.txt", b"a percent sign\n".to_vec()),
        ("\u{fc}n\u{ef}.txt", b"not ASCII\n".to_vec()),
        (".well-known/security.txt", b"Contact: mailto:security@example.com\n".to_vec()),
    ];
    write(site, files)
}

/// Writes what pages of templates need.
fn write_hashed(dir: &Path) -> Result<(), Box<dyn error::Error>> {
    let style = "a { background: url('icons/my%20icon.svg') }\n";
    write(
        dir,
        [
            ("site.css", style.into()),
            ("app.js", "import './dep.js';\n".into()),
            ("dep.js", "export {};\n".into()),
            ("icons/my icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n".into()),
        ],
    )
}

fn write<const N: usize>(
    dir: &Path,
    files: [(&str, Vec<u8>); N],
) -> Result<(), Box<dyn error::Error>> {
    for (path, bytes) in files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        // An equal file keeps its time, so that a build has nothing to do.
        if fs::read(&path).ok().as_deref() != Some(&bytes) {
            fs::write(path, bytes)?;
        }
    }
    Ok(())
}
