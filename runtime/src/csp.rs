//! What a content security policy says of the scripts and style sheets in a page.

use core::fmt;
use core::iter::FusedIterator;

use include_components_pack::{NoteSort, Notes};

/// A source of a content security policy, which allows one script or style sheet that is
/// written in a page.
///
/// [`Component::csp_hashes`](crate::Component::csp_hashes) returns them. `Display` is that
/// of the [`source`](Self::source).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CspHash {
    directive: &'static str,
    source: &'static str,
}

/// An iterator over the hashes of a page, in the order of the page.
///
/// [`Component::csp_hashes`](crate::Component::csp_hashes) makes it.
#[derive(Clone)]
pub struct CspHashes(pub(crate) Notes<'static>);

impl CspHash {
    /// Returns the directive that it is for: `script-src` or `style-src`.
    pub fn directive(self) -> &'static str {
        self.directive
    }

    /// Returns the source as it is written in a policy, in its quotes: `'sha256-…'`.
    pub fn source(self) -> &'static str {
        self.source
    }
}

impl fmt::Display for CspHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.source)
    }
}

impl Iterator for CspHashes {
    type Item = CspHash;

    fn next(&mut self) -> Option<CspHash> {
        self.0.find_map(|(sort, source)| {
            let directive = match sort {
                NoteSort::ScriptHash => "script-src",
                NoteSort::StyleHash => "style-src",
                _ => return None,
            };
            Some(CspHash { directive, source })
        })
    }
}

impl FusedIterator for CspHashes {}

impl fmt::Debug for CspHashes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
