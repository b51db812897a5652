//! What hashed references cost a build: over real packages, and after one edit in a tree
//! of a thousand modules.
//!
//! A real, unoptimised program calls the build helper, as a build script does. See the
//! README.
// It is a bench.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use include_components_benches::options::Options;
use include_components_benches::samples::{Samples, Subject, interleave};
use include_components_benches::table::{Table, number};
use include_components_benches::{cargo, machine, measure, tree};

/// Packages of npm's, and what of them is embedded.
const PACKAGES: [(&str, &str); 5] = [
    ("bootstrap@5.3.9", "dist/**"),
    ("katex@0.19.1", "dist/**"),
    ("reveal.js@5.2.1", "**"),
    ("lodash-es@4.17.21", "**"),
    ("ol@7.5.2", "**"),
];

/// Without references, and with modules that keep their names, have a map or are written
/// anew; the last with the digests that browsers check, too.
const WAYS: [&str; 5] = ["none", "keep", "map", "rewrite", "integrity"];

/// The modules of the tree that is edited.
const MODULES: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let (options, []) = Options::parse_lists(env::args().skip(1), [])?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("references");
    fs::create_dir_all(&place)?;
    let head =
        format!("{}; {}.", machine::describe(&place), machine::versions(&["rustc", "cargo"]));
    let program = program(&place)?;
    let rounds = options.rounds.min(if options.quick { 2 } else { 7 });
    let mut text = format!(
        "# Hashed references, measured\n\nWritten by `cargo bench -p include-components-benches \
         --bench references`; what it measures is in [`../README.md`](../README.md).\n\n{head} \
         {rounds} rounds.\n"
    );
    let packages = if options.quick { &PACKAGES[..2] } else { &PACKAGES[..] };
    let mut table = Table::new(["first run", "files", "MB"].into_iter().chain(WAYS));
    for (package, glob) in packages {
        let root = unpacked(&place, package)?;
        let of = |way: &&'static str| {
            let (program, place, root, way) = (&program, &place, &root, *way);
            Subject::new(way, move || {
                let out = tree::anew(place, "out", |out| fs::create_dir(out))?;
                measure::run(Command::new(program).arg(root).arg(&out).args([way, glob]))
            })
        };
        let samples = interleave(rounds, |_| Ok(()), WAYS.iter().map(of).collect())?;
        let samples: Vec<Samples> = samples.into_iter().map(|(_, samples)| samples).collect();
        let mut row = vec![format!("`{package}`")];
        let included = included(&root, glob)?;
        row.push(included.0.to_string());
        row.push(number(included.1 as f64 / 1e6));
        row.extend(costs(&samples));
        table.row(row);
    }
    write!(
        text,
        "\nCPU seconds of the program with nothing cached, and how often that is what it takes without references; medians.\n\n{table}"
    )?;
    let edits = edits(&place, &program, rounds)?;
    write!(
        text,
        "\nThe same after an edit of one of {MODULES} modules, which others import, directly or not.\n\n{edits}"
    )?;
    println!("{text}");
    let directory = options.results(&place)?;
    fs::write(directory.join("references.md"), text)?;
    println!("written to {}", directory.display());
    Ok(())
}

/// Returns the CPU seconds of each way, with the ratio to the first.
fn costs(samples: &[Samples]) -> Vec<String> {
    let ratio = |nth: usize| match nth {
        0 => number(samples[0].cpu()),
        _ => format!("{} ({:.1})", number(samples[nth].cpu()), samples[nth].cpu_over(&samples[0])),
    };
    (0..samples.len()).map(ratio).collect()
}

/// Measures an edit of the first, the middle and the last of a chain of modules.
fn edits(place: &Path, program: &Path, rounds: usize) -> io::Result<Table> {
    let headings = ["1 edited", "linked by rewrite"].into_iter();
    let mut table = Table::new(headings.chain(WAYS[..4].iter().copied()));
    let root = tree::anew(place, "modules", write_modules)?;
    for (name, edited) in
        [("imported by none", 0), ("by half", MODULES / 2), ("by all", MODULES - 1)]
    {
        for way in &WAYS[..4] {
            let out = tree::anew(place, way, |out| fs::create_dir(out))?;
            for _ in 0..2 {
                tree::settle();
                measure::run(Command::new(program).arg(&root).arg(&out).args([*way, "**"]))?;
            }
        }
        let mut nth = 0;
        let file = root.join(format!("m{edited:04}.js"));
        let original = fs::read_to_string(&file)?;
        let mut samples: Vec<Samples> = WAYS[..4].iter().map(|_| Samples::default()).collect();
        for _ in 0..rounds {
            nth += 1;
            fs::write(&file, format!("{original}// {nth}\n"))?;
            tree::settle();
            for (way, samples) in WAYS[..4].iter().zip(&mut samples) {
                let mut run = Command::new(program);
                samples.push(measure::run(run.arg(&root).arg(place.join(way)).args([*way, "**"]))?);
            }
        }
        let linked = fs::read_to_string(place.join("rewrite/linked"))?;
        table.row([name.to_owned(), linked].into_iter().chain(costs(&samples)));
    }
    Ok(table)
}

/// Writes modules each of which imports the next one and one further on, beside a page.
fn write_modules(root: &Path) -> io::Result<()> {
    fs::create_dir_all(root)?;
    for nth in 0..MODULES {
        let mut text = String::new();
        for to in [nth + 1, nth + 17].into_iter().filter(|to| *to < MODULES) {
            text += &format!("import {{ f{to} }} from \"./m{to:04}.js\";\n");
        }
        text += &format!("export function f{nth}(x) {{\n  return x + {nth};\n}}\n");
        for line in 0..60 {
            text +=
                &format!("export const c{line} = (a, b) => a * {line} + b / {nth}.5; // a line\n");
        }
        fs::write(root.join(format!("m{nth:04}.js")), text)?;
    }
    fs::write(root.join("index.html"), "<script type=module src=m0000.js></script>\n")
}

/// Builds the program that calls the helper.
fn program(place: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let dir = tree::anew(place, "program", |dir| fs::create_dir_all(dir.join("src")))?;
    let manifest = format!(
        "[package]\nname = \"references\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\ninclude-components-build = {{ path = {:?}, features = [\"html\", \
         \"integrity\", \"js\"] }}\n",
        cargo::checkout()
    );
    fs::write(dir.join("Cargo.toml"), manifest)?;
    fs::copy(cargo::checkout().join("Cargo.lock"), dir.join("Cargo.lock"))?;
    fs::write(dir.join("src/main.rs"), include_str!("program.rs"))?;
    let target = place.join("target");
    cargo::run(cargo::command(&dir, &target).arg("build"))?;
    Ok(target.join("debug/references"))
}

/// Downloads a package by npm, once, and unpacks it.
fn unpacked(place: &Path, package: &str) -> io::Result<PathBuf> {
    let dir = place.join("packages").join(package.replace('@', "-"));
    if !dir.exists() {
        let temp = tree::anew(place, "download", |dir| fs::create_dir(dir))?;
        let ran = |command: &mut Command| match command.current_dir(&temp).status()?.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!("{command:?} failed"))),
        };
        ran(Command::new("npm").args(["pack", "--silent", package]))?;
        ran(Command::new("sh").args(["-c", "tar xzf *.tgz"]))?;
        fs::create_dir_all(place.join("packages"))?;
        fs::rename(temp.join("package"), &dir)?;
    }
    Ok(dir)
}

/// Returns how many files are embedded of a package, and how many bytes they have.
fn included(root: &Path, glob: &str) -> io::Result<(usize, u64)> {
    let root = glob.strip_suffix("/**").map_or(root.to_owned(), |dir| root.join(dir));
    Ok((tree::list(&root)?.len(), tree::bytes(&root)?))
}
