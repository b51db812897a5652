//! Full disks, read-only directories, files in the way, and strange clocks.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::harness::{By, Tree, run, set_modified};
use crate::mounts;
use crate::outcome::{Output, assert_same, snapshot};
use crate::setup::Setup;

/// The size of a page, by which a file system in memory counts.
const PAGE: usize = 4096;

#[test]
fn full_disk_for_the_output() {
    let Some(mount) = mounts::small(16 * PAGE) else { return };
    let tree = Tree::new();
    let setup = tree.furnish();
    let out = mount.path().join("build/package/out");
    fs::create_dir_all(&out).unwrap();
    run(&setup, &out, &By::Call).unwrap();
    let mut failures = 0;
    for free in 0..12 {
        let before = Output::read(&out, "components");
        fill(mount.path(), free);
        let text = format!("{free}\n").repeat(3 * PAGE / 2);
        tree.write("ui/index.html", text);
        let clean = tree.clean(&setup, &By::Call).unwrap();
        let when = format!("{free} pages are free");
        match run(&setup, &out, &By::Call) {
            Ok(_) => assert_same(&Output::read(&out, "components"), &clean, &when),
            Err(error) => {
                failures += 1;
                assert!(error.contains(out.to_str().unwrap()), "{error}");
                assert_same(&Output::read(&out, "components"), &before, &when);
            }
        }
        fs::remove_file(mount.path().join("filler")).unwrap();
        run(&setup, &out, &By::Call).unwrap();
        assert_same(&Output::read(&out, "components"), &clean, &"when there is room again");
    }
    assert!(failures > 2 && failures < 12, "{failures} of 12 failed");
}

#[test]
fn full_disk_for_the_cache() {
    let Some(mount) = mounts::small(16 * PAGE) else { return };
    let tree = Tree::new();
    let setup = Setup { cache: Some(mount.path().join("cache")), ..tree.furnish() };
    let mut warnings = 0;
    for free in 0..6 {
        fill(mount.path(), free);
        tree.write("ui/a/loud.up", format!("{free}\n").repeat(PAGE));
        let when = format!("{free} pages are free");
        let counts = tree.check(&setup, &By::process(), &when);
        assert!(counts.compiled > 0 && counts.warnings.len() < 2, "{counts:?}");
        warnings += counts.warnings.len();
        assert!(counts.warnings.iter().all(|it| it.contains("cache")), "{counts:?}");
        let left = snapshot(&mount.path().join("cache")).into_keys();
        assert!(!left.into_iter().any(|name| name.ends_with(".tmp")), "{when}");
        fs::remove_file(mount.path().join("filler")).unwrap();
    }
    assert!(warnings > 1 && warnings < 6, "{warnings} warnings");
}

#[test]
fn read_only_cache() {
    let Some(mount) = mounts::small(64 * PAGE) else { return };
    let tree = Tree::new();
    let setup = Setup { cache: Some(mount.path().join("cache")), ..tree.furnish() };
    let by = By::process();
    tree.run(&setup, &by).unwrap();
    let before = snapshot(mount.path());
    mount.read_only();
    // It serves who only reads, and says nothing.
    fs::remove_dir_all(tree.out()).unwrap();
    fs::create_dir(tree.out()).unwrap();
    let counts = tree.check(&setup, &by, &"a read-only cache with all results");
    assert_eq!((counts.compiled, counts.from_cache, counts.warnings), (0, 4, vec![]));
    tree.write("ui/a/loud.up", "something new\n");
    let counts = tree.check(&setup, &by, &"a read-only cache without a result");
    assert_eq!((counts.compiled, counts.warnings.len()), (1, 1), "{counts:?}");
    assert!(snapshot(mount.path()) == before);
}

#[test]
fn read_only_output() {
    let Some(mount) = mounts::small(64 * PAGE) else { return };
    let tree = Tree::new();
    let setup = tree.furnish();
    let out = mount.path().join("build/package/out");
    fs::create_dir_all(&out).unwrap();
    run(&setup, &out, &By::Call).unwrap();
    let before = snapshot(&out);
    mount.read_only();
    tree.write("ui/index.html", "something new");
    let error = run(&setup, &out, &By::Call).unwrap_err();
    assert!(error.contains(out.to_str().unwrap()), "{error}");
    assert!(snapshot(&out) == before);
}

#[test]
fn files_where_directories_should_be() {
    for in_the_way in ["cache", "cache/v1", "ca"] {
        let tree = Tree::new();
        tree.write(in_the_way, "a file");
        let setup = tree.furnish();
        let setup = match in_the_way {
            "ca" => Setup { cache: Some(tree.path("ca/che")), ..setup },
            _ => setup,
        };
        let counts = tree.check(&setup, &By::process(), &in_the_way);
        assert_eq!((counts.compiled, counts.warnings.len()), (4, 1), "{counts:?}");
        assert!(counts.warnings[0].contains(tree.path("ca").to_str().unwrap()), "{counts:?}");
        assert_eq!(fs::read(tree.path(in_the_way)).unwrap(), b"a file");
    }
    let tree = Tree::new();
    let setup = tree.furnish();
    tree.write("file", "");
    for out in ["file", "file/out", "no/such/directory"] {
        let out = tree.path(out);
        let error = run(&setup, &out, &By::Call).unwrap_err();
        assert!(error.contains(out.to_str().unwrap()), "{error}");
    }
}

/// A clock that was set back makes everything seem to come from the future.
#[test]
fn clock_set_back() {
    let tree = Tree::new();
    let setup = Setup { max_bytes: Some(6000), ..tree.furnish() };
    tree.settle().run(&setup, &By::Call).unwrap();
    let tomorrow = SystemTime::now() + Duration::from_secs(86400);
    let all_of_tomorrow = || {
        for dir in ["ui", "build", "cache"] {
            for name in snapshot(&tree.path(dir)).into_keys() {
                set_modified(&tree.path(dir).join(name), tomorrow);
            }
        }
    };
    for text in ["one\n", "two\n", "six\n", "one\n"] {
        all_of_tomorrow();
        tree.check(&setup, &By::Call, &"nothing changed");
        tree.write("ui/a/part.txt", text);
        set_modified(&tree.path("ui/a/part.txt"), tomorrow);
        all_of_tomorrow();
        let counts = tree.check(&setup, &By::Call, &format!("a part is {text}"));
        assert_eq!(counts.damaged, 0);
    }
    for round in 0..20 {
        tree.write("ui/a/loud.up", format!("{round}").repeat(800));
        all_of_tomorrow();
        tree.check(&setup, &By::Call, &round);
        let size: usize = snapshot(&tree.cache()).values().map(Vec::len).sum();
        assert!(size < 7000, "the cache has {size} bytes");
    }
}

/// Fills a file system until so many pages are free.
fn fill(dir: &Path, free: usize) {
    let mut filler = fs::File::create(dir.join("filler")).unwrap();
    let mut len = 0;
    while filler.write_all(&[b'f'; PAGE]).is_ok() {
        len += PAGE;
    }
    filler.set_len((len - (free * PAGE).min(len)) as u64).unwrap();
}
