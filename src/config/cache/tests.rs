use super::*;
use crate::testing::Tree;

fn dir(cache: &Cache, variable: Option<&str>, tree: &Tree) -> Option<PathBuf> {
    let variable = variable.map(OsString::from);
    cache.dir(variable.as_ref(), &tree.path("package"), &tree.path("target/debug/build/x/out"))
}

#[test]
fn the_shared_cache_is_beside_the_nearest_tag() {
    let tree = Tree::new();
    assert_eq!(dir(&Cache::shared(), None, &tree), None, "there is no tag");
    tree.write("CACHEDIR.TAG", "").write("target/CACHEDIR.TAG", "");
    assert_eq!(dir(&Cache::shared(), None, &tree), Some(tree.path("target/include-components")));
    assert_eq!(Cache::default(), Cache::shared());
}

#[test]
fn the_variable_wins_over_the_option_unless_that_is_off() {
    let tree = Tree::new();
    tree.write("target/CACHEDIR.TAG", "");
    let (at, off) = (Cache::at("../kept"), Cache::off());
    assert_eq!(dir(&at, None, &tree), Some(tree.path("package/../kept")));
    assert_eq!(dir(&at, Some(""), &tree), Some(tree.path("package/../kept")));
    for cache in [&at, &Cache::shared()] {
        assert_eq!(dir(cache, Some("other"), &tree), Some(tree.path("package/other")));
        assert_eq!(dir(cache, Some("off"), &tree), None);
    }
    assert_eq!(dir(&off, None, &tree), None);
    assert_eq!(dir(&off, Some("other"), &tree), None);
}

#[test]
fn the_bound_is_kept() {
    assert_eq!(Cache::shared().bound(), 1 << 30);
    assert_eq!(Cache::at("x").max_bytes(7).bound(), 7);
}
