//! The house is in order: who may use whom, and what stands in which file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

/// The rooms of the build helper by rank: a room may use those of lower ranks.
///
/// `report` is a leaf in which all stages count, and `compilers` are written
/// with the public API, which is what `lib.rs` exports.
const RANKS: [&[&str]; 9] = [
    &["base", "report"],
    &["references"],
    &["cache", "source", "library"],
    &["compile"],
    &["config"],
    &["output"],
    &["scan", "tools"],
    &["artifacts", "directives"],
    &["pipeline"],
];

/// Lines, in one file.
const LONGEST: usize = 400;

/// Returns the sources below a directory of the repository, tests left out:
/// the path from the repository, and the text.
fn sources(dir: &str) -> BTreeMap<String, String> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = WalkDir::new(repository.join(dir)).into_iter().map(Result::unwrap);
    let files = files.filter(|it| it.path().extension().is_some_and(|it| it == "rs"));
    let read = |file: walkdir::DirEntry| {
        let path = file.path().strip_prefix(repository).unwrap().to_str().unwrap();
        (path.replace('\\', "/"), fs::read_to_string(file.path()).unwrap())
    };
    let is_code = |path: &str| {
        let is_test = path.contains("/tests/") || path.ends_with("/tests.rs");
        !is_test && path != "src/testing.rs"
    };
    files.map(read).filter(|(path, _)| is_code(path)).collect()
}

fn room(path: &str) -> &str {
    let path = path.strip_prefix("src/").unwrap();
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

fn rank(room: &str) -> Option<usize> {
    RANKS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn imports_go_down() {
    let mut faults = Vec::new();
    for (path, text) in sources("src") {
        let from = room(&path);
        if from == "lib" {
            continue;
        }
        for (line, text) in text.lines().enumerate() {
            // Paths in the middle of a line count as well.
            for (at, _) in text.match_indices("crate::") {
                let rest = &text[at + "crate::".len()..];
                let to: String =
                    rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_comment = text.trim_start().starts_with("//");
                let is_public = to.starts_with(char::is_uppercase) || to == "compilers";
                let is_below = match (rank(from), rank(&to)) {
                    (Some(from), Some(to)) => to < from,
                    // The compilers use the public API alone.
                    (None, _) => is_public,
                    // Which have the tokens of CSS, and a stack for oxc.
                    (Some(_), None) if from == "references" => to == "compilers",
                    (Some(_), None) => false,
                };
                if !is_comment && from != to && !is_below {
                    faults.push(format!("{path}:{}: {from} uses {to}", line + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "imports that do not go down:\n{}", faults.join("\n"));
}

#[test]
fn every_room_has_a_rank() {
    for path in sources("src").keys() {
        let room = room(path);
        let is_known = rank(room).is_some() || ["lib", "compilers"].contains(&room);
        assert!(is_known, "{path}: tests/it/tidy.rs does not know the room `{room}`");
    }
}

/// A face says what its room is, and has nothing else in it.
#[test]
fn a_face_has_only_modules() {
    for room in [
        "artifacts",
        "base",
        "cache",
        "compile",
        "config",
        "output",
        "references",
        "scan",
        "source",
        "tools",
    ] {
        let path = format!("src/{room}.rs");
        let text = &sources("src")[&path];
        assert!(text.starts_with("//! "), "{path} begins with what the room is");
        let is_face = |line: &str| {
            line.is_empty()
                || line.starts_with("//! ")
                || line == "//!"
                || line.contains("mod ")
                || line.starts_with("#[cfg(feature")
        };
        let other = text.lines().find(|line| !is_face(line));
        assert_eq!(other, None, "{path}");
    }
}

#[test]
fn no_file_is_long() {
    for dir in ["src", "pack", "macros", "runtime", "serve", "tests", "benches", "examples", "fuzz"]
    {
        let walk = WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(dir)).into_iter();
        // Not what is built there.
        let walk =
            walk.filter_entry(|it| !["target", "corpus"].iter().any(|no| it.file_name() == *no));
        for file in walk.map(Result::unwrap) {
            if file.path().extension().is_some_and(|it| it == "rs") {
                let lines = fs::read_to_string(file.path()).unwrap().lines().count();
                let path = file.path().display();
                assert!(lines <= LONGEST, "{path} has {lines} lines: more than {LONGEST}");
            }
        }
    }
}

/// What only one file may do, as ARCHITECTURE says.
#[test]
fn each_power_has_its_place() {
    let powers: [(&str, &[&str], &[&str]); 5] = [
        (
            "the environment",
            &["env::var", "env::var_os", "env::vars_os"],
            &["src/base/cargo_env.rs"],
        ),
        ("unsafe code", &["unsafe {", "unsafe impl", "unsafe extern"], &["src/base/sys.rs"]),
        ("cargo's output", &["stdout()", "println!", "print!"], &["src/directives.rs"]),
        ("BLAKE3", &["blake3::"], &["src/base/hasher.rs"]),
        ("SHA-2", &["sha2::"], &["src/base/browser_digest.rs"]),
    ];
    for (power, words, places) in powers {
        for (path, text) in sources("src") {
            for (line, text) in text.lines().enumerate() {
                let has_it = words.iter().any(|word| has_word(text, word));
                let is_comment = text.trim_start().starts_with("//");
                let at = format!("{path}:{}", line + 1);
                let may = is_comment || places.contains(&path.as_str());
                assert!(!has_it || may, "{at} uses {power}, which is for {places:?}: {text}");
            }
        }
    }
}

/// Whether a text has a word that is not the end of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let before = |at: usize| text[..at].chars().next_back();
    let begins = |at| before(at).is_none_or(|c| !c.is_alphanumeric() && c != '_');
    text.match_indices(word).any(|(at, _)| begins(at))
}
