//! What the stages of a build cost, beside the tools that do part of the work.
//!
//! The build scripts are those that cargo compiles in its dev profile, without
//! optimisation; they are run as cargo runs them. See the README.
// It is a bench.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

mod bare;
mod plot;
mod report;
mod scene;
mod script;
mod stage;

use std::error::Error;
use std::path::Path;
use std::{env, fs, io};

use include_components_benches::options::Options;
use include_components_benches::{machine, tree};

use report::{INTRODUCTION, Measured};
use scene::Scene;
use script::Script;
use stage::{Bench, Stage};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [argument, list, out] = &arguments[..] {
        if argument == bare::ARGUMENT {
            return Ok(bare::run(Path::new(list), Path::new(out))?);
        }
    }
    let options = Options::parse(arguments, "--trees", &[100, 1_000, 10_000, 100_000])?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stages");
    fs::create_dir_all(&place)?;
    let head = format!(
        "{}; {}.",
        machine::describe(&place),
        machine::versions(&["rustc", "cargo", "git", "b3sum", "find", "sha256sum"])
    );
    println!("{head}\n");

    let scenes = scenes(&place.join("trees"), &options)?;
    let Some(smallest) = scenes.first() else { return Err("no trees to measure on".into()) };
    let mut bench = Bench {
        ours: Script::ours(&place, &smallest.still)?,
        naive: Script::naive(&place, &smallest.still)?,
        rounds: 0,
    };

    let mut measured = Vec::new();
    for scene in &scenes {
        bench.rounds = rounds(scene.files, options.quick).min(options.rounds);
        let stages = all_stages(&bench, scene)?;
        let inside = bench.inside_cargo(scene)?;
        let each = Measured { scene, stages, inside_cargo: Some(inside) };
        println!("{each}");
        measured.push(each);
    }
    let mut large = Vec::new();
    if options.large {
        bench.rounds = if options.quick { 3 } else { 7 }.min(options.rounds);
        large = large_scenes(&place.join("trees"))?;
    }
    for (scene, target) in &large {
        let each =
            Measured { scene, stages: vec![bench.large(scene, *target)?], inside_cargo: None };
        println!("{each}");
        measured.push(each);
    }
    let growth = report::growth(&measured);
    println!("{growth}");
    let load = machine::load().unwrap_or_default();
    let tables: String = measured.iter().map(|each| format!("{each}\n")).collect();
    let text = format!("{INTRODUCTION}\n{head} Load at the end {load}.\n\n{tables}{growth}");
    let directory = options.results(&place)?;
    fs::write(directory.join("stages.md"), text)?;
    let small: Vec<&Measured<'_>> =
        measured.iter().filter(|each| each.inside_cargo.is_some()).collect();
    if let Some(plot) = plot::draw(&small) {
        fs::write(directory.join("stages.svg"), plot)?;
    }
    println!("written to {}", directory.display());
    Ok(())
}

fn scenes(place: &Path, options: &Options) -> io::Result<Vec<Scene>> {
    if let Some(dir) = &options.tree {
        // Not what another run left: the directory may have changed.
        tree::remove(&place.join("given"))?;
        return Ok(vec![Scene::new(place, "given", |root| tree::copy(dir, root))?]);
    }
    let scene =
        |count: &usize| Scene::new(place, &count.to_string(), |root| tree::generate(root, *count));
    options.counts.iter().map(scene).collect()
}

/// Returns the large files, and what a first run may take, over `b3sum`.
fn large_scenes(place: &Path) -> io::Result<Vec<(Scene, f64)>> {
    let scene = |name: &str, count: u64, megabytes: u64| {
        Scene::new(place, name, |root| tree::generate_large(root, count, megabytes))
    };
    Ok(vec![(scene("10 x 100 MiB", 10, 100)?, 0.95), (scene("1 x 2 GiB", 1, 2048)?, 1.1)])
}

fn all_stages(bench: &Bench, scene: &Scene) -> io::Result<Vec<Stage>> {
    let mut stages = vec![bench.no_op(scene)?, bench.one_changed(scene)?];
    stages.push(bench.nothing_cached(scene)?);
    match bench.cold(scene) {
        Ok(cold) => stages.extend(cold),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            println!("(only root can empty the page cache: no numbers for a cold disk)");
        }
        Err(error) => return Err(error),
    }
    stages.push(bench.all_touched(scene)?);
    // Last: it leaves other files behind.
    stages.push(bench.all_changed(scene)?);
    Ok(stages)
}

fn rounds(files: usize, quick: bool) -> usize {
    match files {
        _ if quick => 5,
        ..500 => 41,
        500..5_000 => 31,
        5_000..20_000 => 21,
        _ => 9,
    }
}
