//! Runs the build helper again and again, as a program of the target, and says what it did
//! and what it left: that is the same wherever it runs.
//!
//! Its argument is a directory, in which it makes all that it needs. `TARGET` and the other
//! variables that cargo gives build scripts say for which target the sets are.
// It is a test.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[cfg(target_family = "wasm")]
fn main() {}

#[cfg(not(target_family = "wasm"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    steps::run(std::path::Path::new(&std::env::args().nth(1).ok_or("which directory?")?))
}

#[cfg(not(target_family = "wasm"))]
mod steps {
    use std::error::Error;
    use std::path::Path;
    use std::thread::sleep;
    use std::time::Duration;
    use std::{fs, io};

    use include_components_build::{
        BoxError, Build, Cache, Compiler, Context, Embed, Encoder, KeyHasher, Report,
    };

    /// So long that stamps are older than a tick, of Windows' clock too.
    const TICK: Duration = Duration::from_millis(250);

    pub(crate) fn run(dir: &Path) -> Result<(), Box<dyn Error>> {
        let _ = fs::remove_dir_all(dir);
        let root = dir.join("ui");
        fs::create_dir_all(root.join("icons"))?;
        for (nth, name) in ["index.html", "app.txt", "icons/close.svg"].iter().enumerate() {
            fs::write(root.join(name), name.repeat(100 + nth))?;
        }
        fs::write(root.join("long.bin"), [7; 300_000])?;
        let steps: [(&str, &dyn Fn() -> io::Result<()>); 7] = [
            ("first", &|| Ok(())),
            ("nothing changed", &|| Ok(())),
            ("edited", &|| fs::write(root.join("index.html"), "edited")),
            ("added", &|| fs::write(root.join("icons/add.svg"), "added".repeat(99))),
            ("deleted", &|| fs::remove_file(root.join("app.txt"))),
            ("renamed", &|| fs::rename(root.join("icons"), root.join("pictures"))),
            ("long one edited", &|| fs::write(root.join("long.bin"), [8; 300_001])),
        ];
        for (name, change) in steps {
            sleep(TICK);
            change()?;
            sleep(TICK);
            for (set, embed) in [("included", Embed::Include), ("linked", Embed::Link)] {
                let out = dir.join("target/out").join(set);
                fs::create_dir_all(&out)?;
                let report = build(&root, set, embed, &out)?;
                println!("{name}, {set}: {}", counts(&report));
                list(&out)?;
            }
        }
        Ok(())
    }

    fn build(root: &Path, set: &str, embed: Embed, out: &Path) -> Result<Report, Box<dyn Error>> {
        let mut build = Build::new();
        build.root(root).name(set).embed(embed).cache(Cache::off());
        build.compile("*.txt", Shout).encode("**", [Encoder::gzip()]);
        Ok(build.run_in(out)?.0)
    }

    /// Makes all letters large.
    struct Shout;

    impl Compiler for Shout {
        fn describe(&self, key: &mut KeyHasher) {
            key.write("shout").write("1");
        }

        fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
            Ok(input.to_ascii_uppercase())
        }
    }

    fn counts(report: &Report) -> String {
        format!(
            "{} components, {} opened, {} compiled, {} encoded",
            report.components(),
            report.opened(),
            report.compiled(),
            report.encoded()
        )
    }

    /// Says what is in a directory that a macro or a linker reads.
    fn list(out: &Path) -> Result<(), Box<dyn Error>> {
        let mut lines = Vec::new();
        for entry in fs::read_dir(out)? {
            let path = entry?.path();
            let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
            if ["set", "pack", "a", "lib"].contains(&extension) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let digest = blake3::hash(&fs::read(&path)?).to_hex();
                lines.push(format!("    {name} {digest:.16}"));
            }
        }
        lines.sort();
        lines.iter().for_each(|line| println!("{line}"));
        Ok(())
    }
}
