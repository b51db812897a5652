use std::time::Duration;

use super::*;
use crate::config::options::Links;

#[test]
fn what_is_no_file_is_refused_and_not_waited_for() {
    let tree = Tree::new();
    tree.fifo("ui/pipe");
    let build = tree.build();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        refused(&build, ErrorKind::FileType, &["ui/pipe", "FIFO", "`exclude`"]);
        sender.send(()).unwrap();
    });
    receiver.recv_timeout(Duration::from_secs(20)).expect("no waiting");
    let tree = Tree::new();
    let _socket = std::os::unix::net::UnixListener::bind(tree.path("ui/socket")).unwrap();
    refused(&tree.build(), ErrorKind::FileType, &["ui/socket", "`exclude`"]);
    let tree = Tree::new();
    tree.link("/dev/zero", "ui/zero");
    let mut build = tree.build();
    refused(build.links(Links::Anywhere), ErrorKind::FileType, &["ui/zero", "`exclude`"]);
}

#[test]
fn links_inside_of_the_root_are_followed() {
    let tree = Tree::new();
    tree.write("ui/dir/a", "12345").link("dir/a", "ui/file").link("dir", "ui/linked");
    tree.link("../out/../ui/dir/a", "ui/round").link("linked", "ui/twice");
    let mut build = tree.build();
    let all = ["dir/a", "file", "linked/a", "round", "twice/a"];
    assert_eq!(found(&build), all);
    assert_eq!(found(build.links(Links::Anywhere)), all);
    let listing = list(tree.build().include("file"));
    let file = &listing.dirs.iter().find(|dir| !dir.files.is_empty()).unwrap().files[0];
    assert_eq!(file.stat, tree.stat("ui/dir/a"), "of the target, not of the link");
    let messages = Error::of(list(build.links(Links::Refuse)).problems).unwrap();
    assert_eq!(messages.problems().count(), 4);
    assert!(messages.to_string().contains("links are refused"), "{messages}");
}

#[test]
fn links_out_of_the_root_are_refused_unless_allowed() {
    for (target, path) in
        [("../outside/a", "link"), ("../outside", "link/a"), ("../ui-not/a", "link")]
    {
        let tree = Tree::new();
        tree.write("outside/a", "").write("ui-not/a", "").link(target, "ui/link");
        let words = ["ui/link", "outside of the root", "`links(Links::Anywhere)`"];
        refused(&tree.build(), ErrorKind::Link, &words);
        assert_eq!(found(tree.build().links(Links::Anywhere)), [path]);
    }
    let tree = Tree::new();
    tree.write("outside/a", "").link(tree.path("outside/a"), "ui/absolute");
    refused(&tree.build(), ErrorKind::Link, &["ui/absolute"]);
    // The root itself may be a link.
    tree.link("outside", "root");
    let mut build = Build::new();
    build.root(tree.path("root")).out_dir(tree.path("out"));
    tree.link("a", "outside/b");
    assert_eq!(found(&build), ["a", "b"]);
}

#[test]
fn links_that_lead_nowhere_are_refused() {
    for links in [Links::Inside, Links::Anywhere] {
        for (target, link) in [
            ("missing", "dangling"),
            ("self", "self"),
            (".", "here"),
            ("..", "up"),
            ("../ui", "round"),
        ] {
            if (links, target) == (Links::Anywhere, "..") {
                continue; // Tested below: it is found a level further down.
            }
            let tree = Tree::new();
            tree.link(target, &format!("ui/{link}"));
            refused(tree.build().links(links), ErrorKind::Link, &[&format!("ui/{link}")]);
        }
    }
    let tree = Tree::new();
    tree.link("..", "ui/up").write("file", "");
    let mut build = tree.build();
    refused(build.links(Links::Anywhere), ErrorKind::Link, &["ui/up/ui/up", "no end"]);
    let tree = Tree::new();
    tree.write("ui/a/file", "").write("ui/b/file", "");
    tree.link("../b", "ui/a/to-b").link("../a", "ui/b/to-a");
    let error = Error::of(list(&tree.build()).problems).unwrap();
    assert_eq!((error.kind(), error.problems().count()), (ErrorKind::Link, 2), "{error}");
}

/// A link that no glob takes may lead where it likes, if to a file.
#[test]
fn links_that_are_left_out_are_left_alone() {
    let tree = Tree::new();
    tree.write("ui/a.css", "").write("outside/b.txt", "");
    tree.link("../outside/b.txt", "ui/b.txt").link("missing", "ui/c.txt");
    tree.link("/etc/hostname", "ui/.d");
    assert_eq!(found(tree.build().include("*.css")), ["a.css"]);
    assert_eq!(found(tree.build().include("*.css").include(".well-known/**")), ["a.css"]);
}

/// A directory of which the name is hidden is entered by the same rule if
/// it is a link.
#[test]
fn links_to_directories_are_chosen_as_directories_are() {
    let tree = Tree::new();
    tree.write("ui/real/a.css", "").write("ui/.hidden/b.css", "");
    tree.link("real", "ui/link").link("real", "ui/.link");
    assert_eq!(found(tree.build().include("link/**")), ["link/a.css"]);
    assert_eq!(found(tree.build().include(".link/**")), [".link/a.css"]);
    assert_eq!(found(tree.build().include("*.css").exclude("link")), ["real/a.css"]);
}

/// The tests may run as root, who may read everything: then the test says
/// nothing, and `tests/it/hostile.rs` runs itself as another user.
#[test]
fn directories_that_cannot_be_listed_are_errors() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new();
    tree.write("ui/shut/a", "");
    let mode = |mode| {
        fs::set_permissions(tree.path("ui/shut"), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(0);
    if fs::read_dir(tree.path("ui/shut")).is_err() {
        refused(&tree.build(), ErrorKind::Read, &["ui/shut", "list"]);
    }
    mode(0o700);
    assert_eq!(found(&tree.build()), ["shut/a"]);
}
