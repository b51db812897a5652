use super::*;
use crate::testing::Tree;

const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// As in Docker's cache mounts, after `mkdir target`, and in `build.build-dir`.
#[test]
fn a_build_directory_is_known_by_its_shape() {
    for inner in [
        "debug/build/app-0123456789abcdef/out",
        "debug/build/app/0123456789abcdef/out",
        "debug/build/build/0123456789abcdef/out",
        "x86_64-unknown-linux-gnu/release/build/app-0123456789abcdef/out",
        "x86_64-unknown-linux-gnu/release/build/app/0123456789abcdef/out",
    ] {
        let tree = Tree::new();
        let profile = inner.split("/build/").next().unwrap();
        let out = tree.path("target").join(inner);
        assert_eq!(build_dir(&out, TRIPLE), None, "{inner}: nothing there is cargo's");
        tree.write(format!("target/{profile}/.cargo-lock"), "");
        assert_eq!(build_dir(&out, TRIPLE), Some(tree.path("target")), "{inner}");
        // Cargo tags the directory of a target as well.
        tree.write("target/x86_64-unknown-linux-gnu/CACHEDIR.TAG", "").write("CACHEDIR.TAG", "");
        assert_eq!(build_dir(&out, TRIPLE), Some(tree.path("target")), "{inner}");
    }
}

#[test]
fn a_directory_of_another_shape_is_known_by_its_tag() {
    let tree = Tree::new();
    for out in ["target/out", "target/debug/build/app/in", "target/a/b/c", "out"] {
        tree.write("target/debug/.cargo-lock", "");
        assert_eq!(build_dir(&tree.path(out), TRIPLE), None, "{out}");
    }
    tree.write("CACHEDIR.TAG", "");
    assert_eq!(build_dir(&tree.path("target/a/b"), TRIPLE), Some(tree.path("")));
}

#[test]
fn the_workspace_is_above_the_target_directory_for_all_packages() {
    let tree = Tree::new();
    tree.write("ws/Cargo.lock", "").write("ws/Cargo.toml", "[package]");
    tree.write("ws/a/Cargo.toml", "[package]").write("other/Cargo.toml", "[workspace]");
    tree.write("registry/b/.cargo-ok", "").write("registry/b/Cargo.lock", "");
    for target in ["ws/target", "ws/target/rust-analyzer", "ws/a/target"] {
        let target = tree.path(target);
        for package in ["ws", "ws/a", "other", "registry/b"] {
            let found = workspace(Some(&target), &tree.path(package));
            assert_eq!(found, Some(tree.path("ws")), "{target:?} {package}");
        }
    }
}

#[test]
fn with_a_target_directory_elsewhere_it_is_the_packages_own() {
    let tree = Tree::new();
    tree.write("ws/Cargo.toml", "a = 1\n [ workspace ] # all").write("ws/a/Cargo.toml", "");
    tree.write("inherits/Cargo.toml", "[workspace.package]");
    // Left from when it was alone.
    tree.write("ws/a/Cargo.lock", "");
    tree.write("alone/Cargo.toml", "[package]").write("alone/Cargo.lock", "");
    tree.write("unknown/Cargo.toml", "[package]\n#[workspace]");
    let check = |package: &str, expected: Option<&str>| {
        for target in [Some(tree.path("elsewhere")), None] {
            let found = workspace(target.as_deref(), &tree.path(package));
            assert_eq!(found, expected.map(|dir| tree.path(dir)), "{package}");
        }
    };
    check("ws/a", Some("ws"));
    check("inherits", Some("inherits"));
    check("alone", Some("alone"));
    check("unknown", None);
}

#[test]
fn a_workspace_that_cargo_downloaded_is_not_the_one() {
    let tree = Tree::new();
    tree.write("git/rev/.cargo-ok", "").write("git/rev/Cargo.toml", "[workspace]");
    tree.write("git/rev/member/Cargo.toml", "[package]");
    tree.write("ws/Cargo.toml", "[workspace]").write("ws/Cargo.lock", "");
    tree.write("ws/vendor/b/.cargo-checksum.json", "{}").write("ws/vendor/b/Cargo.lock", "");
    for package in ["git/rev", "git/rev/member", "ws/vendor/b"] {
        assert_eq!(workspace(Some(&tree.path("target")), &tree.path(package)), None, "{package}");
    }
    let inside = Some(tree.path("ws/target"));
    assert_eq!(workspace(inside.as_deref(), &tree.path("ws/vendor/b")), Some(tree.path("ws")));
}
