use super::*;

fn globs(texts: &[&str]) -> Vec<Glob> {
    texts.iter().map(|text| Glob::new(text).unwrap()).collect()
}

fn select(include: &[&str], exclude: &[&str]) -> Select {
    Select::new(globs(include), globs(exclude), None, BTreeSet::new())
}

#[test]
fn exclude_wins_over_include() {
    let select = select(&["*.css", "keep/**"], &["*.min.css", "keep/not"]);
    for (path, verdict) in [
        ("a.css", Verdict::Take),
        ("a/b.css", Verdict::Take),
        ("keep/b.txt", Verdict::Take),
        ("a.min.css", Verdict::Leave),
        ("keep/a.min.css", Verdict::Leave),
        ("keep/not", Verdict::Leave),
        ("a.txt", Verdict::Leave),
    ] {
        assert_eq!(select.file(path, path), verdict, "{path}");
    }
    assert_eq!(select.dir("keep/not"), Verdict::Leave);
    assert_eq!(select.dir("any"), Verdict::Take, "an included file may be in it");
    assert_eq!(
        Select::new(Vec::new(), Vec::new(), None, BTreeSet::new()).file("any/thing", "any/thing"),
        Verdict::Take
    );
}

#[test]
fn what_is_hidden_is_taken_only_where_a_glob_spells_the_dot() {
    for (include, path, verdict) in [
        (&[][..], ".htaccess", Verdict::Hidden),
        (&[], "a/.htaccess", Verdict::Hidden),
        (&[], ".git/config", Verdict::Hidden),
        (&[], ".well-known/security.txt", Verdict::Take),
        (&[], ".well-known/.hidden", Verdict::Hidden),
        (&[], ".well-known2/a", Verdict::Hidden),
        (&["*"], ".htaccess", Verdict::Hidden),
        (&["**/*"], ".git/config", Verdict::Hidden),
        (&[".htaccess"], "a/.htaccess", Verdict::Take),
        (&[".htaccess"], ".other", Verdict::Hidden),
        (&[".github/**"], ".github/a/b.yml", Verdict::Take),
        (&[".github/**"], ".git/config", Verdict::Hidden),
        (&["*.txt"], ".well-known/security.txt", Verdict::Take),
        (&["*.css"], ".well-known/security.txt", Verdict::Leave),
    ] {
        assert_eq!(select(include, &[]).file(path, path), verdict, "{include:?} {path}");
    }
    assert_eq!(select(&[], &[]).dir(".git"), Verdict::Hidden);
    assert_eq!(select(&["*"], &[]).dir(".git"), Verdict::Hidden);
    assert_eq!(select(&[".github/**"], &[]).dir(".github"), Verdict::Take);
    assert_eq!(select(&[], &[]).dir(".well-known"), Verdict::Take);
    assert_eq!(select(&[".git/**"], &[".git"]).dir(".git"), Verdict::Leave);
}

#[test]
fn hidden_files_are_taken_as_others_are_if_that_is_said() {
    let globs = |texts: &[&str]| globs(texts);
    let select =
        |include| Select::new(globs(include), globs(&[".git"]), Some(true), BTreeSet::new());
    let all = select(&[]);
    for path in [".htaccess", "a/.vite/manifest.json", ".well-known/.hidden", "a"] {
        assert_eq!(all.file(path, path), Verdict::Take, "{path}");
    }
    assert_eq!((all.dir(".vite"), all.dir(".git")), (Verdict::Take, Verdict::Leave));
    let some = select(&["*.css"]);
    assert_eq!(some.file(".hidden/a.css", ".hidden/a.css"), Verdict::Take);
    assert_eq!(
        some.file(".htaccess", ".htaccess"),
        Verdict::Leave,
        "an `include` is a list all the same"
    );
}

#[test]
fn a_secret_is_allowed_by_its_whole_path() {
    let paths = ["tls/server.pem", "id_rsa"].map(str::to_owned);
    let select = Select::new(Vec::new(), Vec::new(), None, BTreeSet::from(paths));
    for (path, allowed) in [
        ("tls/server.pem", true),
        ("id_rsa", true),
        ("ssh/id_rsa", false),
        ("server.pem", false),
        ("tls/SERVER.pem", false),
    ] {
        assert_eq!(select.allows_secret(path), allowed, "{path}");
    }
    assert_eq!(select.file("other", "other"), Verdict::Take, "nothing else is left out");
}

#[test]
fn hidden_files_are_missed_where_a_glob_may_match_them() {
    for (include, path, expected) in [
        (&[][..], ".vite/", true),
        (&["*.json"], ".vite/", true),
        (&["dist/**"], "dist/.vite/", true),
        (&["dist/.vite/a/*"], "dist/.vite/", true),
        (&["dist/**"], ".git/", false),
        (&["dist/**"], "dist2/.vite/", false),
        (&["*.css"], ".a.css", true),
        (&["*.css"], ".env", false),
    ] {
        assert_eq!(select(include, &[]).would_take(path), expected, "{include:?} {path}");
    }
}
