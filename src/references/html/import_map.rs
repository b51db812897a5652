//! The import map of a page: its values are references, and others can be put in.

use crate::references::json;
use crate::references::scan::{Kind, Scan};

/// Adds the values of an import map whose text is at `start`.
pub(super) fn scan(text: &[u8], start: usize, scan: &mut Scan) {
    json::walk(text, &mut |keys, value| {
        if matches!(keys, ["imports", _] | ["scopes", _, _]) {
            let mut found = value.url();
            // A key that ends in a slash stands for a directory.
            if let (true, ["imports", name]) = (found.url.ends_with('/'), keys) {
                scan.dirs.push(((*name).to_owned(), found.url));
            } else if !found.url.ends_with('/') {
                (found.at, found.insert) = (found.at + start, found.insert + start);
                scan.add_kind(found, Kind::Module);
            }
        }
    });
    scan.modules.see_map(text, start);
}
