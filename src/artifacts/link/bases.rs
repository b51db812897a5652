//! What the references in an artifact are relative to.

use crate::config::checked::Config;
use crate::references::scan::Scan;
use crate::references::url::{Base, ServedAt, Target};

/// The URL of an artifact, and the one that it says its references are relative to.
#[derive(Debug)]
pub(super) struct Bases<'c> {
    served_at: &'c ServedAt,
    own: Base,
    /// Where that is said, and what.
    said: Option<(u32, Base)>,
}

impl<'c> Bases<'c> {
    pub(super) fn of(config: &'c Config<'_>, path: &str, scan: &Scan) -> Self {
        let served_at = &config.naming.served_at;
        let own = served_at.base(path);
        let said = scan.base.as_ref().map(|said| {
            let base = match &said.url {
                Some(href) => served_at.join(href, &own),
                None => Base::Elsewhere { scheme: String::new() },
            };
            (said.at, base)
        });
        Bases { served_at, own, said }
    }

    /// Returns what a URL names that is written at `at`; `None` if nobody knows.
    ///
    /// What stands before `<base>` is relative to the page's own URL if it is loaded at
    /// once, and to what the page says if that is later, as of another candidate of
    /// `srcset` (HTML, 4.2.3).
    pub(super) fn target(&self, at: u32, url: &str) -> Option<Target> {
        let by_own = || self.served_at.resolve(url, &self.own);
        let Some((said_at, base)) = &self.said else { return Some(by_own()) };
        let target = self.served_at.resolve(url, base);
        (at > *said_at || target == by_own()).then_some(target)
    }

    /// Whether a path from the root of the server is one of this server.
    pub(super) fn is_here(&self) -> bool {
        !matches!(self.said, Some((_, Base::Elsewhere { .. })))
    }
}
