//! Roots that front-end tools make, in a real `cargo build`: what starts the build script,
//! what starts the tool, and what neither leaves behind.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::{Output, Project, package, target_dir};

/// A package whose tool is a shell script that notes its runs.
struct Web(Project);

const TOOL: &str = r#"Tool::new("sh", "web").args(["make.sh", "{outdir}", "../runs"])"#;

const MAKE: &str = r#"echo tool >>"$2"
echo cargo::warning=from-the-tool
cat src/* >"$1/index.html"
"#;

impl Web {
    fn new(name: &'static str) -> Self {
        Web::with(name, TOOL)
    }

    fn with(name: &'static str, tool: &str) -> Self {
        let project = Project::new(name);
        project.write(
            "build.rs",
            format!(
                "use include_components_build::{{Build, Error, Tool}};\n\
                 fn main() -> Result<(), Error> {{\n\
                     let report = Build::new().root_from({tool}).run()?;\n\
                     eprintln!(\"{{report:?}}\");\n    Ok(())\n}}\n"
            ),
        );
        project.write("web/make.sh", MAKE);
        project.write("web/src/a.html", "one ");
        project.write("web/.gitignore", "node_modules\n*.log\n");
        project.write("runs", "");
        Web(project)
    }

    /// Builds in the dev profile; returns what was run: `cargo` for the build script, and
    /// what the tool and the programs in `bin` noted.
    #[track_caller]
    fn build(&self) -> String {
        self.build_with(&["build"], &[])
    }

    #[track_caller]
    fn build_with(&self, args: &[&str], env: &[(&str, &str)]) -> String {
        // A file that is so young that its stat proves nothing makes cargo come back.
        thread::sleep(Duration::from_millis(150));
        self.0.write("runs", "");
        let output = self.cargo(args, env).success();
        assert!(!output.stderr.contains("warning: it-web"), "{}", output.stderr);
        self.ran(&output)
    }

    /// Runs cargo with a cache that other tests, and their last run, have not.
    fn cargo(&self, args: &[&str], env: &[(&str, &str)]) -> Output {
        let cache = self.0.path("cache");
        let cache = [("INCLUDE_COMPONENTS_CACHE", cache.to_str().unwrap())];
        self.0.cargo_with(args, &[&cache, env].concat())
    }

    /// The same, online as far as anybody is told.
    fn cargo_online(&self, args: &[&str], path: &str) -> Output {
        let cache = self.0.path("cache");
        let env = [("INCLUDE_COMPONENTS_CACHE", cache.to_str().unwrap()), ("PATH", path)];
        let args = [args, &["--config", "net.offline=true"]].concat();
        Output::of(self.0.command(&args).envs(env))
    }

    fn ran(&self, output: &Output) -> String {
        let script = if output.ran_build_script(self.0.name) { "cargo " } else { "" };
        let runs = fs::read_to_string(self.0.path("runs")).unwrap();
        format!("{script}{}", runs.lines().collect::<Vec<_>>().join(" ")).trim().to_owned()
    }

    /// Puts a program into `bin`, which notes that it was run.
    fn program(&self, name: &str, script: &str) {
        let runs = self.0.path("runs");
        let text = format!("#!/bin/sh\necho {name} >>{}\n{script}\n", runs.display());
        self.0.write(format!("bin/{name}"), text);
        let path = self.0.path(format!("bin/{name}"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Returns a `PATH` with `bin` in front, and without any real node.
    fn path(&self) -> String {
        let (bin, others) = (self.0.path("bin"), self.0.path("others"));
        fs::create_dir_all(&others).unwrap();
        let path = std::env::var("PATH").unwrap();
        let has_node = |dir: &PathBuf| dir.join("node").exists() || dir.join("npm").exists();
        let (with, without): (Vec<_>, Vec<_>) = std::env::split_paths(&path).partition(has_node);
        for entry in with.iter().filter_map(|dir| fs::read_dir(dir).ok()).flatten().flatten() {
            let name = entry.file_name().into_string().unwrap();
            if !["node", "npm", "npx"].contains(&name.as_str()) {
                let _ = std::os::unix::fs::symlink(entry.path(), others.join(name));
            }
        }
        let all = [bin, others].into_iter().chain(without);
        std::env::join_paths(all).unwrap().into_string().unwrap()
    }

    /// Puts the tool of [`npm_project`] where npm would, and returns its path.
    fn path_of_tool(&self) -> PathBuf {
        let path = self.0.path("web/node_modules/.bin/tool");
        let text = "#!/bin/sh\necho tool >>../runs\ncat src/* >\"$1/index.html\"\n";
        self.0.write(&path, text);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn made(&self) -> String {
        let items = String::from_utf8(self.0.run("debug")).unwrap();
        items.lines().skip(1).collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn nothing_is_started_but_for_a_change() {
    let web = Web::new("it-web-changes");
    // Beside packages, each entry is watched by itself.
    web.0.write("web/node_modules/a.js", "");
    assert_eq!((web.build(), web.made()), ("cargo tool".to_owned(), "one ".to_owned()));
    web.build();
    assert_eq!(web.build(), "", "nothing changed");
    type Change<'a> = (&'a str, &'a dyn Fn(), &'a str);
    let changes: [Change<'_>; 8] = [
        ("code", &|| web.0.write("src/other.rs", ""), ""),
        ("an ignored file", &|| web.0.write("web/a.log", "x"), ""),
        ("packages", &|| web.0.write("web/node_modules/a.js", "x"), ""),
        ("a source", &|| web.0.write("web/src/a.html", "two "), "cargo tool"),
        ("a new source", &|| web.0.write("web/src/b.html", "three "), "cargo tool"),
        ("a source less", &|| web.0.remove("web/src/b.html"), "cargo"),
        (
            "the build script",
            &|| web.0.write("build.rs", fs::read(web.0.path("build.rs")).unwrap()),
            "cargo",
        ),
        ("one that was there", &|| web.0.write("web/src/a.html", "one "), "cargo"),
    ];
    for (what, change, expected) in changes {
        change();
        assert_eq!(web.build(), expected, "{what}");
        // Where it was racily clean, cargo comes back once.
        assert!(["", "cargo"].contains(&web.build().as_str()), "{what}");
        assert_eq!(web.build(), "", "{what}");
    }
    assert_eq!(web.made(), "one ");
    // Other profiles and commands.
    assert_eq!(web.build_with(&["build", "--release"], &[]), "cargo", "the cache has it");
    assert!(!web.build_with(&["check"], &[]).contains("tool"));
    assert!(!web.build_with(&["test", "--no-run"], &[]).contains("tool"));
}

#[test]
fn a_declared_variable_is_seen_and_others_are_not() {
    let tool = format!("{TOOL}.reads_env(\"WEB_API\")");
    let web = Web::with("it-web-variables", &tool);
    web.0.write("web/make.sh", format!("{MAKE}echo \"$WEB_API $WEB_OTHER\" >\"$1/index.html\""));
    let build = |api: &str, other: &str| {
        let ran = web.build_with(&["build"], &[("WEB_API", api), ("WEB_OTHER", other)]);
        (ran, web.made().trim().to_owned())
    };
    assert_eq!(build("1", "1"), ("cargo tool".to_owned(), "1".to_owned()));
    build("1", "1");
    assert_eq!(build("1", "2"), (String::new(), "1".to_owned()));
    assert_eq!(build("2", "2"), ("cargo tool".to_owned(), "2".to_owned()));
    assert_eq!(build("1", "2"), ("cargo".to_owned(), "1".to_owned()));
}

/// Makes `web` a project of npm, whose tool and programs are scripts.
fn npm_project(name: &'static str) -> Web {
    let web = Web::with(
        name,
        "Tool::new(\"node_modules/.bin/tool\", \"web\").args([\"{outdir}\"]).prebuilt(\"dist\")",
    );
    web.0.write("web/package.json", "{}");
    web.0.write("web/package-lock.json", "{}");
    web.program("node", "echo v20");
    let runs = web.0.path("runs");
    let tool =
        format!("#!/bin/sh\\necho tool >>{}\\ncat src/* >\"$1/index.html\"\\n", runs.display());
    let install = format!(
        "echo \"$@\" >args; mkdir -p node_modules/.bin; printf '{tool}' >node_modules/.bin/tool; \
         chmod +x node_modules/.bin/tool; echo '{{}}' >node_modules/.package-lock.json"
    );
    web.program("npm", &install);
    web
}

#[test]
fn packages_are_installed_when_the_lock_file_changed() {
    let web = npm_project("it-web-npm");
    let path = web.path();
    let cargo = |args: &[&str], path: &str| {
        thread::sleep(Duration::from_millis(150));
        web.0.write("runs", "");
        let output = web.cargo_online(args, path).success();
        web.ran(&output)
    };
    assert_eq!(cargo(&["build"], &path), "cargo node npm tool");
    assert_eq!(web.made(), "one ");
    // All of it in OUT_DIR, so that cargo packages it, and without install scripts.
    let sources = walkdir::WalkDir::new(web.0.path("web")).into_iter().flatten();
    let sources = sources.filter(|entry| entry.file_type().is_file()).map(|it| it.into_path());
    let mut sources: Vec<PathBuf> = sources.collect();
    sources.sort();
    let expected = [".gitignore", "make.sh", "package-lock.json", "package.json", "src/a.html"];
    assert_eq!(sources, expected.map(|name| web.0.path("web").join(name)));
    let args = find(&target_dir().join("debug/build"), web.0.name, "args");
    assert!(fs::read_to_string(args).unwrap().starts_with("ci "));
    web.0.write("web/src/a.html", "two ");
    assert_eq!(cargo(&["build"], &path), "cargo tool", "the packages are there");
    web.0.write("web/package-lock.json", "{ }");
    assert_eq!(cargo(&["build"], &path), "cargo npm tool");
    // What the cache has needs neither packages nor node.
    fs::remove_file(web.0.path("bin/npm")).unwrap();
    fs::remove_file(web.0.path("bin/node")).unwrap();
    web.0.write("web/package-lock.json", "{}");
    web.0.write("web/src/a.html", "one ");
    assert_eq!(cargo(&["build"], &path), "cargo");
    assert_eq!(cargo(&["build", "--release"], &path), "cargo");
    // What it has not does.
    web.0.write("web/src/a.html", "three ");
    let error = web.cargo_online(&["build"], &path).failure().stderr;
    assert!(error.contains("there is no prebuilt folder"), "{error}");
    web.0.write("dist/index.html", "prebuilt");
    assert_eq!((cargo(&["build"], &path), web.made()), ("cargo".to_owned(), "prebuilt".to_owned()));
    cargo(&["build"], &path);
    assert_eq!(cargo(&["build"], &path), "");
}

/// A prebuilt folder of these very sources saves the packages, as in a fresh clone.
#[test]
fn nothing_is_installed_for_what_is_prebuilt() {
    let web = npm_project("it-web-saved");
    let path = web.path();
    let save = [("PATH", path.as_str()), ("INCLUDE_COMPONENTS_TOOLS", "save")];
    web.0.write("web/node_modules/.package-lock.json", "{}");
    let installed = web.path_of_tool();
    assert_eq!(web.build_with(&["build"], &save), "cargo node tool");
    fs::remove_dir_all(installed.parent().unwrap().parent().unwrap()).unwrap();
    web.0.remove("cache");
    let release = |web: &Web| web.build_with(&["build", "--release"], &[("PATH", &path)]);
    assert_eq!(release(&web), "cargo node");
    web.0.write("web/src/a.html", "two ");
    let error = web.cargo(&["build", "--release"], &[("PATH", &path)]).failure().stderr;
    assert!(error.contains("of other sources than those that are there"), "{error}");
}

#[test]
fn packages_that_are_installed_are_used_where_they_are() {
    let web = npm_project("it-web-there");
    let path = web.path();
    web.0.write("web/node_modules/.package-lock.json", "{}");
    web.path_of_tool();
    // Offline, too.
    assert_eq!(web.build_with(&["build"], &[("PATH", &path)]), "cargo node tool");
    // Of another lock file they are not used.
    let package = r#"{"packages": {"node_modules/a": {"version": "1.0.0"}}}"#;
    web.0.write("web/package-lock.json", package);
    let error = web.cargo(&["build"], &[("PATH", &path)]).failure().stderr;
    assert!(error.contains("there is no prebuilt folder"), "{error}");
    web.0.write("dist/index.html", "prebuilt");
    assert_eq!(web.build_with(&["build"], &[("PATH", &path)]), "cargo");
    assert_eq!(web.made(), "prebuilt");
}

/// The first file of this name below the build directories of a package.
fn find(dir: &Path, package: &str, name: &str) -> PathBuf {
    let files = walkdir::WalkDir::new(dir).into_iter().flatten().map(|entry| entry.into_path());
    let is_it = |path: &PathBuf| {
        path.ends_with(name) && path.to_string_lossy().contains(&format!("{package}-"))
    };
    files.into_iter().find(is_it).expect(name)
}

/// As cargo writes it.
const LOCK: &str = "# This file is automatically @generated by Cargo.\n\
    # It is not intended for manual editing.\nversion = 4\n\n[[package]]\n\
    name = \"it-web-inner\"\nversion = \"0.1.0\"\ndependencies = [\n \"it-web-shared\",\n]\n\n\
    [[package]]\nname = \"it-web-shared\"\nversion = \"0.1.0\"\n";

/// A cargo that a tool starts would wait for the one that waits for the tool.
#[test]
fn a_nested_cargo_does_not_wait_for_ours() {
    let tool = format!("{TOOL}.timeout(std::time::Duration::from_secs(100))");
    let web = Web::with("it-web-nested", &tool);
    web.0.write(
        "web/Cargo.toml",
        format!(
            "{}[dependencies]\nit-web-shared = {{ path = \"../shared\" }}\n[workspace]\n",
            package("it-web-inner")
        ),
    );
    web.0.write("shared/Cargo.toml", package("it-web-shared"));
    web.0.write("shared/src/lib.rs", "pub const TEXT: &str = \"inner\";");
    web.0.write("web/Cargo.lock", LOCK);
    web.0.write("web/src/main.rs", "fn main() { println!(\"{}\", it_web_shared::TEXT) }");
    web.0.remove("web/src/a.html");
    web.0.write("web/make.sh", format!("{MAKE}cargo run --offline --quiet >\"$1/index.html\""));
    assert_eq!((web.build(), web.made().trim()), ("cargo tool".to_owned(), "inner"));
    assert!(!web.0.path("web/target").exists());
    // The crate beside it is an input.
    web.0.write("shared/src/lib.rs", "pub const TEXT: &str = \"outer\";");
    assert_eq!((web.build(), web.made().trim()), ("cargo tool".to_owned(), "outer"));
}

#[test]
fn two_cargos_at_once_run_it_once() {
    let web = Web::new("it-web-two");
    web.0.write("web/make.sh", format!("{MAKE}sleep 1"));
    // The libraries are compiled in the one, and the tool is run there, too.
    let web = &web;
    let cargo = |profile: &'static str| web.cargo(&["build", "--profile", profile], &[]);
    cargo("dev").success();
    cargo("release").success();
    web.0.write("web/src/a.html", "two ");
    web.0.write("runs", "");
    let start = Instant::now();
    thread::scope(|scope| {
        let both = ["dev", "release"].map(|profile| scope.spawn(move || cargo(profile)));
        for cargo in both {
            cargo.join().unwrap().success();
        }
    });
    assert!(start.elapsed() < Duration::from_secs(600), "they wait for each other");
    assert_eq!(fs::read_to_string(web.0.path("runs")).unwrap(), "tool\n");
}

#[test]
fn whoever_kills_the_build_leaves_no_process() {
    let web = Web::new("it-web-killed");
    web.build();
    web.0.write("web/make.sh", "sleep 1000 & echo $! $$ $PPID >../pids; wait");
    for whom in ["the build script", "cargo and its group"] {
        let _ = fs::remove_file(web.0.path("pids"));
        let mut cargo = web.0.command(&["build"]);
        std::os::unix::process::CommandExt::process_group(&mut cargo, 0);
        let mut cargo = Killed(cargo.stderr(Stdio::null()).spawn().unwrap());
        let pids = until(|| {
            let pids = fs::read_to_string(web.0.path("pids")).unwrap_or_default();
            let pids: Vec<String> = pids.split_whitespace().map(str::to_owned).collect();
            (pids.len() == 3).then_some(pids)
        });
        let (signal, target) = match whom {
            "the build script" => ("KILL", pids[2].clone()),
            // Ctrl-C is INT, which is ignored in jobs that a script has in the background.
            _ => ("TERM", format!("-{}", cargo.0.id())),
        };
        let kill = Command::new("kill").args(["-s", signal, "--", &target]).status();
        assert!(kill.unwrap().success());
        for pid in &pids {
            let stat = || fs::read_to_string(format!("/proc/{pid}/stat"));
            until(|| stat().map_or(true, |stat| stat.contains(") Z ")).then_some(()));
        }
        assert!(!cargo.0.wait().unwrap().success(), "{whom}");
    }
    web.0.write("web/make.sh", MAKE);
    assert_eq!((web.build(), web.made().as_str()), ("cargo".to_owned(), "one "));
}

/// A cargo that does not outlive a test which fails: others wait for its lock.
struct Killed(std::process::Child);

impl Drop for Killed {
    fn drop(&mut self) {
        drop(self.0.kill());
    }
}

/// Waits for something, but not for ever. Cargo may first wait for those of other tests.
#[track_caller]
fn until<T>(mut ready: impl FnMut() -> Option<T>) -> T {
    let patience = Instant::now() + Duration::from_secs(600);
    loop {
        match ready() {
            Some(ready) => return ready,
            None => assert!(Instant::now() < patience, "it does not come"),
        }
        thread::sleep(Duration::from_millis(10));
    }
}
