//! What cargo tells a build script: the only reader of the environment.

use std::env;
use std::ffi::OsString;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;

use include_components_pack::live;

/// The variable by which a user asks why things are built.
pub(crate) const EXPLAIN: &str = "INCLUDE_COMPONENTS_EXPLAIN";

/// The variable by which a user turns tools off that make folders.
pub(crate) const TOOLS: &str = "INCLUDE_COMPONENTS_TOOLS";

/// The variable that names a folder to take in the place of what a tool makes.
pub(crate) const PREBUILT: &str = "INCLUDE_COMPONENTS_PREBUILT";

/// Returns the variable that names one for a package.
pub(crate) fn prebuilt_of(package: &str) -> String {
    format!("{PREBUILT}_{}", package.to_uppercase().replace('-', "_"))
}

/// The environment of a build script, as far as it is used.
#[derive(Clone, Debug, Default)]
pub(crate) struct CargoEnv {
    pub(crate) manifest_dir: Option<PathBuf>,
    /// Whether this process runs in `manifest_dir`, as build scripts do.
    pub(crate) in_manifest_dir: bool,
    pub(crate) out_dir: Option<PathBuf>,
    /// How many threads cargo allows, its `-j`.
    pub(crate) jobs: Option<usize>,
    /// Where its jobserver is, as GNU make says it in `MAKEFLAGS`.
    pub(crate) makeflags: String,
    /// Whether the profile is `dev`, or inherits from it.
    pub(crate) is_dev: bool,
    pub(crate) package: String,
    pub(crate) version: String,
    /// The oldest Rust that the package wants, as major and minor version.
    pub(crate) rust_version: Option<(u32, u32)>,
    pub(crate) target: TargetEnv,
    /// Where the user wants the persistent cache.
    pub(crate) cache: Option<OsString>,
    /// Whether the user asks why things are built.
    pub(crate) explain: bool,
    /// The set that a program in live mode started this process for.
    pub(crate) live: Option<String>,
    pub(crate) tools: ToolEnv,
}

/// What concerns tools that make folders.
#[derive(Clone, Debug, Default)]
pub(crate) struct ToolEnv {
    /// Whether the user wants them run.
    pub(crate) switch: String,
    /// The folder that the user wants in the place of what a tool makes.
    pub(crate) prebuilt: Option<OsString>,
    /// The same for this package alone.
    pub(crate) prebuilt_here: Option<OsString>,
    pub(crate) docs_rs: bool,
    /// Whether a variable keeps cargo from the network.
    pub(crate) offline: bool,
}

/// The target that cargo builds for: mostly its `CARGO_CFG_TARGET_*` variables.
#[derive(Clone, Debug, Default)]
pub(crate) struct TargetEnv {
    /// The whole name, `TARGET`.
    pub(crate) triple: String,
    pub(crate) arch: String,
    pub(crate) os: String,
    pub(crate) env: String,
    pub(crate) abi: String,
    pub(crate) endian: String,
    pub(crate) pointer_width: String,
}

impl CargoEnv {
    /// Reads the environment of this process.
    pub(crate) fn read() -> Self {
        let text =
            |key: &str| var(key).and_then(|value| value.into_string().ok()).unwrap_or_default();
        let manifest_dir = var("CARGO_MANIFEST_DIR").map(PathBuf::from);
        CargoEnv {
            in_manifest_dir: manifest_dir.is_some() && manifest_dir == env::current_dir().ok(),
            manifest_dir,
            out_dir: var("OUT_DIR").map(PathBuf::from),
            jobs: text("NUM_JOBS").parse().ok(),
            makeflags: text("CARGO_MAKEFLAGS"),
            is_dev: text("PROFILE") == "debug",
            package: text("CARGO_PKG_NAME"),
            version: text("CARGO_PKG_VERSION"),
            rust_version: major_minor(&text("CARGO_PKG_RUST_VERSION")),
            cache: var("INCLUDE_COMPONENTS_CACHE"),
            live: live_set(),
            tools: ToolEnv {
                switch: text(TOOLS),
                prebuilt: var(PREBUILT),
                prebuilt_here: var(&prebuilt_of(&text("CARGO_PKG_NAME"))),
                docs_rs: var("DOCS_RS").is_some(),
                offline: text("CARGO_NET_OFFLINE") == "true",
            },
            explain: var(EXPLAIN).is_some_and(|value| value != "0" && !value.is_empty()),
            target: TargetEnv {
                triple: text("TARGET"),
                arch: text("CARGO_CFG_TARGET_ARCH"),
                os: text("CARGO_CFG_TARGET_OS"),
                env: text("CARGO_CFG_TARGET_ENV"),
                abi: text("CARGO_CFG_TARGET_ABI"),
                endian: text("CARGO_CFG_TARGET_ENDIAN"),
                pointer_width: text("CARGO_CFG_TARGET_POINTER_WIDTH"),
            },
        }
    }
}

/// Returns the set that a program in live mode started this process for.
///
/// The variable is the user's as well, who may have set it when cargo runs. But cargo gives
/// each build script a jobserver (the Cargo Book, "Environment Variables"), and a program
/// gives none.
pub(crate) fn live_set() -> Option<String> {
    let set = var(live::VARIABLE)?.into_string().ok()?;
    let is_switch = set.is_empty() || set == "0";
    (!is_switch && var("CARGO_MAKEFLAGS").is_none()).then_some(set)
}

/// Whether cargo was started with `--offline`, of which it tells nobody.
#[cfg(target_os = "linux")]
pub(crate) fn is_cargo_offline() -> bool {
    let parent = std::os::unix::process::parent_id();
    let args = std::fs::read(format!("/proc/{parent}/cmdline")).unwrap_or_default();
    // What comes behind `--` is for the program.
    let mut args = args.split(|byte| *byte == 0).take_while(|arg| *arg != b"--");
    args.any(|arg| arg == b"--offline" || arg == b"--frozen")
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn is_cargo_offline() -> bool {
    false
}

/// Returns the first two numbers of a version, `1.70` or `1.70.0`.
fn major_minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next().unwrap_or(Some(0))?))
}

/// Returns the variables that the live record may have, in the order of their names.
pub(crate) fn recorded() -> Vec<(String, String)> {
    #[expect(clippy::disallowed_methods, reason = "this module reads the environment for all")]
    let variables = env::vars_os();
    let text = |(name, value): (OsString, OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    let variables = variables.filter_map(text).filter(|(name, _)| live::is_recorded(name));
    let mut variables: Vec<(String, String)> = variables.collect();
    variables.sort();
    variables
}

/// Returns the executable of this process and the directory that it runs in.
pub(crate) fn started() -> Option<(PathBuf, PathBuf)> {
    Some((env::current_exe().ok()?, env::current_dir().ok()?))
}

/// Returns 128 random bits in hexadecimal.
pub(crate) fn random() -> String {
    // Std takes its keys from the system, and is the one way to it without a dependency.
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

/// Reads a variable that a compiler asked for.
pub(crate) fn var(key: &str) -> Option<OsString> {
    #[expect(clippy::disallowed_methods, reason = "this module reads the environment for all")]
    env::var_os(key)
}

/// Returns the directory of this system for temporary files.
pub(crate) fn temp_dir() -> PathBuf {
    env::temp_dir()
}

/// Returns the package's directory, or the current one outside of cargo.
pub(crate) fn package_dir() -> PathBuf {
    let dir = var("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
    std::path::absolute(&dir).unwrap_or(dir)
}

#[cfg(test)]
mod tests;
