//! What `cargo build` and `cargo clean` do to a program that is live.

use std::fs;
use std::thread;

use super::app::{Package, until};
use crate::harness::build_rs;
use crate::listing;

/// Edits while cargo builds again and again: no error on either side.
#[test]
fn cargo_builds_meanwhile() {
    let package = Package::new("it-live-builds", "Link");
    package.write_more();
    package.build();
    let mut app = package.live();
    let mut edits = 0;
    thread::scope(|scope| {
        let builds = scope.spawn(|| (0..6).for_each(|_| drop(package.build())));
        while !builds.is_finished() || edits <= 10 {
            edits += 1;
            let text = format!("kept {edits}, and at last");
            // As an editor does that is careful, so that no build sees half of it.
            package.write("new", &text);
            package.rename("new", "components/kept.txt");
            app.soon("constant", &text);
        }
    });
    let last = format!("kept {edits}, and at last");
    app.wait_for_told("updated kept.txt", edits);
    assert_eq!(app.terminal().lines().count(), edits, "{}", app.terminal());
    // What was live is what is built next, and then there is nothing to do.
    package.build();
    let mut next = package.live();
    assert_eq!([next.ask("constant"), next.ask("refresh")], [last, "good 0".to_owned()]);
    assert!(!package.build().ran_build_script(package.name));
}

/// A new recipe comes with the next build, into the program that runs.
#[test]
fn the_build_script_is_edited_and_built() {
    let package = Package::new("it-live-recipe", "Include");
    package.write("components/page.lines", "text");
    package.write_more();
    package.build();
    let mut app = package.live();
    package.wait_for_scripts(1);
    let script = package.scripts();
    let build = fs::read_to_string(package.path("build.rs")).unwrap();
    package.write("build.rs", build.replace("recipe 1", "recipe 2").replace("lines 1", "lines 2"));
    assert_eq!([app.look_twice(), app.ask("get page.lines")], ["good 0", "recipe 1:text"]);
    package.build();
    app.soon("get page.lines", "recipe 2:text");
    package.wait_for_scripts(1);
    assert_ne!(package.scripts(), script);
    app.wait_for_told("updated page.lines", 1);
    assert_eq!(app.terminal().lines().count(), 1, "{}", app.terminal());

    // The same components elsewhere in another sort of pack: nothing is new.
    let build = fs::read_to_string(package.path("build.rs")).unwrap();
    package.write("build.rs", build.replace("Embed::Include", "Embed::Link"));
    package.build();
    until(|| package.scripts() != script && app.ask("refresh") == "good 1", &|| "no".to_owned());
    package.write("components/kept.txt", "kept 1");
    app.soon("constant", "kept 1");
    assert_eq!(app.ask("version"), "2");
}

/// The last good components stay, with one line of why, until there is a build again.
#[test]
fn what_is_gone_is_told_and_comes_back() {
    let package = Package::built("it-live-gone", "Include");
    let mut app = package.live();
    package.write("components/kept.txt", "kept 1");
    app.soon("constant", "kept 1");

    let executable = package.executable();
    fs::remove_dir_all(executable.parent().unwrap()).unwrap();
    let off = app.soon("refresh", "off ");
    assert!(off.contains("the build script is gone"), "{off}");
    app.look_twice();
    assert_eq!(app.ask("constant"), "kept 1");
    app.wait_for_told("is not live", 1);
    package.build();
    package.write("components/kept.txt", "kept 2");
    app.soon("constant", "kept 2");

    package.cargo(&["clean", "-p", package.name]).success();
    let off = app.soon("refresh", "off ");
    assert!(off.contains("there is no live record"), "{off}");
    app.look_twice();
    package.write("components/kept.txt", "kept 3");
    app.look_twice();
    assert_eq!(app.ask("constant"), "kept 2");
    app.wait_for_told("is not live", 2);
    // Nothing is made again where cargo took it away.
    assert!(package.build_dirs("debug").is_empty(), "{:?}", package.build_dirs("debug"));
    package.build();
    app.soon("constant", "kept 3");
    package.write("components/kept.txt", "kept 4");
    app.soon("constant", "kept 4");
    drop(app);
    package.wait_for_scripts(0);
}

/// What a user sets for the program, or for all that he starts, changes no build.
#[test]
fn the_variable_is_for_programs_alone() {
    let package = Package::new("it-live-variable", "Include");
    package.write("build.rs", build_rs(".root(\"components\")\n.name(\"other\").root(\"other\")"));
    package.write("src/main.rs", crate::harness::MAIN);
    for value in ["0", "1", "components", ""] {
        package.write("components/kept.txt", format!("kept {value}"));
        package.cargo_with(&["build"], &[("INCLUDE_COMPONENTS_LIVE", value)]).success();
        let embedded = listing::parse(&package.run("debug"));
        listing::assert_same(&embedded, &package.on_disk("components"));
        assert!(!package.out_dir().join("components.live").exists());
    }
}
