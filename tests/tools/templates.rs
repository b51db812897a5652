//! Front ends that nobody here wrote, on their whole way: Vite's own templates are built,
//! packaged, installed, served and opened in a browser.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::package::Package;
use crate::served;

/// A package that has the folder alone that was made, as those do whose users need no node.
#[test]
fn vite_react_is_published_prebuilt() {
    let templates = fetch();
    let tool = "Tool::vite(\"web\").prebuilt(\"web/dist\")";
    let include = "include = [\"/src\", \"build.rs\", \"web/dist\"]";
    let package = of_template(&templates, "react-ts", include, tool);
    let save = [("INCLUDE_COMPONENTS_TOOLS", "save")];
    // npm, node's version, Vite.
    let nodes = package.cargo_with(&["build"], &save);
    assert!((3..8).contains(&nodes), "{nodes}");
    // Vite's templates let git ignore it, and cargo packages nothing that git has not.
    package.commit(&["web/dist"]);
    assert_eq!(package.cargo_with(&["build"], &[]), 0);

    package.forget();
    let elsewhere = [("INCLUDE_COMPONENTS_CACHE", "off")];
    assert_eq!(package.cargo_with(&["package"], &elsewhere), 0);
    let unpacked = package.unpack();
    assert!(!unpacked.join("web/package.json").exists());
    package.forget();
    assert_eq!(package.install(&unpacked, "", &elsewhere), 0);
    assert_page(&package);
}

/// A package that has the sources: cargo checks that its build changes none of them.
#[test]
fn vite_vue_is_published_as_sources() {
    let templates = fetch();
    let package = of_template(&templates, "vue-ts", "", "Tool::vite(\"web\")");
    let nodes = package.cargo_with(&["build"], &[]);
    assert!((3..8).contains(&nodes), "{nodes}");
    package.commit(&[]);
    assert_eq!(package.cargo_with(&["build"], &[]), 0);

    package.forget();
    let warning = "not for who has this package from a registry";
    let nodes = package.cargo_warns(&["package"], &[("INCLUDE_COMPONENTS_CACHE", "off")], warning);
    assert!((3..8).contains(&nodes), "{nodes}");
    let unpacked = package.unpack();
    assert!(unpacked.join("web/package.json").exists());
    package.forget();
    assert_eq!(
        package.install(&unpacked, warning, &[]),
        0,
        "the folder of these sources is in the cache"
    );
    assert_page(&package);
}

/// Opens the page: what its scripts make of it is there, and nothing was missing.
#[track_caller]
fn assert_page(package: &Package) {
    let Some((dom, asked)) = served::open(&package.installed()) else { return };
    assert!(dom.contains("Count is 0"), "{dom}");
    let assets = served::assert_cached(&asked, |path| path.starts_with("/assets/"));
    // Script, style and pictures; what is public has a name of its own.
    assert!(assets >= 4 && asked.iter().any(|it| it.path == "/icons.svg"), "{asked:#?}");
}

/// Fetches the templates of create-vite, as `npm create vite` does. A new version may have
/// others, which is nothing that a change of this repository broke.
fn fetch() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    run(Command::new("npm").args(["pack", "--silent", "create-vite@9.3.0"]), dir.path());
    let tarball = fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    run(Command::new("tar").arg("xzf").arg(tarball), dir.path());
    dir
}

/// Makes a server of a template, which is as `npm create vite` makes it, with a lock file.
fn of_template(templates: &TempDir, name: &str, more: &str, tool: &str) -> Package {
    let package = served::package(&format!("template-{name}"), more, tool);
    let web = package.app.join("web");
    let template = templates.path().join(format!("package/template-{name}"));
    run(Command::new("cp").arg("-r").args([&template, &web]), templates.path());
    fs::rename(web.join("_gitignore"), web.join(".gitignore")).unwrap();
    // The minor version that it is written for: of the next one, `npm ci` misses a package
    // of Windows in registries that have it not.
    package.edit("web/package.json", "\"vite\": \"^", "\"vite\": \"~");
    package.lock();
    package
}

/// Runs a program in a directory, which must succeed.
#[track_caller]
fn run(command: &mut Command, dir: &Path) {
    let output = command.current_dir(dir).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
