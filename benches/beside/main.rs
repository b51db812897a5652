//! What an edit of a component costs a large crate that embeds it, beside one that is
//! given the set by a small crate.
//!
//! Both are real crates, built by the cargo that runs the bench. See the README.
// It is a bench.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

use include_components_benches::options::Options;
use include_components_benches::samples::Samples;
use include_components_benches::table::{Table, number};
use include_components_benches::{cargo, machine, tree};

/// How many functions the large crate has, each of some twenty lines.
const FUNCTIONS: usize = 3_000;

/// How many files are embedded.
const FILES: usize = 200;

const COMMANDS: [&str; 2] = ["check", "build"];

fn main() -> Result<(), Box<dyn Error>> {
    let (options, []) = Options::parse_lists(env::args().skip(1), [])?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("beside");
    fs::create_dir_all(&place)?;
    let head =
        format!("{}; {}.", machine::describe(&place), machine::versions(&["rustc", "cargo"]));
    let components = tree::anew(&place, "components", |root| tree::generate(root, FILES))?;
    let large = large_crate();
    write_embedding(
        &tree::anew(&place, "embedding", |dir| fs::create_dir(dir))?,
        &components,
        &large,
    )?;
    write_beside(&tree::anew(&place, "beside", |dir| fs::create_dir(dir))?, &components, &large)?;
    let rounds = options.rounds.min(if options.quick { 2 } else { 10 });
    let mut rows = Vec::new();
    for command in COMMANDS {
        let change = |dir: &Path, nth| edit(&dir.join("components"), nth);
        let names = ["embedding", "beside"];
        rows.push((command, cargo::after_changes(&place, &names, rounds, command, change)?));
    }
    let text = report(&head, rounds, &rows);
    println!("{text}");
    let directory = options.results(&place)?;
    fs::write(directory.join("beside.md"), text)?;
    Ok(())
}

/// Changes the first component.
fn edit(root: &Path, nth: usize) -> io::Result<()> {
    let first = tree::list(root)?.into_iter().next().unwrap_or_default();
    fs::write(root.join(first), format!("<p>edit {nth}</p>\n"))
}

fn report(head: &str, rounds: usize, rows: &[(&str, Vec<(String, Samples)>)]) -> String {
    let mut table =
        Table::new(["after an edit of one component", "embedding", "beside", "saved", "ratio"]);
    for (command, samples) in rows {
        let [(_, embedding), (_, beside)] = samples.as_slice() else { continue };
        table.row([
            format!("`cargo {command}`"),
            number(embedding.cpu()),
            number(beside.cpu()),
            number(embedding.cpu() - beside.cpu()),
            number(beside.cpu_over(embedding)),
        ]);
    }
    format!(
        "# Components in a package of their own, measured\n\n\
         Written by `cargo bench -p include-components-benches --bench beside`; what it measures is \
         in [`../README.md`](../README.md).\n\n{head} {rounds} rounds.\n\n\
         CPU seconds of cargo and all that it starts; medians.\n\n{table}"
    )
}

/// Returns the source of a large crate: many functions, all different and all used.
fn large_crate() -> String {
    let mut text = String::new();
    for nth in 0..FUNCTIONS {
        let _ = write!(
            text,
            "fn f{nth}(paths: &mut Vec<String>, seed: u64) -> u64 {{
    let mut map = std::collections::BTreeMap::new();
    for at in 0..seed % 7 {{
        map.insert(format!(\"{{at}}-{nth}\"), at.wrapping_mul({}));
    }}
    paths.extend(map.keys().filter(|key| key.len() as u64 > seed % 5).cloned());
    map.values().fold(seed, |sum, value| sum.rotate_left({}) ^ value)
}}\n",
            nth * 7919 + 1,
            nth % 63 + 1,
        );
    }
    text += "pub fn run(components: &'static include_components::Components) -> u64 {\n";
    text += "    let mut paths: Vec<String> = components.iter().map(|it| it.path().to_owned()).collect();\n";
    text += "    let mut sum = 0;\n";
    for nth in 0..FUNCTIONS {
        let _ = writeln!(text, "    sum ^= f{nth}(&mut paths, sum + {nth});");
    }
    text += "    sum ^ paths.len() as u64\n}\n";
    text
}

const BUILD: &str = "fn main() -> Result<(), include_components_build::Error> {
    include_components_build::compile(\"components\")?;
    Ok(())
}\n";

/// One crate has all.
fn write_embedding(dir: &Path, components: &Path, large: &str) -> io::Result<()> {
    let main = "fn main() { println!(\"{}\", run(include_components::include_components!())); }\n";
    package(dir, "embedding", &[RUN_TIME], true)?;
    fs::write(dir.join("src/main.rs"), format!("{large}{main}"))?;
    tree::copy(components, &dir.join("components"))
}

/// The large crate is a library that is given the set; a small one has it; a third, the
/// program, has both.
fn write_beside(dir: &Path, components: &Path, large: &str) -> io::Result<()> {
    package(dir, "beside", &["app = { path = \"app\" }", "web = { path = \"web\" }"], false)?;
    fs::write(dir.join("src/main.rs"), "fn main() { println!(\"{}\", app::run(web::WEB)); }\n")?;
    let (app, web) = (dir.join("app"), dir.join("web"));
    package(&app, "app", &[RUN_TIME], false)?;
    fs::write(app.join("src/lib.rs"), large)?;
    package(&web, "web", &[RUN_TIME], true)?;
    let set = "pub static WEB: &include_components::Components = include_components::include_components!();\n";
    fs::write(web.join("src/lib.rs"), set)?;
    tree::copy(components, &web.join("components"))?;
    // Where `edit` looks for them.
    std::os::unix::fs::symlink("web/components", dir.join("components"))
}

const RUN_TIME: &str = "include-components = { path = \"CHECKOUT/runtime\" }";

/// Writes the manifest of a package, and its build script if it embeds.
fn package(dir: &Path, name: &str, dependencies: &[&str], embeds: bool) -> io::Result<()> {
    fs::create_dir_all(dir.join("src"))?;
    let workspace = if dir.join("../Cargo.toml").exists() { "" } else { "[workspace]\n" };
    let helper = "[build-dependencies]\ninclude-components-build = { path = \"CHECKOUT\" }\n";
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{}\n{}{workspace}",
        dependencies.join("\n"),
        if embeds { helper } else { "" },
    );
    let checkout = cargo::checkout().to_string_lossy();
    fs::write(dir.join("Cargo.toml"), manifest.replace("CHECKOUT", &checkout))?;
    if embeds {
        fs::write(dir.join("build.rs"), BUILD)?;
    }
    Ok(())
}
