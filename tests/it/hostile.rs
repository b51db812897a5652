//! Trees that would break, hang or betray a careless build: each rule of
//! README, "What is embedded", on a real tree.
//!
//! Only Linux lets a test make all of these names.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use include_components_build::{Build, Error, ErrorKind, Links, Report};
use tempfile::TempDir;

/// A tree to embed, `components`, and a directory beside it, `outside`.
struct Tree(TempDir);

impl Tree {
    fn new() -> Self {
        let tree = Tree(tempfile::tempdir().unwrap());
        for directory in ["components", "outside", "out"] {
            fs::create_dir(tree.path(directory)).unwrap();
        }
        tree
    }

    fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(relative)
    }

    fn write(&self, path: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
        self
    }

    /// Makes a link below `components`; a relative target is as in `ln -s`.
    fn link(&self, target: impl AsRef<Path>, link: &str) -> &Self {
        symlink(target, self.path("components").join(link)).unwrap();
        self
    }

    fn build(&self) -> Build {
        let mut build = Build::new();
        build.root(self.path("components"));
        build
    }

    /// Builds with the options that `set` adds.
    fn run(&self, set: impl FnOnce(&mut Build) -> &mut Build) -> Result<Report, Error> {
        let mut build = self.build();
        set(&mut build);
        let out = self.path("out");
        within_a_minute(move || build.run_in(out).map(|(report, _)| report))
    }

    /// Builds, which must fail; returns the one message, of the one problem.
    #[track_caller]
    fn refused(&self, kind: ErrorKind) -> String {
        let error = self.run(|it| it).expect_err("the tree is refused");
        let [message] = error
            .problems()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .try_into()
            .expect("one problem");
        assert_eq!(error.kind(), kind, "{message}");
        assert_eq!(format!("{error:?}"), message);
        message
    }

    /// Returns the paths that were embedded last.
    fn embedded(&self) -> Vec<String> {
        let pack = fs::read(self.path("out/components.pack")).unwrap();
        let pack = include_components_pack::Pack::open(&pack).unwrap();
        (0..pack.len()).map(|at| pack.entry(at).unwrap().path().unwrap().to_owned()).collect()
    }
}

/// Fails the test if `run` hangs, as on a FIFO that it opened.
fn within_a_minute<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(run()));
    receiver.recv_timeout(Duration::from_secs(60)).expect("an end within a minute")
}

#[track_caller]
fn assert_says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "{word:?} should be in: {message}");
    }
}

#[test]
fn names_that_are_no_logical_path_are_refused() {
    for (name, shown) in [
        ("a\ncargo::rustc-env=PWNED=yes", r"a\ncargo::rustc-env=PWNED=yes"),
        ("carriage\rreturn", r"carriage\rreturn"),
        ("escape\x1b[2J", r"escape\u{1b}[2J"),
        ("delete\x7f", r"delete\u{7f}"),
        ("next\u{85}line", r"next\u{85}line"),
        ("line\u{2028}separator", r"line\u{2028}separator"),
    ] {
        let tree = Tree::new();
        tree.write("components/good.txt", "").write(format!("components/{name}"), "");
        assert_says(
            &tree.refused(ErrorKind::Name),
            &["components/", shown, "control character", "rename"],
        );

        let tree = Tree::new();
        tree.write(format!("components/{name}/inside.txt"), "");
        assert_says(
            &tree.refused(ErrorKind::Name),
            &["components/", shown, "control character", "rename"],
        );
    }
    let tree = Tree::new();
    tree.write(Path::new("components").join(OsStr::from_bytes(b"latin-1-\xe9.txt")), "");
    assert_says(
        &tree.refused(ErrorKind::Name),
        &["components/", r"latin-1-\xE9.txt", "UTF-8", "rename"],
    );
}

#[test]
fn links_are_followed_as_far_as_asked_for() {
    let tree = Tree::new();
    tree.write("components/dir/file.txt", "inside").write("components/file.txt", "inside");
    tree.link("file.txt", "to-file")
        .link("dir", "to-dir")
        .link("../outside/../components/file.txt", "round");
    tree.run(|it| it).unwrap();
    let inside = ["dir/file.txt", "file.txt", "round", "to-dir/file.txt", "to-file"];
    assert_eq!(tree.embedded(), inside);
    let refused = tree.run(|it| it.links(Links::Refuse)).unwrap_err();
    assert_eq!((refused.kind(), refused.problems().count()), (ErrorKind::Link, 3));
    for link in ["to-file", "to-dir", "round"] {
        assert_says(&refused.to_string(), &[&format!("components/{link}"), "refused"]);
    }
    assert_eq!(tree.embedded(), inside, "the last pack stays");

    for (target, embeds) in
        [("../outside/file.txt", "link"), ("../outside", "link/file.txt"), ("..", "")]
    {
        let tree = Tree::new();
        tree.write("outside/file.txt", "outside").link(target, "link");
        assert_says(&tree.refused(ErrorKind::Link), &["components/link", "Links::Anywhere"]);
        if !embeds.is_empty() {
            tree.run(|it| it.links(Links::Anywhere)).unwrap();
            assert_eq!(tree.embedded(), [embeds]);
        }
    }
}

#[test]
fn links_that_lead_nowhere_are_refused_whatever_is_asked_for() {
    for links in [Links::Inside, Links::Anywhere] {
        for (target, link) in
            [("gone.txt", "dangling"), ("self", "self"), (".", "loop"), ("..", "up")]
        {
            let tree = Tree::new();
            tree.write("components/file.txt", "").link(target, link);
            let error = tree.run(|it| it.links(links)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Link, "{links:?}, {link}: {error}");
            assert_says(&error.to_string(), &[&format!("components/{link}")]);
        }
    }
    let tree = Tree::new();
    fs::create_dir(tree.path("components/deeper")).unwrap();
    tree.link("..", "deeper/round").link("deeper", "again");
    let error = tree.run(|it| it).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Link);
    assert_says(&error.to_string(), &["components/deeper/round"]);
}

#[test]
fn what_is_no_file_is_refused_and_never_opened() {
    let tree = Tree::new();
    let fifo = tree.path("components/fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    assert_says(&tree.refused(ErrorKind::FileType), &["components/fifo", "exclude"]);
    tree.run(|it| it.exclude("fifo")).unwrap();

    let tree = Tree::new();
    let _socket = UnixListener::bind(tree.path("components/socket")).unwrap();
    assert_says(&tree.refused(ErrorKind::FileType), &["components/socket", "exclude"]);

    let tree = Tree::new();
    tree.link("/dev/zero", "device");
    assert_eq!(tree.run(|it| it).unwrap_err().kind(), ErrorKind::Link);
    let error = tree.run(|it| it.links(Links::Anywhere)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FileType);
    assert_says(&error.to_string(), &["components/device", "exclude"]);
}

#[test]
fn names_that_some_systems_take_for_one_are_refused() {
    for (one, other) in [
        ("Button.html", "button.html"),
        ("Icons/a.svg", "icons/A.svg"),
        ("caf\u{e9}.txt", "cafe\u{301}.txt"),
        ("\u{c5}.txt", "a\u{30a}.txt"),
        ("stra\u{df}e.txt", "STRA\u{1e9e}E.txt"),
        ("a/b.txt", "a\\b.txt"),
    ] {
        let tree = Tree::new();
        tree.write(format!("components/{one}"), "1").write(format!("components/{other}"), "2");
        let message = tree.refused(ErrorKind::Collision);
        // Both names are shown so that the difference can be seen.
        let shown = [one, other].map(|name| format!("components/{name:?}").replace('"', ""));
        assert_says(&message, &[&shown[0], &shown[1], "rename", "exclude"]);
    }
    let tree = Tree::new();
    tree.write("components/a/same.txt", "1").write("outside/a/same.txt", "2");
    let error = tree.run(|it| it.root(tree.path("outside"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Collision);
    assert_says(&error.to_string(), &["components/a/same.txt", "outside/a/same.txt", "two roots"]);
}

#[test]
fn secrets_are_embedded_only_by_their_exact_path() {
    let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    for (path, contents) in [
        ("server.pem", "x"),
        ("tls/server.key", "x"),
        ("SERVER.KEY", "x"),
        ("id.p12", "x"),
        ("ssh/id_rsa", "x"),
        ("credentials", "x"),
        ("credentials.json", "x"),
        ("notes.txt", key),
        ("bundle.txt", &format!("-----BEGIN CERTIFICATE-----\nAAAA\n{key}")),
    ] {
        let tree = Tree::new();
        tree.write(format!("components/{path}"), contents);
        let message = tree.refused(ErrorKind::Secret);
        assert_says(&message, &[&format!("components/{path}"), "allow_secret", "exclude"]);
        let error = tree.run(|it| it.include(path)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Secret, "{path}: to include it is not consent");
        let error = tree.run(|it| it.allow_secret("**/*")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Secret, "{path}: a wildcard is not consent");
        tree.run(|it| it.allow_secret(path)).unwrap();
        assert_eq!(tree.embedded(), [path]);
        tree.run(|it| it.exclude(path)).unwrap();
        assert!(tree.embedded().is_empty());
    }
    for path in [".env", ".env.local", "deploy/.env", ".npmrc"] {
        let tree = Tree::new();
        tree.write(format!("components/{path}"), "TOKEN=x").write("components/a.txt", "");
        // It is hidden besides, so that it may be left out without an error.
        if tree.run(|it| it).is_ok() {
            assert_eq!(tree.embedded(), ["a.txt"]);
        }
        let error = tree.run(|it| it.include("*").include("**/.*")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Secret);
        assert_says(&error.to_string(), &[&format!("components/{path}"), "allow_secret"]);
        tree.run(|it| it.include(path).allow_secret(path)).unwrap();
        assert_eq!(tree.embedded(), [path]);
    }
}

#[test]
fn hidden_entries_are_left_out_and_counted() {
    let tree = Tree::new();
    tree.write("components/shown.txt", "").write("components/.hidden", "");
    tree.write("components/.git/config", "").write("components/dir/.keep", "");
    tree.write("components/.well-known/security.txt", "");
    let report = tree.run(|it| it).unwrap();
    assert_eq!(tree.embedded(), [".well-known/security.txt", "shown.txt"]);
    assert_eq!((report.components(), report.hidden()), (2, 3));
    tree.run(|it| it.include(".hidden").include("*.txt")).unwrap();
    assert_eq!(tree.embedded(), [".hidden", ".well-known/security.txt", "shown.txt"]);
}

#[test]
fn roots_that_are_none_are_refused() {
    let tree = Tree::new();
    fs::remove_dir(tree.path("components")).unwrap();
    assert_says(&tree.refused(ErrorKind::Root), &["components\"", "create it", "allow_missing"]);
    let report = tree.run(|it| it.allow_missing()).unwrap();
    assert_eq!((report.components(), tree.embedded().len()), (0, 0));
    tree.write("components", "a file");
    assert_says(&tree.refused(ErrorKind::Root), &["components\"", "is a file", "directory"]);
    let error = tree.run(|it| it.allow_missing()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Root, "a file is not a missing directory");
}

#[test]
fn all_problems_are_reported_in_one_run() {
    let tree = Tree::new();
    tree.write("components/a\nb.txt", "").write("components/id_rsa", "x");
    tree.write("components/one.txt", "").write("components/ONE.txt", "");
    tree.link("gone", "dangling").link("/etc", "etc");
    let _socket = UnixListener::bind(tree.path("components/socket")).unwrap();
    let error = tree.run(|it| it.root(tree.path("missing"))).unwrap_err();
    let messages: Vec<_> = error.problems().map(ToString::to_string).collect();
    let names = ["ONE.txt", "a\\nb.txt", "dangling", "/etc\"", "id_rsa", "socket", "missing"];
    let positions = names.map(|name| {
        let naming = |message: &String| message.contains(name);
        let found = messages.iter().position(naming);
        found.unwrap_or_else(|| panic!("a message names {name}: {messages:#?}"))
    });
    assert!(positions.is_sorted(), "in path order: {messages:#?}");
    assert_eq!(messages.len(), names.len(), "{messages:#?}");
    assert!(!messages.iter().any(|it| it.contains('\n')), "a line each: {messages:#?}");
    assert!(error.path().unwrap().ends_with("components/ONE.txt"), "{:?}", error.path());
}

#[test]
fn all_files_that_cannot_be_embedded_are_reported_in_one_run() {
    let tree = Tree::new();
    let key = "-----BEGIN RSA PRIVATE KEY-----\n";
    tree.write("components/b.txt", key).write("components/a/a.txt", key).write("components/c", "");
    let error = tree.run(|it| it).unwrap_err();
    let messages: Vec<_> = error.problems().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 2, "{messages:#?}");
    assert_says(&messages[0], &["components/a/a.txt"]);
    assert_says(&messages[1], &["components/b.txt"]);
}

#[test]
fn a_failed_run_leaves_the_last_output_alone() {
    let tree = Tree::new();
    tree.write("components/a.txt", "first");
    tree.run(|it| it).unwrap();
    let before = out_files(&tree);
    tree.write("components/a.txt", "second").write("components/id_rsa", "x");
    tree.refused(ErrorKind::Secret);
    assert_eq!(out_files(&tree), before);
}

/// Returns the names and bytes of all that is in OUT_DIR.
fn out_files(tree: &Tree) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(tree.path("out")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    files.sort();
    files
}

/// The rest of the test runs as another user, since root reads everything.
const AS_NOBODY: &str = "IT_AS_NOBODY";

#[test]
fn unreadable_files_and_directories_are_errors() {
    let tree = Tree::new();
    tree.write("components/readable.txt", "").write("components/closed.txt", "closed");
    tree.write("components/shut/inside.txt", "");
    for closed in ["components/closed.txt", "components/shut"] {
        fs::set_permissions(tree.path(closed), Permissions::from_mode(0o000)).unwrap();
    }
    let is_root = fs::read(tree.path("components/closed.txt")).is_ok();
    if !is_root {
        for (path, error) in [("closed.txt", None), ("shut", Some("list"))] {
            let other = if path == "shut" { "closed.txt" } else { "shut" };
            let failed = tree.run(|it| it.exclude(other)).unwrap_err();
            assert_eq!(failed.kind(), ErrorKind::Read, "{failed}");
            let words =
                [&format!("components/{path}"), "ermission denied", error.unwrap_or("read")];
            assert_says(&failed.to_string(), &words);
        }
        let key = "-----BEGIN RSA PRIVATE KEY-----\n";
        tree.write("components/key.txt", key).write("components/bad\n.txt", "");
        let failed = tree.run(|it| it).unwrap_err();
        assert_says(&failed.to_string(), &["shut", "closed.txt", "key.txt", "bad\\n.txt"]);
        assert_eq!(failed.problems().count(), 4, "{failed}");
        // So that the temporary directory can be removed.
        fs::set_permissions(tree.path("components/shut"), Permissions::from_mode(0o700)).unwrap();
        return;
    }
    assert!(std::env::var_os(AS_NOBODY).is_none(), "nobody reads what root alone may");
    // Root reads everything: the test runs itself again as nobody, from a copy
    // that nobody can reach.
    let place = tempfile::tempdir().unwrap();
    fs::set_permissions(place.path(), Permissions::from_mode(0o777)).unwrap();
    let copy = place.path().join("it");
    // By another process: a child that a parallel test starts would have a file of this one
    // open to be written, and what is open so cannot be run.
    let mut cp = Command::new("cp");
    cp.arg("-p").arg(std::env::current_exe().unwrap()).arg(&copy);
    assert!(cp.status().unwrap().success());
    let mut again = Command::new(&copy);
    again.args(["--exact", "hostile::unreadable_files_and_directories_are_errors", "--nocapture"]);
    again.env(AS_NOBODY, "1").env("TMPDIR", place.path()).current_dir(place.path());
    let output = again.uid(65534).gid(65534).output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && stdout.contains("1 passed"),
        "as nobody:\n{stdout}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
