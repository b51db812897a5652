use super::*;

#[test]
fn the_longest_directory_of_a_name_counts() {
    let all = [
        ("a/", Some("/1/")),
        ("a/b/", Some("/2/")),
        ("a/b/c", Some("/3")),
        ("a/n/", None),
        ("é/", Some("/4/")),
        ("a/", Some("/5/")),
    ];
    let owned = all.map(|(name, url)| (name.to_owned(), url.map(str::to_owned)));
    let names = Names::new(owned.into_iter());
    for (name, expected) in [
        ("a/b/c", Some(("a/b/c", Some("/3")))),
        ("a/b/d/e", Some(("a/b/", Some("/2/d/e")))),
        ("a/bc", Some(("a/", Some("/5/bc")))),
        ("a/n/x", Some(("a/n/", None))),
        ("a/", Some(("a/", Some("/5/")))),
        ("é/é/é", Some(("é/", Some("/4/é/é")))),
        ("éé/é", None),
        ("b", None),
        ("", None),
    ] {
        let found = names.lookup(name);
        let found = found.as_ref().map(|(key, url)| (key.as_str(), url.as_deref()));
        assert_eq!(found, expected, "{name}");
    }
    let order: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(order, ["a/b/", "a/b/c", "a/n/", "é/", "a/"]);
}
