//! The command line of both benches.

use std::path::PathBuf;

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
}

impl Options {
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
        let mut options = Options {
            quick: false,
            large: false,
            tree: None,
            rounds: usize::MAX,
            counts: default.to_vec(),
        };
        let mut arguments = arguments.into_iter();
        let usage = |argument: &str| {
            format!(
                "cannot take {argument:?}: the options are \
                 `--quick`, `--large`, `--rounds 3`, `--tree DIR` and `{counts} 100,1000`"
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
                "--rounds" => {
                    let rounds = arguments.next().ok_or_else(|| usage(&argument))?;
                    options.rounds = rounds.parse().map_err(|_| usage(&rounds))?;
                }
                name if name == counts => {
                    let list = arguments.next().ok_or_else(|| usage(&argument))?;
                    let parsed: Result<Vec<usize>, _> = list.split(',').map(str::parse).collect();
                    options.counts = parsed.map_err(|_| usage(&list))?;
                }
                _ => return Err(usage(&argument)),
            }
        }
        options.counts.sort_unstable();
        options.counts.dedup();
        Ok(options)
    }
}

#[cfg(test)]
mod tests;
