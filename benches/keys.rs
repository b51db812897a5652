//! The keys of the benches: paths like those of a real folder of components.

/// Returns `count` distinct paths of 20 to 40 bytes, sorted.
pub(crate) fn paths(count: usize) -> Vec<String> {
    let mut paths: Vec<String> = (0..count).map(path).collect();
    paths.sort();
    paths
}

fn path(nth: usize) -> String {
    const FOLDERS: [&str; 7] =
        ["icons", "css/blocks", "emails/parts", "js", "pages/account", "svg/flags", "widgets"];
    const EXTENSIONS: [&str; 4] = ["html", "css", "svg", "js"];
    let folder = FOLDERS[nth % FOLDERS.len()];
    format!("{folder}/component-{nth:05}.{}", EXTENSIONS[nth % EXTENSIONS.len()])
}
