//! Compiles BLAKE3 with optimisation, whatever the profile is.
//!
//! Cargo's profile for build scripts and their dependencies has `opt-level =
//! 0`, in release builds too, and `cc` would pass that on.
#![expect(clippy::disallowed_methods, reason = "a build script reads its environment")]

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    match compile() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error=cannot compile BLAKE3: {error}");
            println!("cargo::error=install a C compiler, or name one in the variable CC");
            ExitCode::FAILURE
        }
    }
}

fn compile() -> Result<(), cc::Error> {
    // Names that no other version of this crate has: see c/names.h.
    let version = env!("CARGO_PKG_VERSION").replace(['.', '-', '+'], "_");
    let prefix = format!("include_components_hash_{version}");
    println!("cargo::rustc-env=PREFIX={prefix}");
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rerun-if-env-changed=CC");
    println!("cargo::rerun-if-env-changed=CFLAGS");

    let mut build = cc::Build::new();
    build.file("c/hash.c").define("PREFIX", &*prefix).opt_level(3).warnings(false);
    // A rebuild for each change of PATH would rebuild all that depends on us.
    build.emit_rerun_if_env_changed(false);
    if env::var_os("CARGO_CFG_TARGET_ENV").is_none_or(|env| env != "msvc") {
        // Hidden, so that no call between the functions is by way of the linker.
        build.std("c11").flag("-fvisibility=hidden");
    }
    build.try_compile("include_components_hash")
}
