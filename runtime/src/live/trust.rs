//! Whether a file is the developer's own, so that nobody else chose what is started.

use std::fs;
use std::io;
use std::path::Path;
use std::string::String;

/// Looks whether files and the directories that they are in belong to the user of this
/// process, and nobody else may write to them. Returns which one is not so.
///
/// `scratch` is a directory in which a file can be made, to learn who that user is. Where
/// files have no owner of Unix's sort, all are trusted that can be read.
#[cfg(unix)]
pub(super) fn check(scratch: &Path, files: &[&Path]) -> io::Result<Option<String>> {
    use std::os::unix::fs::MetadataExt;

    let probe = scratch.join(std::format!(".owner-{}", std::process::id()));
    drop(fs::remove_file(&probe));
    // Never what a link leads to.
    drop(fs::File::create_new(&probe)?);
    let user = fs::metadata(&probe).map(|it| it.uid());
    // It is empty, and made again next time.
    drop(fs::remove_file(&probe));
    let user = user?;
    for file in files {
        for path in [Some(*file), file.parent()].into_iter().flatten() {
            if !is_private(&fs::metadata(path)?, user) {
                return Ok(Some(std::format!("{}", path.display())));
            }
        }
    }
    Ok(None)
}

#[cfg(not(unix))]
pub(super) fn check(_: &Path, files: &[&Path]) -> io::Result<Option<String>> {
    files.iter().try_for_each(|file| fs::metadata(file).map(drop))?;
    Ok(None)
}

/// Whether a file belongs to a user and nobody else may write to it.
///
/// A group with the number of the user is the user's own: so Debian, Ubuntu and Fedora
/// number them, and let the group write.
#[cfg(unix)]
fn is_private(metadata: &fs::Metadata, user: u32) -> bool {
    use std::os::unix::fs::MetadataExt;

    const GROUP: u32 = 0o020;
    const OTHERS: u32 = 0o002;
    let (mode, owner, group) = (metadata.mode(), metadata.uid(), metadata.gid());
    owner == user && mode & OTHERS == 0 && (mode & GROUP == 0 || group == user)
}
