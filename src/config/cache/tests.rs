use super::*;
use crate::testing::Tree;

fn dir(cache: &Cache, variable: Option<&str>, tree: &Tree) -> Option<PathBuf> {
    try_dir(cache, variable, tree).unwrap()
}

fn try_dir(cache: &Cache, variable: Option<&str>, tree: &Tree) -> Result<Option<PathBuf>, Problem> {
    let package = tree.path("package");
    let env = CargoEnv {
        cache: variable.map(Into::into),
        manifest_dir: Some(package.clone()),
        ..crate::testing::linux()
    };
    cache.dir(&env, &package, &tree.path("target/debug/build/x/out"))
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
    tree.write("Cargo.toml", "[workspace]").write("Cargo.lock", "");
    let (at, off) = (Cache::at("../kept"), Cache::off());
    assert_eq!(dir(&at, None, &tree), Some(tree.path("package/../kept")));
    assert_eq!(dir(&at, Some(""), &tree), Some(tree.path("package/../kept")));
    for cache in [&at, &Cache::shared()] {
        assert_eq!(dir(cache, Some("other"), &tree), Some(tree.path("other")));
        let absolute = tree.path("absolute");
        assert_eq!(dir(cache, absolute.to_str(), &tree), Some(absolute));
        assert_eq!(dir(cache, Some("off"), &tree), None);
    }
    assert_eq!(dir(&off, None, &tree), None);
    assert_eq!(dir(&off, Some("other"), &tree), None);
}

/// One in each package, or in the sources of a registry, would be the wrong place.
#[test]
fn a_relative_variable_without_a_workspace_is_an_error() {
    let tree = Tree::new();
    let problem = try_dir(&Cache::shared(), Some("kept"), &tree).unwrap_err().to_string();
    assert!(problem.starts_with("INCLUDE_COMPONENTS_CACHE is relative"), "{problem}");
    assert!(problem.ends_with("\"kept\": give an absolute path"), "{problem}");
    assert_eq!(dir(&Cache::off(), Some("kept"), &tree), None);
    assert_eq!(dir(&Cache::shared(), Some("off"), &tree), None);
}

/// As with `run_in` under Bazel: there is one package and no workspace.
#[test]
fn outside_of_cargo_a_relative_variable_is_in_the_current_directory() {
    let env = CargoEnv { cache: Some("kept".into()), ..crate::testing::no_cargo() };
    let dir = Cache::shared().dir(&env, Path::new(""), Path::new("out"));
    assert_eq!(dir.unwrap(), Some(PathBuf::from("kept")));
}

#[test]
fn the_bound_is_kept() {
    assert_eq!(Cache::shared().bound(), 1 << 30);
    assert_eq!(Cache::at("x").max_bytes(7).bound(), 7);
}
