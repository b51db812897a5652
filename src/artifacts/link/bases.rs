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
        let at_once = self.target_at_once(at, url);
        match &self.said {
            Some((_, base)) if self.is_before(at) => {
                (self.served_at.resolve(url, base) == at_once).then_some(at_once)
            }
            _ => Some(at_once),
        }
    }

    /// Returns what a URL names that a browser resolves as soon as it has read it: that of
    /// a script, what a module imports, and all in an import map (HTML, 4.12.1 and 8.1.6).
    pub(super) fn target_at_once(&self, at: u32, url: &str) -> Target {
        let said = self.said.as_ref().filter(|_| !self.is_before(at));
        self.served_at.resolve(url, said.map_or(&self.own, |(_, base)| base))
    }

    /// Whether what is at a place stands before the base that the page says.
    fn is_before(&self, at: u32) -> bool {
        self.said.as_ref().is_some_and(|(said_at, _)| at < *said_at)
    }

    /// Whether a path from the root of the server is one of this server.
    pub(super) fn is_here(&self) -> bool {
        !matches!(self.said, Some((_, Base::Elsewhere { .. })))
    }

    /// The same of a path that is read at once at a place.
    pub(super) fn is_here_at(&self, at: u32) -> bool {
        self.is_here() || self.is_before(at)
    }
}
