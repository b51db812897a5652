//! Cargo runs the build script after a change of the tree, and only then.
//!
//! No step sleeps. A change that a test makes is later than the build before
//! it, as each build takes longer than the clock's tick.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::harness::{Project, build_rs};
use crate::listing::{self, assert_same};

/// Changes the tree of a project.
type Change<'a> = &'a dyn Fn(&Project);

#[test]
fn every_change_of_the_tree_is_noticed_and_nothing_else() {
    let project = Project::new("it-watch");
    project.write("components/button.html", "<button/>");
    project.write("components/css/site.css", "a{}");
    project.write("components/icons/close.svg", "<svg/>");
    project.write("components/old.txt", "to be renamed");
    fs::create_dir(project.path("components/empty")).unwrap();
    age(&project);
    assert_same(&project.embedded(), &project.on_disk("components"));
    assert_fresh(&project);

    project.write("src/main.rs", format!("{}// edited\n", crate::harness::MAIN));
    let edited = project.build();
    assert!(!edited.ran_build_script("it-watch"), "an edit of the program:\n{}", edited.stderr);
    assert!(edited.ran_rustc("it_watch"), "{}", edited.stderr);

    let changes: &[(&str, Change<'_>)] = &[
        ("edited", &|it| it.write("components/button.html", "<button>edited</button>")),
        ("edited, same length", &|it| it.write("components/css/site.css", "b{}")),
        ("emptied", &|it| it.write("components/css/site.css", "")),
        ("new", &|it| it.write("components/added.txt", "added")),
        ("new in a directory", &|it| it.write("components/icons/open.svg", "<svg>open</svg>")),
        ("first in an empty directory", &|it| it.write("components/empty/first.txt", "1")),
        ("new directories", &|it| it.write("components/x/y/z.txt", "z")),
        ("renamed", &|it| it.rename("components/old.txt", "components/new.txt")),
        ("moved", &|it| it.rename("components/icons", "components/x/icons")),
        ("swapped", &|it| {
            it.rename("components/new.txt", "components/swap");
            it.rename("components/added.txt", "components/new.txt");
            it.rename("components/swap", "components/added.txt");
        }),
        ("deleted", &|it| it.remove("components/x/icons/close.svg")),
        ("a directory deleted", &|it| it.remove("components/empty")),
        ("a directory of a file", &|it| {
            it.remove("components/button.html");
            it.write("components/button.html/inside.txt", "re-typed");
        }),
        ("a file of a directory", &|it| {
            it.remove("components/x");
            it.write("components/x", "re-typed");
        }),
    ];
    for (name, change) in changes {
        let before = project.on_disk("components");
        change(&project);
        let on_disk = project.on_disk("components");
        assert_ne!(before, on_disk, "{name}: the test changes the tree");
        let built = project.build();
        assert!(built.ran_build_script("it-watch"), "{name}:\n{}", built.stderr);
        assert_eq!(listing::parse(&project.run("debug")), on_disk, "{name}");
    }
    settle(&project);
    assert_fresh(&project);
}

/// Replacing a file by one that is older than the last build is seen, as the
/// directory changes; so is a file whose name alone is new.
#[test]
fn older_files_that_replace_others_are_noticed() {
    let project = Project::new("it-older");
    project.write("components/a/one.txt", "one");
    project.write("spare/one.txt", "two");
    project.write("spare/three.txt", "three");
    age(&project);
    project.build();
    project.rename("spare/one.txt", "components/a/one.txt");
    let built = project.build();
    assert!(built.ran_build_script("it-older"), "{}", built.stderr);
    assert_same(&listing::parse(&project.run("debug")), &project.on_disk("components"));
    project.rename("spare/three.txt", "components/a/three.txt");
    assert_same(&project.embedded(), &project.on_disk("components"));
}

/// What is outside of the root but belongs to the set is watched as well.
#[cfg(unix)]
#[test]
fn targets_of_links_are_watched() {
    use std::os::unix::fs::symlink;

    let project = Project::new("it-beyond");
    project.write("build.rs", build_rs(r#".root("components").links(Links::Anywhere)"#));
    project.write("outside/file.txt", "outside");
    project.write("outside/directory/file.txt", "outside, in a directory");
    project.write("components/inside.txt", "inside");
    symlink("../outside/file.txt", project.path("components/a.txt")).unwrap();
    symlink("../outside/directory", project.path("components/b")).unwrap();
    symlink("inside.txt", project.path("components/c.txt")).unwrap();
    age(&project);
    assert_same(&project.embedded(), &project.on_disk("components"));
    assert_eq!(project.on_disk("components").len(), 4, "the links lead to files");
    assert_fresh(&project);

    for (path, contents) in [
        ("outside/file.txt", "outside, edited"),
        ("outside/directory/file.txt", "outside, in a directory, edited"),
        ("outside/directory/new.txt", "outside, in a directory, new"),
    ] {
        project.write(path, contents);
        assert_same(&project.embedded(), &project.on_disk("components"));
    }
    project.remove("components/c.txt");
    symlink("a.txt", project.path("components/c.txt")).unwrap();
    assert_same(&project.embedded(), &project.on_disk("components"));
}

#[test]
fn a_root_that_appears_is_noticed() {
    let project = Project::new("it-appears");
    project.write("build.rs", build_rs(r#".root("components").root("later").allow_missing()"#));
    assert_same(&project.embedded(), &[]);
    project.write("later/at-last.txt", "the root is there");
    assert_same(&project.embedded(), &project.on_disk("later"));
    project.write("components/and-this.txt", "and the other one");
    project.remove("later");
    assert_same(&project.embedded(), &project.on_disk("components"));
}

/// With `INCLUDE_COMPONENTS_EXPLAIN` cargo says why each component was built, and no
/// longer than it is asked to.
#[test]
fn the_log_says_why() {
    let project = Project::new("it-why");
    project.write("components/a.txt", "a");
    project.write("components/b.txt", "b");
    age(&project);
    let build =
        |log| project.cargo_with(&["build"], &[("INCLUDE_COMPONENTS_EXPLAIN", log)]).success();
    let first = build("1").stderr;
    assert!(first.contains("a.txt: new") && first.contains("b.txt: new"), "{first}");
    project.write("components/b.txt", "edited");
    let second = build("1").stderr;
    assert!(second.contains("b.txt: its content changed"), "{second}");
    assert!(!second.contains("a.txt:"), "{second}");
    let quiet = build("0").stderr;
    assert!(!quiet.contains(".txt: "), "{quiet}");
}

/// A build script may print what it likes before, an unfinished line too.
#[test]
fn a_line_that_the_build_script_left_unfinished_swallows_no_directive() {
    let project = Project::new("it-unfinished");
    let print = r#"print!("embedding ... "); include_components_build::compile"#;
    let script = crate::harness::BUILD.replace("include_components_build::compile", print);
    project.write("build.rs", script.replace("    Ok(())", "    println!(\"done\");\n    Ok(())"));
    project.write("components/a.txt", "one");
    age(&project);
    project.build();
    assert_fresh(&project);
    project.write("components/a.txt", "two");
    assert_same(&project.embedded(), &project.on_disk("components"));
}

/// Cargo refuses `cargo::` in a package that wants a Rust without it.
#[test]
fn a_package_that_wants_an_old_rust_is_served_as_any_other() {
    let project = Project::new("it-old-rust");
    let old = crate::harness::manifest("it-old-rust", "")
        .replace("edition = \"2024\"", "edition = \"2021\"\nrust-version = \"1.70\"");
    project.write("Cargo.toml", old);
    project.write("components/a.txt", "one");
    age(&project);
    assert_same(&project.embedded(), &project.on_disk("components"));
    assert_fresh(&project);
    project.write("components/a.txt", "two");
    assert_same(&project.embedded(), &project.on_disk("components"));
    project.remove("components");
    let failed = project.cargo(&["build"]).failure();
    let error = "  error: there is no directory \"components\": create it";
    assert!(failed.stderr.contains(error), "{}", failed.stderr);
}

/// Cargo runs the script each time, and says nothing of its reason.
#[test]
fn files_from_the_future_are_named_with_the_remedy() {
    let project = Project::new("it-future");
    for name in ["a.txt", "b/c.txt", "b/d.txt", "e.txt", "old.txt"] {
        project.write(Path::new("components").join(name), name);
    }
    age(&project);
    let time = |path: &str, time| {
        let file = File::options().append(true).open(project.path("components").join(path));
        file.unwrap().set_modified(time).unwrap();
    };
    let future = ["a.txt", "b/c.txt", "b/d.txt", "e.txt"];
    let later = SystemTime::now() + Duration::from_secs(48 * 3600);
    future.iter().for_each(|path| time(path, later));
    for _ in 0..2 {
        let built = project.build();
        assert!(built.ran_build_script("it-future"), "{}", built.stderr);
        let named: Vec<_> = built.stderr.lines().filter(|it| it.contains("the future")).collect();
        let [line] = named[..] else { panic!("{}", built.stderr) };
        let names = r#"each build: "components/a.txt", "components/b/c.txt", "components/b/d.txt", and 1 more; `touch`"#;
        assert!(line.contains(names), "{line}");
    }
    future.iter().for_each(|path| time(path, SystemTime::now()));
    let built = project.build();
    assert!(!built.stderr.contains("the future"), "{}", built.stderr);
    settle(&project);
    assert_fresh(&project);
}

/// Fails the test unless `cargo build` has nothing to do.
#[track_caller]
fn assert_fresh(project: &Project) {
    let stderr = project.build().stderr;
    assert!(!stderr.contains("Running `"), "there is nothing to do:\n{stderr}");
}

/// Builds once more if files were so new that the last run could not tell.
///
/// A file that was written within a tick of the clock before a run may change
/// again within that tick, so the run asks cargo to come back next time.
fn settle(project: &Project) {
    project.build();
}

/// Makes all files and directories an hour old, as after a checkout.
pub(crate) fn age(project: &Project) {
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    for entry in walkdir::WalkDir::new(project.path("")).contents_first(true) {
        let entry = entry.unwrap();
        if !entry.path_is_symlink() {
            File::open(entry.path()).unwrap().set_modified(hour_ago).unwrap();
        }
    }
}
