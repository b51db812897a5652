use proptest::prelude::*;

use super::*;
use crate::base::error::Error;

fn globs(texts: &[&str]) -> Vec<Glob> {
    texts.iter().map(|text| Glob::new(text).unwrap()).collect()
}

fn select(include: &[&str], exclude: &[&str]) -> Select {
    Select::new(globs(include), globs(exclude))
}

#[test]
fn a_glob_without_a_slash_is_matched_against_the_file_name() {
    for (glob, path, matches) in [
        ("*.css", "site.css", true),
        ("*.css", "a/b/site.css", true),
        ("*.css", "site.css/readme", false),
        ("*.css", "site.scss", false),
        ("site.css", "a/site.css", true),
        ("site.css", "a/my-site.css", false),
        ("?.svg", "icons/a.svg", true),
        ("?.svg", "icons/ab.svg", false),
        ("[ab].svg", "a.svg", true),
        ("[ab].svg", "c.svg", false),
        ("*.{png,svg}", "a/b.png", true),
        ("*.{png,svg}", "a/b.gif", false),
        ("*", "a/b", true),
    ] {
        assert_eq!(Glob::new(glob).unwrap().matches(path), matches, "{glob} {path}");
    }
}

#[test]
fn a_glob_with_a_slash_is_matched_against_the_whole_path() {
    for (glob, path, matches) in [
        ("css/*.css", "css/site.css", true),
        ("css/*.css", "a/css/site.css", false),
        ("css/*.css", "css/a/site.css", false),
        ("css/**", "css/a/site.css", true),
        ("css/**", "other/site.css", false),
        ("css/**/*.css", "css/site.css", true),
        ("css/**/*.css", "css/a/b/site.css", true),
        ("**/site.css", "site.css", true),
        ("**/site.css", "a/b/site.css", true),
        ("{css,js}/*", "js/a.js", true),
        ("a?b/c", "a/b/c", false),
    ] {
        assert_eq!(Glob::new(glob).unwrap().matches(path), matches, "{glob} {path}");
    }
}

#[test]
fn globs_that_could_never_do_what_they_say_are_refused() {
    for (glob, reason) in [
        ("", "empty"),
        ("/css", "relative to the root"),
        ("./css", "relative to the root"),
        ("css/", "`dir/**`"),
        ("!*.css", "exclude"),
        (r"css\*.css", "not `\\`"),
        ("[ab.css", "bracket"),
        ("*.{png,svg", "bracket"),
        ("*.png}", "bracket"),
        ("{a,{b,c}", "bracket"),
    ] {
        let problem = Error::from(Glob::new(glob).unwrap_err());
        assert_eq!(problem.kind(), ErrorKind::Config);
        let text = problem.to_string();
        assert!(text.contains(&format!("{glob:?}")) && text.contains(reason), "{text}");
    }
    for glob in ["[}]", "[{]", "{[}],a}", "a!b", "[!a].css"] {
        assert!(Glob::new(glob).is_ok(), "{glob}");
    }
}

proptest! {
    #[test]
    fn no_glob_and_no_path_panics(glob in "[a*?{},!/.\\[\\]^-]{0,12}", path in "[a./é-]{0,12}") {
        if let Ok(glob) = Glob::new(&glob) {
            glob.matches(&path);
        }
    }
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
        assert_eq!(select.file(path), verdict, "{path}");
    }
    assert_eq!(select.dir("keep/not"), Verdict::Leave);
    assert_eq!(select.dir("any"), Verdict::Take, "an included file may be in it");
    assert_eq!(Select::new(Vec::new(), Vec::new()).file("any/thing"), Verdict::Take);
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
        assert_eq!(select(include, &[]).file(path), verdict, "{include:?} {path}");
    }
    assert_eq!(select(&[], &[]).dir(".git"), Verdict::Hidden);
    assert_eq!(select(&["*"], &[]).dir(".git"), Verdict::Hidden);
    assert_eq!(select(&[".github/**"], &[]).dir(".github"), Verdict::Take);
    assert_eq!(select(&[], &[]).dir(".well-known"), Verdict::Take);
    assert_eq!(select(&[".git/**"], &[".git"]).dir(".git"), Verdict::Leave);
}

#[test]
fn only_a_whole_path_without_a_wildcard_names_a_file() {
    let select = select(&["tls/server.pem", "id_rsa", "*.key", "{a,b}", "c/?"], &[]);
    for (path, named) in [
        ("tls/server.pem", true),
        ("id_rsa", true),
        ("ssh/id_rsa", false),
        ("a.key", false),
        ("*.key", false),
        ("{a,b}", false),
        ("c/?", false),
        ("server.pem", false),
    ] {
        assert_eq!(select.names(path), named, "{path}");
    }
}

#[test]
fn names_of_secrets_are_told_from_others() {
    for path in [
        "server.pem",
        "a/b.key",
        "B.KEY",
        "id.p12",
        "id.pfx",
        "store.jks",
        "a.keystore",
        ".npmrc",
        ".netrc",
        ".pgpass",
        ".htpasswd",
        "credentials",
        "aws/Credentials",
        "credentials.json",
        "id_rsa",
        "ID_RSA",
        "id_dsa",
        "id_ecdsa",
        "id_ed25519",
        ".env",
        "a/.env.local",
        ".envrc",
    ] {
        assert!(secret_name(file_name(path)), "{path}");
    }
    for path in [
        "key",
        "pem",
        "id_rsa.pub",
        "keyboard.svg",
        "a.key/readme",
        "env",
        "a.env.js",
        "credentials-form/index.html",
        "monkey",
        ".htaccess",
        "",
    ] {
        assert!(!secret_name(file_name(path)), "{path}");
    }
}

#[test]
fn private_keys_are_told_from_other_content() {
    for bytes in [
        "-----BEGIN PRIVATE KEY-----\nAAAA",
        "-----BEGIN RSA PRIVATE KEY-----\r\nAAAA",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "\n  -----BEGIN ENCRYPTED PRIVATE KEY-----\n",
    ] {
        assert!(secret_content(bytes.as_bytes()), "{bytes}");
    }
    for bytes in [
        "",
        "-----BEGIN CERTIFICATE-----\nAAAA",
        "-----BEGIN PUBLIC KEY-----\n",
        "-----BEGIN \nPRIVATE KEY-----",
        "how to write -----BEGIN PRIVATE KEY-----",
    ] {
        assert!(!secret_content(bytes.as_bytes()), "{bytes}");
    }
}
