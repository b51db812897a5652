//! Compiles the encoders with optimisation, whatever the profile is.
//!
//! Cargo's profile for build scripts and their dependencies has `opt-level =
//! 0`, in release builds too, and `cc` would pass that on.
#![expect(clippy::disallowed_methods, reason = "a build script reads its environment")]

use std::env;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Names that no other version of this crate has: see c/names.h.
    let version = env!("CARGO_PKG_VERSION").replace(['.', '-', '+'], "_");
    let prefix = format!("include_components_encode_{version}");
    println!("cargo::rustc-env=PREFIX={prefix}");
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rerun-if-env-changed=CC");
    println!("cargo::rerun-if-env-changed=CFLAGS");
    for (enabled, name, dirs) in [
        (cfg!(feature = "br"), "brotli", ["c/brotli/common", "c/brotli/enc"].as_slice()),
        (
            cfg!(feature = "gzip"),
            "libdeflate",
            &["c/libdeflate/lib", "c/libdeflate/lib/arm", "c/libdeflate/lib/x86"],
        ),
        (cfg!(feature = "zstd"), "zstd", &["c/zstd/common", "c/zstd/compress"]),
    ] {
        if !enabled {
            continue;
        }
        if let Err(error) = compile(&prefix, name, dirs) {
            println!("cargo::error=cannot compile {name}: {error}");
            println!("cargo::error=install a C compiler, or name one in the variable CC");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn compile(prefix: &str, name: &str, dirs: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut build = cc::Build::new();
    build.define("OUR_PREFIX", prefix).opt_level(2).warnings(false).include("c/brotli/include");
    // A rebuild for each change of PATH would rebuild all that depends on us.
    build.emit_rerun_if_env_changed(false);
    let is_msvc = env::var_os("CARGO_CFG_TARGET_ENV").is_some_and(|env| env == "msvc");
    if is_msvc {
        build.flag("/FIc/prelude.h");
    } else {
        build.flag("-include").flag("c/prelude.h").flag("-fvisibility=hidden");
    }
    for dir in dirs {
        let files = fs::read_dir(dir)?.map(|entry| entry.map(|entry| entry.path()));
        let mut files = files.collect::<Result<Vec<_>, _>>()?;
        files.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
        files.sort();
        build.files(files);
    }
    build.try_compile(&format!("include_components_encode_{name}"))?;
    Ok(())
}
