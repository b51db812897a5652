//! What makes encoders faster, for a user to whom they took long.

use std::collections::BTreeMap;
use std::time::Duration;

/// Returns which lines would about halve the time that encoders took, if that is
/// more than `slow`.
///
/// `spent` has it by the crates whose C cargo compiles as its profile says; only
/// those are named, since cargo warns of a line for a crate that is not there. A
/// build script cannot know whether they are optimised already.
pub(crate) fn hint(
    spent: &BTreeMap<&'static str, Duration>,
    is_dev: bool,
    slow: Duration,
) -> Option<String> {
    let total: Duration = spent.values().sum();
    if spent.is_empty() || total <= slow {
        return None;
    }
    let profile = if is_dev { "dev" } else { "release" };
    let mut text = format!(
        "encoding took {:.0} s, summed over threads; unless you have them already, these lines \
         in the workspace's Cargo.toml about halve that:\n[profile.{profile}.package]",
        total.as_secs_f64()
    );
    for name in spent.keys() {
        text.push_str(&format!("\n{name}.opt-level = 1"));
    }
    Some(text)
}

#[cfg(test)]
mod tests;
