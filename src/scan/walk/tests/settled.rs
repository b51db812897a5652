//! When a directory's own stat stands for its list of names.

use super::*;

/// Returns whether the stat of each directory may be believed next time.
fn settled(build: &Build) -> Vec<(String, bool)> {
    let listing = list(build);
    assert!(listing.problems.is_empty(), "{:?}", listing.problems);
    let mut dirs: Vec<_> =
        listing.dirs.into_iter().map(|dir| (dir.prefix, dir.trustworthy)).collect();
    dirs.sort();
    dirs
}

fn dirs(dirs: &[(&str, bool)]) -> Vec<(String, bool)> {
    dirs.iter().map(|(prefix, settled)| ((*prefix).to_owned(), *settled)).collect()
}

#[test]
fn a_young_directory_is_not_believed() {
    let tree = Tree::new();
    tree.write("ui/old/a", "").write("ui/young/a", "").settle();
    tree.rejuvenate("ui").rejuvenate("ui/young");
    let expected = [("", false), ("old/", true), ("young/", false)];
    assert_eq!(settled(&tree.build()), dirs(&expected));
    tree.settle_one("ui/young");
    let expected = [("", true), ("old/", true), ("young/", true)];
    assert_eq!(settled(&tree.build()), dirs(&expected));
}

/// What a link leads to changes without the directory that it is in.
#[test]
fn a_directory_with_a_link_is_not_believed() {
    let tree = Tree::new();
    tree.write("ui/dir/a", "").write("ui/other/a", "").link("../dir/a", "ui/other/link").settle();
    let expected = [("", true), ("dir/", true), ("other/", false)];
    assert_eq!(settled(&tree.build()), dirs(&expected));
}

/// Names that come and go in a directory that was believed.
#[test]
fn a_change_of_names_is_seen_all_the_same() {
    let tree = Tree::new();
    tree.write("ui/a", "").write("ui/dir/b", "").settle();
    let build = tree.build();
    type Edit = fn(&Tree) -> &Tree;
    let edits: [Edit; 7] = [
        |it| it.write("ui/new", ""),
        |it| it.write("ui/dir/new", ""),
        |it| it.remove("ui/new"),
        |it| it.rename("ui/dir", "ui/moved"),
        |it| it.write("ui/.hidden", ""),
        |it| it.remove("ui/a").write("ui/a/a", ""),
        |it| it.write("ui/moved/deep/er/c", ""),
    ];
    for edit in edits {
        crate::testing::run(&build).unwrap();
        let config = crate::testing::config(&build, no_cargo()).unwrap();
        edit(tree.settle());
        let listing = again(&config, true);
        let fresh = list(&build);
        assert_eq!(paths(&listing), paths(&fresh));
        assert_eq!(listing.hidden(), fresh.hidden());
    }
}
