//! What cargo does not see: files that keep old times start rustc at most, which
//! must not compile an old set in silence. The README has a line for each test.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use walkdir::WalkDir;

use crate::harness::{MAIN, Output, Project, build_rs, manifest, program, run_program, target_dir};
use crate::listing::{self, assert_same};

/// The components and `build.rs`, as old as a checkout is.
fn project(name: &'static str) -> Project {
    let project = Project::new(name);
    project.write("components/index.html", "old");
    project.write("components/css/site.css", "a{}");
    age(&project, "", 1);
    project
}

/// Gives all below a path a time, some hours ago.
fn age(project: &Project, path: &str, hours: u64) {
    let time = SystemTime::now() - Duration::from_secs(hours * 3600);
    for entry in WalkDir::new(project.path(path)).contents_first(true) {
        let entry = entry.unwrap();
        if !entry.path_is_symlink() {
            File::open(entry.path()).unwrap().set_modified(time).unwrap();
        }
    }
}

/// Copies as `cp -a` and `tar` do: times of files and of directories are kept.
fn copy_with_times(project: &Project, from: &str, to: &str) {
    let (from, to) = (project.path(from).join("."), project.path(to));
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// Starts rustc, and not the build script.
fn edit_program(project: &Project) {
    project.write("src/main.rs", format!("{MAIN}// {:?}\n", SystemTime::now()));
}

#[track_caller]
fn assert_told(built: &Output, expected: &str) {
    assert!(!built.ran_build_script(""), "cargo saw it by itself:\n{}", built.stderr);
    let error = built.stderr.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
    assert!(error.contains(expected), "{}", built.stderr);
    assert!(error.ends_with("touch build.rs and build again"), "{error}");
}

/// Builds after the remedy, and compares.
#[track_caller]
fn touch(project: &Project) {
    File::open(project.path("build.rs")).unwrap().set_modified(SystemTime::now()).unwrap();
    assert_same(&project.embedded(), &project.on_disk("components"));
}

/// The pattern of the README's Dockerfile, without docker: a layer with an empty
/// folder and a dummy program, then the real files with their times.
#[test]
fn layers_of_an_image() {
    let project = Project::new("it-layers");
    project.write("real/index.html", "real");
    project.write("real/css/site.css", "a{}");
    fs::create_dir(project.path("components")).unwrap();
    project.write("src/main.rs", "fn main() {}");
    age(&project, "", 1);
    age(&project, "real", 48);
    project.build();
    copy_with_times(&project, "real", "components");
    edit_program(&project);
    assert_told(&project.cargo(&["build"]).failure(), "`components/css/site.css` is new");
    // What the Dockerfile of the README does.
    touch(&project);
    assert_eq!(project.on_disk("components").len(), 2);
}

/// The same with dependencies cooked by a dummy build script, as cargo-chef does.
#[test]
fn layers_with_a_dummy_build_script() {
    let project = Project::new("it-chef");
    project.write("src/main.rs", "fn main() {}");
    project.write("build.rs", "fn main() {}");
    project.write("real/index.html", "real");
    age(&project, "", 1);
    age(&project, "real", 48);
    project.build();
    project.write("build.rs", crate::harness::BUILD);
    project.write("src/main.rs", MAIN);
    fs::create_dir(project.path("components")).unwrap();
    copy_with_times(&project, "real", "components");
    touch(&project);
    assert_eq!(project.on_disk("components").len(), 1);
}

/// Replaced, new or gone; each is an error as soon as rustc runs.
#[test]
fn trees_that_are_replaced_with_their_times() {
    let project = project("it-replaced");
    project.write("spare/index.html", "new");
    project.write("spare/css/site.css", "a{}");
    project.write("spare/more/a.txt", "");
    project.build();
    let replace: [(&str, &dyn Fn()); 3] = [
        ("`components/index.html` has changed", &|| {
            // The same lengths: the bytes decide.
            copy_with_times(&project, "spare", "components");
            fs::remove_dir_all(project.path("components/more")).unwrap();
        }),
        ("`components/more/a.txt` is new", &|| copy_with_times(&project, "spare", "components")),
        ("`components/more/` is gone", &|| {
            fs::remove_dir_all(project.path("components/more")).unwrap();
        }),
    ];
    for (expected, replace) in replace {
        replace();
        age(&project, "components", 3);
        edit_program(&project);
        assert_told(&project.cargo(&["build"]).failure(), expected);
        touch(&project);
    }
}

/// Moved away and back, copied, restored with whole seconds: the same set.
#[test]
fn a_restored_tree_is_no_error() {
    let project = project("it-restored");
    let first = project.embedded();
    let restore: [(&str, &dyn Fn()); 4] = [
        ("nothing", &|| ()),
        ("copied", &|| {
            let spare = project.path("spare");
            drop(fs::remove_dir_all(&spare));
            fs::create_dir(&spare).unwrap();
            copy_with_times(&project, "components", "spare");
            fs::remove_dir_all(project.path("components")).unwrap();
            fs::rename(&spare, project.path("components")).unwrap();
        }),
        ("with other times", &|| age(&project, "components", 30)),
        ("with a change time alone", &|| {
            let dir = project.path("components");
            let mut permissions = fs::metadata(&dir).unwrap().permissions();
            permissions.set_readonly(true);
            fs::set_permissions(&dir, permissions.clone()).unwrap();
            #[allow(clippy::permissions_set_readonly_false, reason = "it was writable before")]
            permissions.set_readonly(false);
            fs::set_permissions(&dir, permissions).unwrap();
        }),
    ];
    for (how, restore) in restore {
        restore();
        edit_program(&project);
        let built = project.build();
        assert!(built.ran_rustc("it_restored") && !built.ran_build_script("it-restored"), "{how}");
        assert_same(&listing::parse(&project.run("debug")), &first);
    }
}

/// Neither the script nor rustc is started, so nothing can be said: a test of the
/// user's own finds it.
#[test]
fn without_rustc_only_a_comparison_finds_it() {
    let project = project("it-invisible");
    let test = r#"#[test]
fn embedded_is_what_is_on_disk() {
    let components = include_components::include_components!();
    let embedded = components.iter().map(|it| (it.path(), it.digest()));
    include_components_build::Build::new().root("components").verify(embedded).unwrap();
}
"#;
    project.write("tests/embedded.rs", test);
    let build = crate::harness::dependency(".");
    let dev = format!("[dev-dependencies]\ninclude-components-build = {build}");
    project.write("Cargo.toml", manifest("it-invisible", &dev));
    age(&project, "", 1);
    project.build();
    project.cargo(&["test"]).success();
    // In place, so that no directory changes.
    project.write("components/index.html", "new");
    age(&project, "components/index.html", 2);
    let built = project.build();
    assert!(built.runs().next().is_none(), "{}", built.stderr);
    assert_ne!(listing::parse(&project.run("debug")), project.on_disk("components"));
    // The directory is as it was, so that the macro sees no difference either.
    edit_program(&project);
    let built = project.build();
    assert!(built.ran_rustc("it_invisible") && !built.ran_build_script("it-invisible"));
    assert_ne!(listing::parse(&project.run("debug")), project.on_disk("components"));
    let tested = project.cargo(&["test"]).failure();
    let expected = "embedded with other bytes than there are now: \"index.html\": touch build.rs";
    assert!(tested.stdout.contains(expected), "{}", tested.stdout);
    touch(&project);
    project.cargo(&["test"]).success();
}

/// An edit while the build runs makes cargo run the script next time.
#[test]
fn an_edit_while_the_build_runs_is_no_error() {
    let project = project("it-meanwhile");
    project.write(
        "build.rs",
        r#"fn main() -> Result<(), include_components_build::Error> {
    include_components_build::compile("components")?;
    // In a later tick of the file system's clock than the start of this script.
    std::thread::sleep(std::time::Duration::from_millis(50));
    std::fs::write("components/later.txt", "written while the build runs").unwrap();
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
"#,
    );
    let built = project.build();
    assert!(built.ran_rustc("it_meanwhile"), "{}", built.stderr);
    project.write("build.rs", crate::harness::BUILD);
    assert_same(&project.embedded(), &project.on_disk("components"));
}

/// However many macros there are; and what is left out is no difference.
#[test]
fn one_error_a_set_and_none_for_what_is_left_out() {
    let project = project("it-left-out");
    project.write("build.rs", build_rs(r#".root("components").exclude("*.{bak,tmp}")"#));
    age(&project, "build.rs", 1);
    project.build();
    project.write("components/css/.DS_Store", "");
    project.write("components/a.bak", "");
    project.write("components/.git/x.css", "");
    age(&project, "components", 2);
    edit_program(&project);
    let built = project.build();
    assert!(!built.ran_build_script("it-left-out"), "{}", built.stderr);
    fs::remove_file(project.path("components/index.html")).unwrap();
    age(&project, "components", 2);
    edit_program(&project);
    assert_told(&project.cargo(&["build"]).failure(), "`components/index.html` is gone");
}

/// By both routes, in libraries and programs, by each macro.
#[test]
fn dep_info_names_the_set_file() {
    for (name, embed) in [("it-dep-include", "Include"), ("it-dep-link", "Link")] {
        let project = Project::new(name);
        project
            .write("build.rs", build_rs(&format!(r#".root("components").embed(Embed::{embed})"#)));
        project.write("components/a.txt", "one");
        let lib = "pub static SET: &include_components::Components = include_components::include_components!();\n";
        project.write("src/lib.rs", lib);
        let one =
            "fn main() { println!(\"{}\", include_components::component!(\"a.txt\").digest()) }";
        project.write("src/bin/one.rs", one);
        project.write("src/bin/module.rs", "include_components::include_components!(mod ui);\nfn main() { ui::COMPONENTS.len(); }\n");
        project.build();
        let deps = target_dir().join("debug/deps");
        let mut targets = 0;
        for entry in fs::read_dir(deps).unwrap().map(|entry| entry.unwrap().path()) {
            let file = entry.file_name().unwrap().to_str().unwrap().to_owned();
            let of_target = [&name.replace('-', "_"), "one", "module"];
            let is_ours = of_target.iter().any(|it| file.starts_with(&format!("{it}-")));
            let text = fs::read_to_string(&entry).unwrap_or_default();
            if file.ends_with(".d") && is_ours && text.contains(&format!("/{name}-")) {
                targets += 1;
                assert!(text.contains("components.set"), "{file}: {text}");
                assert!(!text.contains(".roots"), "{file}: {text}");
            }
        }
        assert!(targets >= 3, "{targets} targets of {name}");
        let one = run_program(&program("debug", "one"));
        assert!(one.starts_with(blake3::hash(b"one").to_string().as_bytes()));
    }
}

/// A script that makes its components runs once, wherever it puts them.
#[test]
fn generated_roots_do_not_run_the_script_in_each_build() {
    let generated = [
        ("it-made-out", r#"&format!("{}/dist", std::env::var("OUT_DIR").unwrap())"#, 1),
        ("it-made-in", r#""components/generated""#, 2),
    ];
    for (name, dir, runs) in generated {
        let project = Project::new(name);
        let script = format!(
            r#"fn main() -> Result<(), include_components_build::Error> {{
    let dir = std::path::PathBuf::from({dir});
    std::fs::create_dir_all(dir.join("js")).unwrap();
    std::fs::write(dir.join("index.html"), "<html>").unwrap();
    std::fs::write(dir.join("js/app.js"), std::fs::read("app.js").unwrap()).unwrap();
    println!("cargo::rerun-if-changed=app.js");
    println!("cargo::rerun-if-changed=build.rs");
    include_components_build::compile(dir)?;
    Ok(())
}}
"#
        );
        project.write("build.rs", script);
        project.write("app.js", "alert(1)");
        age(&project, "", 1);
        for edit in ["alert(2)", "alert(3)"] {
            let ran = (0..4).map(|_| project.build().ran_build_script(name));
            let ran: Vec<bool> = ran.collect();
            let last = ran.iter().rposition(|ran| *ran).map_or(0, |at| at + 1);
            assert!(last <= runs + 1, "{name}: {ran:?}");
            project.write("app.js", edit);
            let digest = blake3::hash(edit.as_bytes()).to_string();
            let embedded = project.embedded();
            let js = embedded.iter().find(|item| item.path.ends_with("app.js"));
            assert_eq!(js.map(|item| &item.digest), Some(&digest), "{name}");
        }
    }
}

/// By a cleaner, or a cache of CI that drops files: cargo believes the script has run.
#[test]
fn lost_files_of_out_dir_are_told_with_the_remedy() {
    let project = Project::new("it-lost");
    project.write("build.rs", build_rs(r#".root("components").embed(Embed::Link)"#));
    project.write("components/a.txt", "a");
    age(&project, "", 1);
    project.build();
    let out = || {
        // Other tests remove what is theirs meanwhile.
        let built = WalkDir::new(target_dir().join("debug/build")).into_iter().flatten();
        let mut sets = built.filter(|it| {
            it.file_name() == "components.set" && it.path().to_str().unwrap().contains("/it-lost-")
        });
        sets.next().unwrap().path().parent().unwrap().to_owned()
    };
    let remove = |out: &Path, extension: &str| {
        for entry in fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.to_str().unwrap().ends_with(extension) {
                fs::remove_file(entry).unwrap();
            }
        }
    };
    // The last is all that is there.
    for (lost, expected) in [
        (".a", ".a is gone, which"),
        (".set", "components.set is gone, which"),
        ("", "or it is gone"),
    ] {
        remove(&out(), lost);
        edit_program(&project);
        let failed = project.cargo(&["build"]).failure();
        let told = failed.stderr.lines().find(|line| line.starts_with("error: ")).unwrap();
        assert!(
            told.contains(expected) && told.contains("touch build.rs and build again"),
            "{told}"
        );
        touch(&project);
    }
}
