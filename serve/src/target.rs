//! From the path of a request to what is there.

use include_components::{Component, Components, Found};

use crate::path;

/// The thing that the path of a request leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// This component, by its own path or as the page of a folder.
    Plain(Component),
    /// This component, by its hashed path.
    Hashed(Component),
    /// This page of a folder, which was asked for without its slash.
    Folder(Component),
    /// An endpoint of live mode.
    #[cfg(all(feature = "live", debug_assertions))]
    Live(crate::live::Endpoint),
    /// A component of another build, by its hashed path.
    Outdated,
    /// Nothing.
    Nothing,
}

/// Finds what is at a percent-encoded path.
pub(crate) fn find(
    components: &Components,
    path: &str,
    index: Option<&str>,
    html_extension: bool,
) -> Target {
    // The root of a nest without its slash.
    if path.is_empty() {
        let page = index.and_then(|index| components.get(index));
        return page.map_or(Target::Nothing, Target::Folder);
    }
    let Some(path) = path::decode(path) else { return Target::Nothing };
    if path.is_empty() || path.ends_with('/') {
        let page = index.and_then(|index| page_in(components, &path, index));
        return page.map_or(Target::Nothing, Target::Plain);
    }
    let outdated = match components.look_up(&path) {
        Some(Found::Plain(component)) => return Target::Plain(component),
        Some(Found::Hashed(component)) => return Target::Hashed(component),
        Some(Found::Outdated(_)) => true,
        None => false,
    };
    if html_extension {
        if let Some(component) = components.get(&[&path, ".html"].concat()) {
            return Target::Plain(component);
        }
    }
    match index.and_then(|index| components.get(&[&path, "/", index].concat())) {
        Some(component) => Target::Folder(component),
        None if outdated => Target::Outdated,
        None => Target::Nothing,
    }
}

fn page_in(components: &Components, folder: &str, index: &str) -> Option<Component> {
    if folder.is_empty() {
        return components.get(index);
    }
    components.get(&[folder, index].concat())
}
