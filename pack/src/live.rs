//! The live record, `OUT_DIR/NAME.live.record`: how cargo started the build script.
//!
//! In live mode the program starts the script again, as cargo did, and asks it to look
//! at the components. What the two say to each other is here as well.
//!
//! The record is text: a heading and fields, each behind a word and `=`, with a NUL
//! and a newline behind it, as variables may have newlines, but no NUL.
//!
//! ```text
//! include-components live 1
//! build=…     the mark of this build, hexadecimal
//! program=…   the executable
//! dir=…       the directory that it runs in
//! env=NAME=…  a variable; any number of these
//! ```

/// The variable that names the set to look at, in the environment of the script; in
/// that of the program, `0` turns live mode off.
pub const VARIABLE: &str = "INCLUDE_COMPONENTS_LIVE";

/// The prefix of the lines on the script's standard output that are for the program.
pub const ANSWER: &str = "include-components-live: ";

/// The line that asks for a look.
pub const CHECK: &str = "check";

/// The answer when the script has come to the set, and at last to each [`CHECK`].
pub const GOOD: &str = "good";

/// The answer to a [`CHECK`] that failed. The lines before it, each behind
/// [`TEXT`], say why.
pub const FAILED: &str = "failed";

/// The answer if the script cannot look at all; the lines before it say why.
pub const OFF: &str = "off";

/// The prefix of a line of an error.
pub const TEXT: &str = "| ";

const HEADING: &str = "include-components live 1";
const END: &str = "\0\n";

/// The extension of the record's file, behind the name of the set.
pub const RECORD: &str = "live.record";

/// The extension of the directory that the script writes to in live mode.
pub const DIR: &str = "live";

/// A live record, read. It borrows the file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveRecord<'a> {
    /// The mark of this build of the package: the program has it, too.
    pub build: &'a str,
    /// The absolute path of the build script's executable.
    pub program: &'a str,
    /// The directory in which cargo started it.
    pub dir: &'a str,
    env: &'a str,
}

impl<'a> LiveRecord<'a> {
    /// Reads a record; `None` if it is damaged or of another version.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (heading, rest) = text.split_once(END)?;
        let (build, rest) = rest.split_once(END)?;
        let (program, rest) = rest.split_once(END)?;
        let (dir, env) = rest.split_once(END)?;
        let is_whole = heading == HEADING && (env.is_empty() || env.ends_with(END));
        is_whole.then_some(())?;
        Some(LiveRecord {
            build: build.strip_prefix("build=")?,
            program: program.strip_prefix("program=")?,
            dir: dir.strip_prefix("dir=")?,
            env,
        })
    }

    /// Writes a record.
    #[cfg(feature = "write")]
    pub fn text<'b>(
        build: &str,
        program: &str,
        dir: &str,
        variables: impl Iterator<Item = (&'b str, &'b str)>,
    ) -> String {
        let fields =
            format!("{HEADING}{END}build={build}{END}program={program}{END}dir={dir}{END}");
        let push = |text, (name, value)| text + "env=" + name + "=" + value + END;
        variables.fold(fields, push)
    }

    /// Returns the names and values of the variables.
    pub fn variables(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.env.split(END).filter_map(|line| line.strip_prefix("env=")?.split_once('='))
    }
}

/// Whether a variable is one that cargo sets for build scripts, and so goes into the
/// record, and none of the user's, which may be a secret.
///
/// The names are those of the Cargo Book, "Environment Variables Cargo Sets for Build
/// Scripts", but for those of the jobserver, which ends with cargo.
pub fn is_recorded(name: &str) -> bool {
    const NAMES: [&str; 20] = [
        "CARGO",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_LINKS",
        "CARGO_MANIFEST_PATH",
        "DEBUG",
        "DYLD_FALLBACK_LIBRARY_PATH",
        "HOST",
        "INCLUDE_COMPONENTS_CACHE",
        "LD_LIBRARY_PATH",
        "LIBPATH",
        "NUM_JOBS",
        "OPT_LEVEL",
        "PROFILE",
        "RUSTC",
        "RUSTC_LINKER",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "RUSTDOC",
        "TARGET",
    ];
    const PACKAGE: [&str; 14] = [
        "AUTHORS",
        "DESCRIPTION",
        "HOMEPAGE",
        "LICENSE",
        "LICENSE_FILE",
        "NAME",
        "README",
        "REPOSITORY",
        "RUST_VERSION",
        "VERSION",
        "VERSION_MAJOR",
        "VERSION_MINOR",
        "VERSION_PATCH",
        "VERSION_PRE",
    ];
    // Anybody can set a variable that begins as those of cargo do.
    const SECRETS: [&str; 6] = ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "KEY"];

    if let Some(rest) = name.strip_prefix("CARGO_PKG_") {
        return PACKAGE.contains(&rest);
    }
    if let Some(rest) = name.strip_prefix("DEP_") {
        return !rest.split('_').any(|word| SECRETS.contains(&word));
    }
    let is_open = ["CARGO_CFG_", "CARGO_FEATURE_"].iter().any(|prefix| name.starts_with(prefix));
    is_open || NAMES.contains(&name)
}
