//! A run that has nothing to do does nothing, and one whose output was lost
//! or damaged makes it again.

use std::fs;

use super::*;
use crate::Embed;
#[cfg(unix)]
use crate::Links;
use crate::base::stat::Stat;
use crate::testing::Fake;

/// Returns what OUT_DIR has, with stats.
fn stats(tree: &Tree) -> Vec<(String, Stat)> {
    tree.out().into_iter().map(|name| (name.clone(), tree.stat(format!("out/{name}")))).collect()
}

/// Files with all that an index can have of them.
fn tree() -> Tree {
    let tree = young_tree();
    tree.settle();
    tree
}

/// The same, before it can be trusted.
fn young_tree() -> Tree {
    let tree = Tree::new();
    tree.write("ui/a.up", "a").write("ui/b.inc", "@../part\n@missing").write("ui/c/d", "d");
    tree.write("ui/c/same", "d").write("ui/c/empty", "").write("ui/.hidden", "");
    tree.write("part", "part");
    tree
}

fn build(tree: &Tree) -> Build {
    let mut build = tree.build();
    build.compile("*.up", Fake::upper()).compile("*.inc", Fake::including());
    build
}

#[test]
fn nothing_is_opened_and_nothing_written() {
    for embed in [Embed::Include, Embed::Link] {
        let tree = tree();
        let mut build = build(&tree);
        build.embed(embed);
        let first = run_in(linux(), &build);
        let before = stats(&tree);
        tree.settle();
        for _ in 0..2 {
            let again = run_in(linux(), &build);
            assert_eq!(again.directives, first.directives, "{embed:?}");
            let report = again.report();
            assert_eq!((report.opened(), report.compiled(), report.bytes_written()), (0, 0, 0));
            assert_eq!((report.components(), report.hidden(), report.bytes_embedded()), (5, 1, 8));
            assert!(report.to_string().contains("0 opened, 5 unchanged"), "{report}");
            assert_eq!(stats(&tree), before, "{embed:?}");
        }
    }
}

#[test]
fn files_that_were_too_young_are_read_once_more() {
    let tree = tree();
    let build = build(&tree);
    tree.write("ui/c/d", "young").write("part", "young").rejuvenate("ui/c/d").rejuvenate("part");
    let racy = tree.told("out/components.racy");
    let racy = racy.as_str();
    let first = run(&build);
    assert!(first.told("rerun-if-changed").contains(&racy), "so that cargo comes back");
    assert!(!fs::exists(racy).unwrap());
    first.report();
    let pack = tree.stat("out/components.pack");
    tree.settle_one("part");
    let second = run(&build);
    assert!(!second.told("rerun-if-changed").contains(&racy));
    let report = second.report();
    assert_eq!((report.opened(), report.compiled()), (2, 0), "the two young ones");
    assert_eq!(tree.stat("out/components.pack"), pack, "it is right as it is");
    assert_eq!(run(&build).report().opened(), 0);
}

#[test]
fn an_edit_that_leaves_the_stat_as_it_was_is_not_missed() {
    let tree = Tree::new();
    let build = tree.build();
    for round in 0..30 {
        // As soon as can be after the last run, and of the same length.
        tree.write("ui/a", format!("{round:02}"));
        run(&build).report();
        tree.write("ui/a", format!("{:02}", round + 50));
        run(&build).report();
        assert_texts(&tree, &[("a", &format!("{:02}", round + 50))]);
    }
}

#[test]
fn what_is_lost_or_damaged_is_made_again() {
    type Damage = fn(&Tree);
    let damages: [(&str, Damage); 10] = [
        ("no set file", |it| _ = it.remove("out/components.set")),
        ("another set file", |it| _ = it.write("out/components.set", "include-components set 1\n")),
        ("no pack", |it| _ = it.remove("out/components.pack")),
        ("an empty pack", |it| _ = it.write("out/components.pack", "")),
        ("a pack of zeros", |it| {
            let len = it.read("out/components.pack").len();
            it.write("out/components.pack", vec![0; len]);
        }),
        ("a damaged blob", |it| {
            let mut pack = it.read("out/components.pack");
            let at = pack.windows(4).rposition(|it| it == b"part").unwrap();
            pack[at] = b'P';
            it.write("out/components.pack", pack);
        }),
        ("a damaged gap", |it| {
            let mut pack = it.read("out/components.pack");
            *pack.last_mut().unwrap() = 1;
            it.write("out/components.pack", pack);
        }),
        ("no index", |it| _ = it.remove("out/components.index")),
        ("a truncated index", |it| {
            let index = it.read("out/components.index");
            it.write("out/components.index", &index[..index.len() - 1]);
        }),
        ("what a killed run left", |it| {
            for name in ["spool", "new", "pack.new"] {
                it.write(format!("out/components.{name}"), "left over");
            }
        }),
    ];
    let trees = damages.map(|damage| (young_tree(), damage));
    trees[trees.len() - 1].0.settle();
    for (tree, (name, damage)) in trees {
        let build = build(&tree);
        run(&build).report();
        let (pack, set) = (tree.read("out/components.pack"), tree.read("out/components.set"));
        damage(&tree);
        run(&build).report();
        assert!(tree.read("out/components.pack") == pack, "{name}");
        assert!(tree.read("out/components.set") == set, "{name}");
        assert_eq!(run(&build).report().bytes_written(), 0, "{name}");
    }
}

#[test]
fn a_pack_that_was_only_touched_is_verified_and_nothing_is_opened() {
    let tree = tree();
    let build = build(&tree);
    run(&build).report();
    let pack = tree.read("out/components.pack");
    tree.remove("out/components.pack").write("out/components.pack", &pack).settle();
    let report = run(&build).report();
    assert_eq!((report.opened(), report.compiled()), (0, 0));
    assert!(tree.read("out/components.pack") == pack);
}

#[test]
fn no_components_are_a_set_too() {
    let tree = Tree::new();
    tree.settle();
    for embed in [Embed::Include, Embed::Link] {
        let mut build = tree.build();
        build.embed(embed).root(tree.path("missing")).allow_missing();
        let report = run_in(linux(), &build).report();
        assert_eq!((report.components(), report.bytes_embedded()), (0, 0));
        assert_texts(&tree, &[]);
        assert_eq!(run_in(linux(), &build).report().bytes_written(), 0);
    }
}

#[test]
fn two_sets_of_one_out_dir_leave_each_other_alone() {
    let tree = Tree::new();
    tree.write("ui/a", "a").write("mail/b", "b").settle();
    let mut mail = Build::new();
    mail.name("mail").root(tree.path("mail")).out_dir(tree.path("out"));
    run(&tree.build()).report();
    let before = stats(&tree);
    run(&mail).report();
    let after = stats(&tree);
    assert!(before.iter().all(|file| after.contains(file)), "{before:?} {after:?}");
    assert_eq!(run(&tree.build()).report().bytes_written(), 0);
    assert_eq!(run(&mail).report().bytes_written(), 0);
    assert_texts(&tree, &[("a", "a")]);
    assert_eq!(Pack::open(&pack(&tree, "out", "mail")).unwrap().find("b"), Some(0));
}

/// Paths of roots as users write them.
#[test]
fn a_root_is_the_same_however_it_is_spelled() {
    let tree = Tree::new();
    tree.write("ui/b/c", "1").write("ui/a", "2").settle();
    let expected = {
        run(&tree.build()).report();
        pack(&tree, "out", "components")
    };
    for root in ["ui/", "ui/.", "./ui", "out/../ui"] {
        let mut build = Build::new();
        build.root(root).out_dir("out");
        let env = CargoEnv { manifest_dir: Some(tree.path("")), ..no_cargo() };
        let first = run_in(env.clone(), &build);
        assert_eq!(first.told("rerun-if-changed"), [tree.told(root)]);
        assert_eq!(run_in(env, &build).report().bytes_written(), 0, "{root}");
        assert!(pack(&tree, "out", "components") == expected, "{root}");
    }
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_is_known_by_its_own_stat() {
    let tree = Tree::new();
    tree.write("ui/a", "1").write("outside/b", "2").write("outside/dir/c", "3");
    tree.link("a", "ui/to-a").link("../outside/b", "ui/to-b").link("../outside/dir", "ui/to-dir");
    let mut build = tree.settle().build();
    build.links(Links::Anywhere);
    let opened = || run(&build).report().opened();
    assert_eq!(opened(), 4);
    assert_eq!(opened(), 0);
    tree.write("outside/b", "22").settle();
    assert_eq!(opened(), 1);
    tree.write("outside/dir/d", "4").settle();
    assert_eq!(opened(), 1);
    tree.remove("ui/to-b").link("../outside/dir/d", "ui/to-b").settle();
    assert_eq!(opened(), 1, "it leads elsewhere");
    let expected = [("a", "1"), ("to-a", "1"), ("to-b", "4"), ("to-dir/c", "3"), ("to-dir/d", "4")];
    assert_texts(&tree, &expected);
}

/// Cargo runs the script for directories and for files of a compiler as well.
#[test]
fn all_that_is_watched_and_from_the_future_is_named() {
    let tree = tree();
    let mut build = build(&tree);
    build.hidden(false);
    let told = || {
        let run = run(&build);
        run.told("warning").join("\n")
    };
    assert_eq!(told(), "");
    let date = |path: &str, ahead| {
        let path = tree.path(path);
        let file = fs::File::options().read(true).write(!path.is_dir()).open(&path).unwrap();
        file.set_modified(std::time::SystemTime::now() + ahead).unwrap();
    };
    let (hour, none) = (std::time::Duration::from_secs(3600), std::time::Duration::ZERO);
    // On Windows std opens no directory.
    let dir = (!cfg!(windows)).then_some(("ui", "/ui/\";"));
    let files = [("part", "/part\";"), ("ui/c/same", "/c/same\";")];
    for (path, shown) in files.into_iter().chain(dir) {
        date(path, hour);
        for _ in 0..2 {
            let told = told();
            assert!(told.contains(shown) && told.contains("in the future"), "{told}");
        }
        date(path, none);
        assert_eq!(told(), "", "{path}");
    }
}
