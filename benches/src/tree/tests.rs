use std::collections::HashSet;

use super::*;

#[test]
fn paths_and_contents_differ() {
    let paths: HashSet<String> = (0..5_000).map(path).collect();
    assert_eq!(paths.len(), 5_000);
    let contents: HashSet<String> = (0..5_000).map(|nth| contents(nth, &LENGTHS)).collect();
    assert_eq!(contents.len(), 5_000);
}

#[test]
fn lengths_are_as_promised() {
    let lengths: Vec<u64> = (0..2_000).map(|nth| contents(nth, &LENGTHS).len() as u64).collect();
    assert!(lengths.iter().all(|length| LENGTHS.contains(length)));
    let mean = lengths.iter().sum::<u64>() / 2_000;
    assert!((4_000..4_500).contains(&mean), "{mean}");
}

#[test]
fn tree_is_listed_and_copied() {
    let dir = std::env::temp_dir().join(format!("include-components-tree-{}", std::process::id()));
    fs::create_dir(&dir).unwrap();
    let (one, two) = (dir.join("one"), dir.join("two"));
    generate(&one, 123).unwrap();
    copy(&one, &two).unwrap();
    let paths = list(&one).unwrap();
    assert_eq!((paths.len(), bytes(&one).unwrap()), (123, bytes(&two).unwrap()));
    assert_eq!(paths, list(&two).unwrap());
    assert!(paths.contains(&"pages/panel-00024.svg".to_owned()), "{paths:?}");
    fs::remove_dir_all(dir).unwrap();
}
