//! The ways to build the crates, and what one costs step by step.

use std::io;
use std::path::Path;

use include_components_benches::estimate::Estimate;
use include_components_benches::measure::Cost;
use include_components_benches::tree;

use crate::consumer::{Consumer, EMPTY, OURS, Sizes};

/// One way to build one of the crates.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) krate: &'static str,
    pub(crate) profile: &'static str,
    pub(crate) optimised: Optimised,
}

/// What of the code that build scripts and macros run is compiled with optimisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Optimised {
    /// What optimises itself.
    Nothing,
    /// The C of brotli and gzip, by the two lines that the README has.
    TwoLines,
    /// All, by `[profile.*.build-override] opt-level = 3`.
    All,
}

/// All: the floor first, then ours.
pub(crate) const WAYS: [Way; 11] = [
    Way::release(EMPTY),
    Way::release(OURS),
    Way { krate: OURS, profile: "release", optimised: Optimised::TwoLines },
    Way::optimised(OURS),
    Way { krate: OURS, profile: "dev", optimised: Optimised::Nothing },
    Way::release("rust-embed-for-web"),
    Way::optimised("rust-embed-for-web"),
    Way::release("memory-serve"),
    Way::optimised("memory-serve"),
    Way::release("static-serve"),
    Way::optimised("static-serve"),
];

/// One of the builds that are measured, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The dependencies are there, and nothing is cached.
    Cold,
    /// A source file of the program was edited.
    Program,
    /// One component was edited.
    Changed,
    /// What cargo built of the crate was removed; the cache was kept.
    Cleaned,
}

impl Step {
    /// All, in the order in which they are made.
    pub(crate) const ALL: [Step; 4] = [Step::Cold, Step::Program, Step::Changed, Step::Cleaned];

    /// Returns the heading over its numbers.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Step::Cold => "nothing cached",
            Step::Program => "program edited",
            Step::Changed => "1 edited",
            Step::Cleaned => "cleaned, cache kept",
        }
    }
}

impl Way {
    const fn release(krate: &'static str) -> Self {
        Way { krate, profile: "release", optimised: Optimised::Nothing }
    }

    const fn optimised(krate: &'static str) -> Self {
        Way { krate, profile: "release", optimised: Optimised::All }
    }

    /// Returns what the tables call it.
    pub(crate) fn name(&self) -> String {
        let optimised = match self.optimised {
            Optimised::Nothing => "",
            Optimised::TwoLines => ", two lines",
            Optimised::All => ", build-override 3",
        };
        format!("{}, {}{optimised}", self.krate, self.profile)
    }

    /// Builds all dependencies, then the crate with one byte and with a small
    /// tree.
    pub(crate) fn probe(&self, place: &Path, root: &Path) -> io::Result<Estimate> {
        let consumer = Consumer::write(place, self.krate)?;
        consumer.put_components(None)?;
        self.build(&consumer)?;
        consumer.forget()?;
        let base = self.build(&consumer)?;
        consumer.put_components(Some(root))?;
        consumer.forget()?;
        Ok(Estimate::new(base, self.build(&consumer)?, tree::bytes(root)?))
    }

    /// Takes all steps once, and returns their costs with the lengths of what
    /// is embedded in the end.
    pub(crate) fn round(
        &self,
        place: &Path,
        root: &Path,
    ) -> io::Result<([Cost; Step::ALL.len()], Option<Sizes>)> {
        let consumer = Consumer::write(place, self.krate)?;
        consumer.put_components(Some(root))?;
        consumer.forget()?;
        let cold = self.build(&consumer)?;
        consumer.edit_source("edited")?;
        let program = self.build(&consumer)?;
        consumer.edit_component()?;
        if self.krate == "rust-embed-for-web" {
            // It does not notice the edit of a component alone.
            consumer.edit_source("edited again")?;
        }
        let changed = self.build(&consumer)?;
        let sizes = consumer.sizes(self.profile)?;
        consumer.clean()?;
        let cleaned = self.build(&consumer)?;
        Ok(([cold, program, changed, cleaned], sizes))
    }

    fn build(&self, consumer: &Consumer) -> io::Result<Cost> {
        consumer.build(self.profile, self.optimised)
    }
}
