//! The trees to measure on, in the order in which they are built.

use std::path::{Path, PathBuf};
use std::{fs, io};

use include_components_benches::options::Options;
use include_components_benches::{estimate, tree};

/// A tree that the consumers get copies of.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) name: String,
    pub(crate) root: PathBuf,
    /// Whether it is built only to know what the next one may take.
    pub(crate) is_probe: bool,
    /// Whether what the ones before took says nothing about it.
    pub(crate) is_first: bool,
}

/// The trees of large files, probes first: number of files and megabytes of
/// each.
const LARGE: [(u64, u64, bool); 4] =
    [(2, 1, true), (10, 2, true), (10, 20, false), (1, 500, false)];

/// Makes all trees, smallest first, those of large files last.
pub(crate) fn make(place: &Path, options: &Options) -> io::Result<Vec<Tree>> {
    let trees = place.join("trees");
    fs::create_dir_all(&trees)?;
    let anew = |name: String, make: &dyn Fn(&Path) -> io::Result<()>| -> io::Result<Tree> {
        let root = tree::anew(&trees, &name, make)?;
        Ok(Tree { name, root, is_probe: false, is_first: false })
    };
    if let Some(dir) = &options.tree {
        // A copy, so that it does not change while it is measured on.
        return Ok(vec![anew("given".to_owned(), &|root| tree::copy(dir, root))?]);
    }
    let mut all: Vec<Tree> = Vec::new();
    for (count, is_probe) in estimate::steps(&options.counts) {
        let made = anew(count.to_string(), &|root| tree::generate(root, count))?;
        all.push(Tree { is_probe, is_first: all.is_empty(), ..made });
    }
    for (nth, (count, megabytes, is_probe)) in
        LARGE.into_iter().enumerate().filter(|_| options.large)
    {
        let name = format!("{count}x{megabytes}");
        let made = anew(name, &|root| tree::generate_large(root, count, megabytes))?;
        all.push(Tree { is_probe, is_first: nth == 0, ..made });
    }
    Ok(all)
}
