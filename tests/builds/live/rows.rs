//! What an edit does, kind by kind, by both routes into the program.

use std::fs;
use std::thread;
use std::time::SystemTime;

use super::app::{NEXT_LOOK, Package};

#[test]
fn edits_are_seen_in_an_included_set() {
    edits(&Package::new("it-live-include", "Include"));
}

#[test]
fn edits_are_seen_in_a_linked_set_of_several_parts() {
    edits(&Package::new("it-live-link", "Link"));
}

/// One program sees all of it: rows of one table, in the order in which they are told.
fn edits(package: &Package) {
    package.write_more();
    package.write("components/page.lines", "read part.lines\nread ../outside\n");
    package.write("components/part.lines", "part 0,");
    package.write("outside", "outside 0");
    package.write("components/gone.txt", "gone");
    package.build();
    let mut app = package.start();
    assert_eq!(app.ask("size"), "16");
    // Nothing is started but by `live`.
    assert_eq!((app.ask("get kept.txt"), package.scripts()), ("kept 0".to_owned(), Vec::new()));
    app.ask("live");
    assert_eq!(app.soon("refresh", "good 0"), "good 0");
    package.wait_for_scripts(1);
    app.ask("live");
    app.ask("hold kept.txt");

    // An edit.
    package.write("components/kept.txt", "kept 1");
    app.soon("get kept.txt", "kept 1");
    assert_eq!([app.ask("constant"), app.ask("component")], ["kept 1", "kept 1"]);
    assert_eq!(app.ask("version"), "1");
    app.wait_for_told("updated kept.txt in ", 1);

    // A file that another is compiled from, in the root and outside of it.
    package.write("components/part.lines", "part 1,");
    app.soon("get page.lines", "recipe 1:part 1,outside 0");
    package.write("outside", "outside 1");
    app.soon("get page.lines", "recipe 1:part 1,outside 1");
    assert_eq!(app.ask("version"), "3");
    app.wait_for_told("updated page.lines in ", 2);

    // Saved without a change.
    package.write("components/kept.txt", "kept 1");
    let file = fs::File::options().write(true).open(package.path("components/kept.txt")).unwrap();
    file.set_modified(SystemTime::now()).unwrap();
    assert_eq!([app.look_twice(), app.ask("version")], ["good 3", "3"]);
    app.wait_for_told("updated", 3);

    // An error, and the end of it.
    package.write("components/page.lines", "error a reason\n");
    let failed = app.soon("refresh", "failed 3 ");
    assert!(failed.contains("page.lines") && failed.contains("a reason"), "{failed}");
    assert_eq!(app.look_twice(), failed);
    assert_eq!(app.ask("get page.lines"), "recipe 1:part 1,outside 1");
    app.wait_for_told("a reason", 1);
    package.write("components/page.lines", "error another reason\n");
    app.soon("refresh", "failed 3 cannot compile \"components/page.lines\": another");
    app.wait_for_told("another reason", 1);
    package.write("components/page.lines", "read part.lines\nread ../outside\n");
    app.soon("refresh", "good 3");
    app.wait_for_told("no error any more", 1);
    package.write("components/page.lines", "good");
    app.soon("get page.lines", "recipe 1:good");

    // Added, removed, renamed.
    package.write("components/new/added.txt", "added");
    app.soon("get new/added.txt", "added");
    package.remove("components/gone.txt");
    app.soon("get gone.txt", "none");
    package.rename("components/new/added.txt", "components/new/renamed.txt");
    app.soon("get new/renamed.txt", "added");
    assert_eq!(app.ask("get new/added.txt"), "none");
    assert!(
        app.ask("list").contains("more/7.txt,new/renamed.txt,page.lines"),
        "{}",
        app.ask("list")
    );
    app.wait_for_told("updated new/added.txt, new/renamed.txt in ", 1);

    // A constant whose file is gone has what is embedded.
    app.ask("hold kept.txt");
    package.remove("components/kept.txt");
    app.soon("get kept.txt", "none");
    assert_eq!([app.ask("constant"), app.ask("component")], ["kept 0", "kept 0"]);
    app.wait_for_told("kept.txt is gone", 1);
    package.write("components/kept.txt", "kept 2");
    app.soon("constant", "kept 2");

    // What is held stays what it was.
    app.ask("hold kept.txt");
    assert_eq!(app.ask("held"), "kept 0,kept 1,kept 2");
    let tags: String =
        ["kept 0", "kept 1", "kept 2"].map(|it| blake3::hash(it.as_bytes()).to_string()).concat();
    assert_eq!(app.ask("tags"), tags);

    // Back to what is embedded.
    package.write("components/kept.txt", "kept 0");
    app.soon("constant", "kept 0");
    assert_eq!(app.ask("refresh"), "good 10");

    // A line for each version, and one for each thing that was said above.
    thread::sleep(NEXT_LOOK);
    app.look_twice();
    app.wait_for_told("updated ", 10);
    assert_eq!(app.terminal().matches("include-components: ").count(), 14, "{}", app.terminal());
}

/// What is made of components is told of changes, without a request.
#[test]
fn who_watches_is_told_of_each_change() {
    let package = Package::built("it-live-watch", "Auto");
    let mut app = package.live();
    app.ask("watch");
    package.write("components/kept.txt", "kept 1");
    app.wait_for_told("change 1 [\"kept.txt\"]", 1);
    // Nobody is told of what comes to nothing.
    package.write("components/page.lines", "error no\n");
    app.soon("status", "failed 1");
    package.write("components/page.lines", "sleep 1\n");
    app.wait_for_told("change 2 [\"page.lines\"]", 1);
    assert_eq!(app.told("change"), 2, "{}", app.terminal());
}

/// Each set has a script of its own, and none of them writes where cargo reads.
#[test]
fn two_sets_and_two_programs_are_live_side_by_side() {
    let package = Package::built("it-live-two", "Include");
    let before = package.stamps();
    // The next build of cargo's will have it, and no sooner is it where cargo reads.
    package.write("other/other.txt", "other 1");
    let (mut first, mut second) = (package.live(), package.live());
    package.wait_for_scripts(2);
    for nth in 0..20 {
        let text = format!("kept {nth}, at last");
        package.write("components/kept.txt", &text);
        first.soon("constant", &text);
        second.soon("constant", &text);
    }
    second.ask("live-other");
    second.soon("get-other other.txt", "other 1");
    package.wait_for_scripts(3);
    package.write("other/other.txt", "other 2");
    second.soon("get-other other.txt", "other 2");
    assert_eq!(first.ask("get-other other.txt"), "other 0");
    package.write("components/kept.txt", "kept 1");
    // The other set is not looked at any more by who asks for one.
    first.soon("constant", "kept 1");
    assert_eq!(package.stamps(), before);
    second.wait_for_told("updated other", 2);
    assert_eq!(first.told("updated other"), 0);

    // No script is left of a program that is killed, or that ends.
    first.kill();
    package.wait_for_scripts(2);
    drop(second);
    package.wait_for_scripts(0);
}
