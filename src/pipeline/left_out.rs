//! What a build leaves out, for a user's own test.

use crate::base::cargo_env::{CargoEnv, temp_dir};
use crate::base::error::Error;
use crate::base::threads::Threads;
use crate::config::builder::Build;
use crate::config::checked::Config;
use crate::config::options::{Embed, LeftOut};
use crate::scan::collect::Inputs;
use crate::scan::hidden;
use crate::scan::last_run::LastRun;
use crate::scan::walk::walk;

impl Build {
    /// Lists what is under the roots and is not embedded by itself, with the reason.
    ///
    /// For a test of yours, with this crate as a dev-dependency and the options of
    /// `build.rs`: a file that a rule leaves out is then a line in the test, and a new
    /// one fails it. Each logical path of a file is there, and of a directory that is not
    /// entered, with a `/` behind it; they are sorted. Hidden files that are made in
    /// passing ([`hidden`](Self::hidden) lists them) are not, as they differ from machine
    /// to machine, and what is in a directory that is not entered is not either.
    ///
    /// # Errors
    ///
    /// Fails with the errors of [`run`](Self::run) that concern options and names.
    ///
    /// # Cost
    ///
    /// A look at each file. None is opened, and nothing is written.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let dir = tempfile::tempdir()?;
    /// # let root = dir.path().join("ui");
    /// # std::fs::create_dir(&root)?;
    /// use include_components_build::{Build, LeftOut};
    ///
    /// for file in ["a.css", "a.css.map", ".htaccess"] {
    ///     std::fs::write(root.join(file), "")?;
    /// }
    /// let left_out = Build::new().root(&root).exclude("*.map").left_out()?;
    /// let expected = [(".htaccess", LeftOut::Hidden), ("a.css.map", LeftOut::Excluded)];
    /// assert!(left_out.iter().map(|(path, why)| (path.as_str(), *why)).eq(expected));
    /// # Ok(())
    /// # }
    /// ```
    pub fn left_out(&self) -> Result<Vec<(String, LeftOut)>, Error> {
        // It is only compared with the roots.
        let out_dir = temp_dir().join("include-components-left-out");
        let env = CargoEnv { out_dir: Some(out_dir), live: None, ..CargoEnv::read() };
        let mut config = Config::with_embed(self, env, Embed::Include)?;
        // Those of tools are behind them: nobody leaves out anything there.
        config.roots.truncate(self.roots.len());
        let threads = Threads::with_jobserver(config.jobs, config.makeflags.clone());
        let last = LastRun::default();
        let mut listing = walk(&config, &threads, &last);
        let inputs = Inputs::all(&config, &mut listing, &last, None);
        let mut left_out = Vec::new();
        let hidden = hidden::missed(&config, &listing).into_iter();
        left_out.extend(hidden.map(|(path, _)| (path, LeftOut::Hidden)));
        for dir in &listing.dirs {
            let prefix = [&config.roots[dir.root as usize].prefix, dir.prefix.as_str()].concat();
            left_out.extend(dir.excluded_names.iter().map(|name| {
                let path = format!("{prefix}{name}");
                match config.select.excludes(path.trim_end_matches('/')) {
                    true => (path, LeftOut::Excluded),
                    false => (path, LeftOut::NotIncluded),
                }
            }));
        }
        let excluded = config.roots.iter().filter(|root| config.select.excludes_dirs(&root.prefix));
        left_out.extend(excluded.map(|root| (root.prefix.clone(), LeftOut::Excluded)));
        left_out.extend(inputs.partials.into_iter().map(|it| (it.path, LeftOut::Partial)));
        match Error::of(inputs.problems) {
            Some(error) => Err(error),
            None => {
                left_out.sort();
                Ok(left_out)
            }
        }
    }
}

#[cfg(test)]
mod tests;
