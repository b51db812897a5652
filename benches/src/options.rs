//! The command line of the benches.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::cargo;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// Few rounds, with results that are not for publication.
    pub quick: bool,
    /// Also the measurements that need gigabytes.
    pub large: bool,
    /// A directory to measure on, instead of made-up trees.
    pub tree: Option<PathBuf>,
    /// How often everything is measured, at most.
    pub rounds: usize,
    /// How many files the trees have.
    pub counts: Vec<usize>,
    /// Which peers are measured: all, if there are none.
    pub peers: Vec<String>,
}

impl Options {
    /// Makes the directory that the results are written into.
    ///
    /// A quick run proves little: it does not replace what is published.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn results(&self, place: &Path) -> io::Result<PathBuf> {
        let directory = match self.quick {
            true => place.join("results"),
            false => cargo::checkout().join("benches/results"),
        };
        fs::create_dir_all(&directory)?;
        Ok(directory)
    }

    /// Parses arguments; `counts` is the name of the option with the counts.
    ///
    /// # Errors
    ///
    /// An argument that is none of the bench's: the message is its usage.
    pub fn parse(
        arguments: impl IntoIterator<Item = String>,
        counts: &str,
        default: &[usize],
    ) -> Result<Options, String> {
        let (mut options, [list]) = Options::parse_lists(arguments, [(counts, default)])?;
        options.counts = list;
        Ok(options)
    }

    /// Parses arguments of a bench with trees of several kinds.
    ///
    /// Each list is the name of an option and what it is by default; once one
    /// of these options is given, those that are not are empty. Returns the
    /// lists beside the options, whose `counts` are empty.
    ///
    /// # Errors
    ///
    /// An argument that is none of the bench's: the message is its usage.
    pub fn parse_lists<const N: usize>(
        arguments: impl IntoIterator<Item = String>,
        lists: [(&str, &[usize]); N],
    ) -> Result<(Options, [Vec<usize>; N]), String> {
        let mut options = Options {
            quick: false,
            large: false,
            tree: None,
            rounds: usize::MAX,
            counts: Vec::new(),
            peers: Vec::new(),
        };
        let mut given = [const { None }; N];
        let mut arguments = arguments.into_iter();
        let usage = |argument: &str| {
            let lists = lists.map(|(name, _)| format!(", `{name} 100,1000`")).concat();
            format!(
                "cannot take {argument:?}: the options are \
                 `--quick`, `--large`, `--rounds 3`, `--peers NAME,NAME`, `--tree DIR`{lists}"
            )
        };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // Cargo's own.
                "--bench" => {}
                "--quick" => options.quick = true,
                "--large" => options.large = true,
                "--tree" => {
                    let dir = arguments.next().ok_or_else(|| usage(&argument))?;
                    options.tree = Some(PathBuf::from(dir));
                }
                "--peers" => {
                    let names = arguments.next().ok_or_else(|| usage(&argument))?;
                    options.peers = names.split(',').map(str::to_owned).collect();
                }
                "--rounds" => {
                    let rounds = arguments.next().ok_or_else(|| usage(&argument))?;
                    options.rounds = rounds.parse().map_err(|_| usage(&rounds))?;
                }
                name => {
                    let nth = lists.iter().position(|(list, _)| *list == name);
                    let nth = nth.ok_or_else(|| usage(name))?;
                    let list = arguments.next().ok_or_else(|| usage(name))?;
                    let parsed: Result<Vec<usize>, _> = list.split(',').map(str::parse).collect();
                    given[nth] = Some(parsed.map_err(|_| usage(&list))?);
                }
            }
        }
        let is_default = given.iter().all(Option::is_none);
        let mut lists = lists.map(|(_, default)| if is_default { default } else { &[] }.to_vec());
        for (list, given) in lists.iter_mut().zip(given) {
            list.extend(given.unwrap_or_default());
            list.sort_unstable();
            list.dedup();
        }
        Ok((options, lists))
    }
}

#[cfg(test)]
mod tests;
