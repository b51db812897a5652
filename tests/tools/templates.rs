//! Front ends that nobody here wrote, on their whole way: Vite's own templates are built,
//! packaged, installed, served and opened in a browser.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::headless;
use crate::package::Package;

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
    let dom = open(&package.installed());
    assert!(dom.is_none_or(|dom| dom.contains("Count is 0")));
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
    let dom = open(&package.installed());
    assert!(dom.is_none_or(|dom| dom.contains("Count is 0")));
}

/// Fetches the templates of create-vite, as `npm create vite` does.
fn fetch() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    run(Command::new("npm").args(["pack", "--silent", "create-vite@latest"]), dir.path());
    let tarball = fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    run(Command::new("tar").arg("xzf").arg(tarball), dir.path());
    dir
}

/// Makes a server of a template, which is as `npm create vite` makes it, with a lock file.
fn of_template(templates: &TempDir, name: &str, more: &str, tool: &str) -> Package {
    let package = Package::of(&format!("template-{name}"), more, tool, SERVER);
    let add = "[dependencies]\nhttp = \"1\"\nhttp-body = \"1\"\ninclude-components-serve = \"0.1\"";
    package.edit("Cargo.toml", "[dependencies]", add);
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

const SERVER: &str = include_str!("server.rs");

/// Runs a program in a directory, which must succeed.
#[track_caller]
fn run(command: &mut Command, dir: &Path) {
    let output = command.current_dir(dir).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A server that ends with the test.
struct Server {
    child: Child,
    lines: Receiver<String>,
}

impl Server {
    fn start(program: &Path) -> Self {
        let mut child = Command::new(program).stdout(Stdio::piped()).spawn().unwrap();
        let (stdout, (sender, lines)) = (child.stdout.take().unwrap(), channel());
        thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(line)));
        });
        Server { child, lines }
    }

    fn line(&self) -> Option<String> {
        self.lines.recv_timeout(Duration::from_secs(1)).ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Opens the page of a server in Chromium, and looks at what it was asked for; returns what
/// the scripts made of the page. `None`, with a word about it, without Chromium.
fn open(program: &Path) -> Option<String> {
    let server = Server::start(program);
    let url = server.line().unwrap();
    let dir = tempfile::tempdir().unwrap();
    // Nothing comes from elsewhere.
    let alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";
    let args = ["--dump-dom", "--virtual-time-budget=8000", alone, &url];
    let dom = headless::chromium(dir.path(), &args.map(AsRef::as_ref))?;
    let mut asked: Vec<String> = std::iter::from_fn(|| server.line()).collect();
    asked.sort();
    println!("{}", asked.join("\n"));
    let mut assets = 0;
    for line in &asked {
        let (status, rest) = line.split_once(' ').unwrap();
        let (path, policy) = rest.split_once(' ').unwrap();
        let is_asset = path.starts_with("/assets/");
        assets += is_asset as usize;
        let expected = if is_asset { "public, max-age=31536000, immutable" } else { "no-cache" };
        assert_eq!((status, policy), ("200", expected), "{path}");
    }
    // Script, style and pictures; the page, and what is public.
    assert!(assets >= 4, "{asked:#?}");
    for path in ["/", "/icons.svg"] {
        assert!(asked.contains(&format!("200 {path} no-cache")), "{asked:#?}");
    }
    Some(String::from_utf8(dom).unwrap())
}
