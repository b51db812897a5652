//! File systems of our own: small, read-only, or with stamps of whole seconds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::harness::say;

/// A mounted file system; it is unmounted when this is dropped.
#[derive(Debug)]
pub(crate) struct Mount {
    dir: TempDir,
}

impl Mount {
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Mounts something in a new directory, unless that is not allowed.
    fn new(what: &str, options: &[&str]) -> Option<Self> {
        let dir = tempfile::Builder::new().prefix("include-components-mount-").tempdir().unwrap();
        match command("mount", options.iter().copied().chain([dir.path().to_str().unwrap()])) {
            Ok(()) => Some(Mount { dir }),
            Err(error) => {
                say(&format!("not tested, as there can be no {what} here: {error}"));
                None
            }
        }
    }

    /// Makes it read-only.
    pub(crate) fn read_only(&self) {
        command("mount", ["-o", "remount,ro", self.path().to_str().unwrap()]).unwrap();
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Lazily, since a test that fails may have files open.
        command("umount", ["--lazy", self.path().to_str().unwrap()]).unwrap();
    }
}

/// Mounts a file system in memory of so many bytes.
pub(crate) fn small(bytes: usize) -> Option<Mount> {
    let size = format!("size={bytes}");
    Mount::new("small file system", &["-t", "tmpfs", "-o", &size, "tmpfs"])
}

/// Mounts a file system whose stamps are whole seconds: ext4 with inodes of
/// 128 bytes, which have no room for more (`mke2fs(8)`, `-I`).
pub(crate) fn coarse() -> Option<Mount> {
    let image = tempfile::Builder::new().prefix("include-components-image-").tempdir().unwrap();
    let image: PathBuf = image.path().join("ext4");
    let text = image.to_str().unwrap();
    fs::File::create(&image).unwrap().set_len(64 << 20).unwrap();
    let made = command("mkfs.ext4", ["-q", "-F", "-I", "128", text]);
    if let Err(error) = made {
        say(&format!("not tested, as there can be no file system with coarse stamps: {error}"));
        return None;
    }
    // The loop device keeps the image, whose name is removed here.
    let mount = Mount::new("file system with coarse stamps", &["-o", "loop", text])?;
    let probe = mount.path().join("probe");
    fs::write(&probe, "").unwrap();
    let stamp = fs::metadata(&probe).unwrap().modified().unwrap();
    let since = stamp.duration_since(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(since.subsec_nanos(), 0, "the stamps are not coarse");
    Some(mount)
}

/// Runs a program that says nothing if all is well.
fn command<'a>(name: &str, args: impl IntoIterator<Item = &'a str>) -> Result<(), String> {
    let exit = Command::new(name).args(args).stdin(Stdio::null()).output();
    let exit = exit.map_err(|error| format!("{name}: {error}"))?;
    match exit.status.success() {
        true => Ok(()),
        false => Err(format!("{name}: {}", String::from_utf8_lossy(&exit.stderr).trim())),
    }
}
