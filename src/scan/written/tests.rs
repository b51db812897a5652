use std::time::{Duration, SystemTime};

use super::*;
use crate::base::stat::Stat;
use crate::base::threads::Threads;
use crate::scan::last_run::LastRun;
use crate::scan::walk::walk;
use crate::testing::{Tree, no_cargo};

const HOUR: Duration = Duration::from_secs(3600);

/// Returns what is found in `ui`, of which `new` were written while the script ran,
/// and `changed` have other bytes than in the last run.
fn found(files: &[&str], new: &[&str], changed: &[&str], last: &[&str]) -> Written {
    let tree = Tree::new();
    let (now, old): (Vec<&str>, Vec<&str>) = files.iter().partition(|file| new.contains(file));
    for file in old {
        tree.write(format!("ui/{file}"), "");
    }
    let started = tree.settle().stamp();
    // Whatever time it gives them.
    for file in now {
        tree.write(format!("ui/{file}"), "");
        let file = std::fs::File::options().append(true).open(tree.path("ui").join(file)).unwrap();
        file.set_modified(started - if cfg!(unix) { HOUR } else { Duration::ZERO }).unwrap();
    }
    let build = tree.build();
    let mut config = crate::testing::config(&build, no_cargo()).unwrap();
    config.scripts_own = started..=SystemTime::now();
    let mut listing = walk(&config, &Threads::new(1), &LastRun::default());
    let digest = |byte| include_components_pack::Digest::from_bytes([byte; 32]);
    for file in listing.dirs.iter_mut().flat_map(|dir| &mut dir.files) {
        let byte = if changed.contains(&file.name.as_str()) { 1 } else { 2 };
        file.now = Some(Fingerprint { stat: file.stat, digest: digest(byte), racy: false });
        file.last = Some(Fingerprint { stat: Stat::NOWHERE, digest: digest(2), racy: false });
    }
    let written = last.iter().map(|_| config.roots[0].given.clone()).collect();
    find(&config, &listing, &State::default(), &State { written, ..State::default() })
}

#[test]
fn a_root_is_the_scripts_if_it_writes_all_of_it_twice() {
    let both = &["a", "b/c"];
    let it = found(both, both, &[], &["ui"]);
    assert_eq!((it.some.len(), it.all.len(), it.rewritten.len()), (1, 1, 0));
    let first = found(both, both, &[], &[]);
    assert_eq!((first.some.len(), first.all.len(), first.rewritten.len()), (1, 0, 0));
    let nothing = found(both, &[], &[], &["ui"]);
    assert_eq!((nothing.some.len(), nothing.all.len(), nothing.rewritten.len()), (0, 0, 0));
    // Somebody saved a file meanwhile, each time.
    let edited = found(&["a"], &["a"], &["a"], &["ui"]);
    assert_eq!((edited.some.len(), edited.all.len(), edited.rewritten.len()), (1, 0, 0));
    // What the script makes them of changed, for one of them.
    let other = found(both, both, &["a"], &["ui"]);
    assert_eq!((other.some.len(), other.all.len(), other.rewritten.len()), (1, 0, 0));
}

/// Clocks tick: what a script writes in its first milliseconds is no younger than it. But
/// what is written when the set is made is not the script's, nor is a time in the future that
/// of anybody.
#[test]
fn only_what_is_written_before_the_run_is_the_scripts() {
    let tree = Tree::new();
    tree.write("ui/a", "");
    let build = tree.build();
    let mut config = crate::testing::config(&build, no_cargo()).unwrap();
    let listing = walk(&config, &Threads::new(1), &LastRun::default());
    let is_found = |config: &Config<'_>| {
        let written = find(config, &listing, &State::default(), &State::default());
        !written.some.is_empty()
    };
    let time = std::fs::metadata(tree.path("ui/a")).unwrap().modified().unwrap();
    let tick = Duration::from_millis(1);
    for (span, expected) in [
        (time..=time + HOUR, true),
        (time - HOUR..=time, true),
        (time + tick..=time + HOUR, false),
        (time - HOUR..=time - tick, false),
    ] {
        config.scripts_own = span.clone();
        assert_eq!(is_found(&config), expected, "{span:?}");
    }
}

#[test]
fn a_file_that_is_written_each_time_beside_others_is_named() {
    let it = found(&["a", "b/c"], &["b/c"], &[], &["ui"]);
    assert!(it.all.is_empty());
    let [file] = &it.rewritten[..] else { panic!("{it:?}") };
    assert!(file.ends_with("ui/b/c"), "{it:?}");
}
