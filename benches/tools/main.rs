//! What a front end of Vite's costs a `cargo build`, and how many times node is started for
//! it: by `root_from`, by a build script that calls npm, by static-files and by vite-rs.
//!
//! All are real packages, with packages of npm's from its registry. See the README.
// It is a bench.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use include_components_benches::options::Options;
use include_components_benches::samples::Samples;
use include_components_benches::table::{Table, number};
use include_components_benches::{cargo, machine, tree};

/// A package, as a user of a crate would write it.
struct Way {
    name: &'static str,
    /// Tables of its manifest.
    dependencies: &'static str,
    build_rs: Option<&'static str>,
    main_rs: &'static str,
}

/// Ways to embed a front end, ours first.
const WAYS: [Way; 4] = [
    Way {
        name: "root_from",
        dependencies: OURS,
        build_rs: Some(include_str!("root_from.rs")),
        main_rs: MAIN,
    },
    Way {
        name: "npm in build.rs",
        dependencies: OURS,
        build_rs: Some(include_str!("npm.rs")),
        main_rs: MAIN,
    },
    Way {
        name: "static-files",
        dependencies: "[dependencies]\nstatic-files = \"0.3\"\n\
                       [build-dependencies]\nstatic-files = \"0.3\"\n",
        build_rs: Some(include_str!("static_files.rs")),
        main_rs: "mod edited;\ninclude!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\"));\n\
                  fn main() {\n    println!(\"{}\", generate().len());\n}\n",
    },
    // In debug builds it embeds nothing without this feature, and starts Vite's server.
    Way {
        name: "vite-rs",
        dependencies: "[dependencies.vite-rs]\nversion = \"0.3\"\nfeatures = [\"debug-prod\"]\n",
        build_rs: None,
        main_rs: "mod edited;\n#[derive(vite_rs::Embed)]\n#[root = \"./web\"]\nstruct Web;\n\
                  fn main() {\n    println!(\"{}\", Web::iter().count());\n}\n",
    },
];

/// One without a front end.
const EMPTY: Way = Way {
    name: "an empty crate",
    dependencies: "",
    build_rs: None,
    main_rs: "mod edited;\nfn main() {}\n",
};

const OURS: &str = "[dependencies]\ninclude-components = { path = \"CHECKOUT/runtime\" }\n\
    [build-dependencies]\ninclude-components-build = { path = \"CHECKOUT\" }\n";

const MAIN: &str = "mod edited;\nfn main() {\n    \
    println!(\"{}\", include_components::include_components!().len());\n}\n";

/// What is done before a build, and which build.
type Case = (&'static str, fn(&Path, usize) -> io::Result<()>, &'static str);

/// What was measured of a case: of each package the samples, and the node processes.
type Row = (&'static str, Vec<(String, Samples)>, Vec<usize>);

const CASES: [Case; 4] = [
    ("nothing changed", |_, _| Ok(()), "build"),
    (
        "a `.rs` edited",
        |dir, nth| write(&dir.join("src/edited.rs"), &format!("// {nth}\n")),
        "build",
    ),
    ("a source of the front end edited", edit, "build"),
    ("`cargo check` after a build", |_, _| Ok(()), "check"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let (options, []) = Options::parse_lists(env::args().skip(1), [])?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tools");
    fs::create_dir_all(&place)?;
    let versions = machine::versions(&["rustc", "cargo", "node", "npm"]);
    let head = format!("{}; {versions}.", machine::describe(&place));
    let ways = WAYS.iter().chain([&EMPTY]);
    for way in ways.clone() {
        write_package(&tree::anew(&place, way.name, |dir| fs::create_dir(dir))?, way)?;
    }
    let names: Vec<&'static str> = ways.map(|way| way.name).collect();
    let rounds = options.rounds.min(if options.quick { 2 } else { 10 });
    let mut rows = Vec::new();
    for (case, before, command) in CASES {
        let samples = cargo::after_changes(&place, &names, rounds, command, before)?;
        let mut nodes = Vec::new();
        for name in &names {
            before(&place.join(name), 1000)?;
            tree::settle();
            nodes.push(count(&place.join(name), &place, command)?);
        }
        rows.push((case, samples, nodes));
    }
    let text = report(&head, rounds, &rows, &vite(&place, rounds)?);
    println!("{text}");
    let directory = options.results(&place)?;
    fs::write(directory.join("tools.md"), text)?;
    Ok(())
}

/// Returns how many node processes a build starts, by the kernel's account.
fn count(dir: &Path, place: &Path, command: &str) -> io::Result<usize> {
    let log = place.join("strace");
    let mut strace = cargo::around("strace", dir, &place.join("target"));
    strace.args(["-f", "-qq", "-e", "trace=execve", "-e", "status=successful", "-o"]).arg(&log);
    cargo::run(strace.arg(env::var_os("CARGO").unwrap_or("cargo".into())).arg(command))?;
    let log = fs::read_to_string(log)?;
    Ok(log.lines().filter(|line| line.contains("/node\", [")).count())
}

/// Measures `vite build` alone.
fn vite(place: &Path, rounds: usize) -> io::Result<Samples> {
    let web = place.join(WAYS[1].name).join("web");
    let mut samples = Samples::default();
    for _ in 0..rounds {
        let mut vite = Command::new(web.join("node_modules/.bin/vite"));
        vite.args(["build", "--outDir", "/dev/shm/include-components-vite", "--emptyOutDir"]);
        samples.push(cargo::run(vite.current_dir(&web))?);
    }
    Ok(samples)
}

/// Changes the text of the page.
fn edit(dir: &Path, nth: usize) -> io::Result<()> {
    let source = dir.join("web/src/main.jsx");
    match source.is_file() {
        true => write(&source, &main_jsx(nth)),
        false => Ok(()),
    }
}

fn report(head: &str, rounds: usize, rows: &[Row], vite: &Samples) -> String {
    let mut titles = vec!["".to_owned(), "an empty crate, s".to_owned()];
    for (nth, Way { name, .. }) in WAYS.iter().enumerate() {
        let unit = if nth == 0 { "s" } else { "times" };
        titles.extend([format!("{name}, {unit}"), "node".to_owned()]);
    }
    let mut table = Table::new(titles);
    for (case, samples, nodes) in rows {
        let [(_, ours), others @ .., (_, empty)] = samples.as_slice() else { continue };
        let mut row = vec![(*case).to_owned(), number(empty.wall()), number(ours.wall())];
        row.push(nodes[0].to_string());
        for ((_, other), nodes) in others.iter().zip(&nodes[1..]) {
            row.extend([number(other.wall_over(ours)), nodes.to_string()]);
        }
        table.row(row);
    }
    format!(
        "# A front end of Vite's, measured\n\n\
         Written by `cargo bench -p include-components-benches --bench tools`; what it measures is in \
         [`../README.md`](../README.md).\n\n{head} {rounds} rounds. `vite build` alone takes {} s.\n\n\
         Of `cargo build`: seconds of wall time, of the others how many times ours; medians, as that of Vite. \
         And how many node processes it starts.\n\n{table}",
        number(vite.wall())
    )
}

/// Writes a package, and unless it embeds nothing a front end whose packages are there.
fn write_package(dir: &Path, way: &Way) -> Result<(), Box<dyn Error>> {
    let Way { name, dependencies, build_rs, main_rs } = way;
    let checkout = cargo::checkout();
    let name = name.replace(['_', '.', ' '], "-");
    let dependencies = dependencies.replace("CHECKOUT", &checkout.to_string_lossy());
    let manifest = format!(
        "[package]\nname = \"front-end-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         {dependencies}[workspace]\n"
    );
    write(&dir.join("Cargo.toml"), &manifest)?;
    fs::copy(checkout.join("Cargo.lock"), dir.join("Cargo.lock"))?;
    write(&dir.join("src/edited.rs"), "")?;
    write(&dir.join("src/main.rs"), main_rs)?;
    if let Some(build_rs) = build_rs {
        write(&dir.join("build.rs"), build_rs)?;
    }
    if dependencies.is_empty() {
        return Ok(());
    }
    let web = dir.join("web");
    for (path, text) in WEB {
        write(&web.join(path), text)?;
    }
    write(&web.join("src/main.jsx"), &main_jsx(0))?;
    let args = ["install", "--no-audit", "--no-fund"];
    let npm = Command::new("npm").args(args).current_dir(&web).output()?;
    match npm.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&npm.stderr).into()),
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(path.parent().map(PathBuf::from).unwrap_or_default())?;
    fs::write(path, text)
}

/// Returns a text that no earlier run of the bench has left in the cache.
fn main_jsx(nth: usize) -> String {
    let run = std::process::id();
    format!(
        "import {{ createRoot }} from \"react-dom/client\";\n\n\
         createRoot(document.getElementById(\"root\")).render(<h1>Edit {nth} of {run}</h1>);\n"
    )
}

const WEB: [(&str, &str); 4] = [
    (
        "package.json",
        "{\n  \"name\": \"front-end\",\n  \"private\": true,\n  \"type\": \"module\",\n  \
         \"scripts\": { \"build\": \"vite build\" },\n  \
         \"dependencies\": { \"react\": \"19.2.0\", \"react-dom\": \"19.2.0\" },\n  \
         \"devDependencies\": { \"@vitejs/plugin-react\": \"6.0.0\", \"vite\": \"8.0.0\" }\n}\n",
    ),
    (
        "vite.config.js",
        "import { defineConfig } from \"vite\";\nimport react from \"@vitejs/plugin-react\";\n\n\
         export default defineConfig({ plugins: [react()] });\n",
    ),
    (
        "index.html",
        "<!doctype html>\n<title>A page</title>\n<div id=\"root\"></div>\n\
         <script type=\"module\" src=\"/src/main.jsx\"></script>\n",
    ),
    (".gitignore", "node_modules\ndist\n"),
];
