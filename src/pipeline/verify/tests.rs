use super::*;
use crate::base::hasher::digest;
use crate::testing::{Fake, Listing, Tree};

/// Returns what `verify` says of a tree whose components are these.
fn verify(build: &Build, embedded: &[(&str, &str)]) -> Vec<String> {
    let embedded = embedded.iter().map(|(path, text)| (*path, digest(text.as_bytes())));
    match build.verify(embedded) {
        Ok(()) => Vec::new(),
        Err(error) => {
            assert!(error.problems().all(|it| it.kind() == ErrorKind::Stale), "{error}");
            error.problems().map(|it| it.to_string()).collect()
        }
    }
}

/// What the build makes counts: compiled, renamed, bundled, selected.
#[test]
fn what_would_be_embedded_is_compared() {
    let tree = Tree::new();
    tree.write("ui/a.up", "a").write("ui/b/c.txt", "c").write("ui/d.bak", "").write("ui/_p.up", "");
    let mut build = tree.build();
    build.compile("*.up", Fake::upper().renaming(".up", ".txt").with_partials("_"));
    build.exclude("*.bak").bundle("*.txt", "all", Listing::default()).embed(Embed::Link);
    let embedded = [("a.txt", "A"), ("all", "b/c.txt=c;"), ("b/c.txt", "c")];
    assert!(verify(&build, &embedded).is_empty());
    assert!(tree.out().is_empty(), "nothing is built there");

    let stale = verify(&build, &[("a.txt", "a"), ("b/c.txt", "c"), ("gone", "")]);
    let remedy = "touch build.rs and build again";
    let expected = [
        format!("embedded with other bytes than there are now: \"a.txt\": {remedy}"),
        format!("there, but not embedded: \"all\": {remedy}"),
        format!("embedded, but not there any more: \"gone\": {remedy}"),
    ];
    assert_eq!(stale, expected);
    assert_eq!(verify(tree.build().exclude("*.up").exclude("*.bak"), &[("b/c.txt", "c")]).len(), 0);
}

/// Of which neither cargo nor the macro knows: overwritten in place, with an old time.
#[test]
fn the_bytes_decide_not_the_times() {
    let tree = Tree::new();
    tree.write("ui/a", "1");
    let old = std::fs::metadata(tree.path("ui/a")).unwrap().modified().unwrap();
    tree.write("ui/a", "2");
    std::fs::File::open(tree.path("ui/a")).unwrap().set_modified(old).unwrap();
    assert_eq!(verify(&tree.build(), &[("a", "1")]).len(), 1);
    assert_eq!(verify(&tree.build(), &[("a", "2")]).len(), 0);
    let error = tree.remove("ui").build().verify([]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Root);
}
