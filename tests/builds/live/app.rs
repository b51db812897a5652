//! A package in live mode, and its program at work.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::harness::{self, Project, package, target_dir};

/// How long to wait for what must come.
const SOON: Duration = Duration::from_secs(120);

/// Longer than a look is good for.
pub(super) const NEXT_LOOK: Duration = Duration::from_millis(120);

/// A package with two sets and a compiler, whose program does as it is told.
pub(super) struct Package(Project);

impl Package {
    /// Makes the package, with `kept.txt` in its set, and embeds it as `Embed::EMBED`.
    pub(super) fn new(name: &'static str, embed: &str) -> Self {
        let project = Project::new(name);
        let dependency = |dir: &str, more: &str| {
            let dependency = harness::dependency(dir);
            dependency.replace(" }", &format!("{more} }}"))
        };
        let manifest = format!(
            "{}[dependencies]\ninclude-components = {}\n[build-dependencies]\n\
             include-components-build = {}\n[workspace]\n",
            package(name),
            dependency("runtime", ", features = [\"live\"]"),
            dependency(".", ""),
        );
        project.write("Cargo.toml", manifest);
        project.write("build.rs", BUILD.replace("EMBED", embed));
        project.write("src/main.rs", MAIN);
        project.write("components/kept.txt", "kept 0");
        project.write("other/other.txt", "other 0");
        Package(project)
    }

    /// The same, built.
    pub(super) fn built(name: &'static str, embed: &str) -> Self {
        let package = Package::new(name, embed);
        package.build();
        package
    }

    /// Writes so many components that a linked set is cut into parts.
    pub(super) fn write_more(&self) {
        for nth in 0..8 {
            self.write(format!("components/more/{nth}.txt"), format!("{nth}").repeat(50));
        }
    }

    /// Returns OUT_DIR of the dev profile.
    pub(super) fn out_dir(&self) -> PathBuf {
        let of_package = self.build_dirs("debug").into_iter().map(|dir| dir.join("out"));
        let mut found = of_package.filter(|out| out.join("components.set").is_file());
        found.next().expect("an OUT_DIR with a set")
    }

    /// Returns what cargo made for the build script in a profile: where it is, and what
    /// it wrote.
    pub(super) fn build_dirs(&self, profile: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(target_dir().join(profile).join("build")).unwrap().flatten();
        let prefix = format!("{}-", self.name);
        let ours = entries.filter(|it| it.file_name().to_string_lossy().starts_with(&prefix));
        ours.map(|it| it.path()).collect()
    }

    pub(super) fn record(&self) -> PathBuf {
        self.out_dir().join("components.live.record")
    }

    /// Returns the build script's executable, as the live record has it.
    pub(super) fn executable(&self) -> PathBuf {
        let record = fs::read_to_string(self.record()).unwrap();
        let program = record.split("\0\n").find_map(|line| line.strip_prefix("program="));
        PathBuf::from(program.unwrap())
    }

    /// Returns the processes that are build scripts of this package.
    pub(super) fn scripts(&self) -> Vec<u32> {
        let start = target_dir().join("debug/build").join(format!("{}-", self.name));
        let start = start.to_str().unwrap().to_owned();
        let is_ours = |process: &PathBuf| {
            let exe = fs::read_link(process.join("exe"));
            // One that has ended has no executable.
            exe.is_ok_and(|it| it.to_string_lossy().starts_with(&start))
        };
        let processes = fs::read_dir("/proc").unwrap().flatten().map(|it| it.path());
        let ours = processes.filter(is_ours);
        ours.filter_map(|it| it.file_name()?.to_str()?.parse().ok()).collect()
    }

    /// Waits until there are so many build scripts.
    #[track_caller]
    pub(super) fn wait_for_scripts(&self, count: usize) {
        until(|| self.scripts().len() == count, &|| format!("scripts: {:?}", self.scripts()));
    }

    /// Returns the stamps of all that is in OUT_DIR, but for the directories of live mode.
    pub(super) fn stamps(&self) -> BTreeMap<PathBuf, (SystemTime, u64)> {
        let entries = fs::read_dir(self.out_dir()).unwrap().flatten();
        let files = entries.filter(|it| it.path().is_file());
        let stamp = |it: &fs::DirEntry| {
            let metadata = it.metadata().unwrap();
            (metadata.modified().unwrap(), metadata.len())
        };
        files.map(|it| (it.path(), stamp(&it))).collect()
    }

    /// Starts the program.
    pub(super) fn start(&self) -> App {
        self.start_with(&[])
    }

    pub(super) fn start_with(&self, env: &[(&str, &str)]) -> App {
        App::start(&harness::program("debug", self.name), env)
    }

    /// Starts the program and its live mode; the first look may still go on.
    #[track_caller]
    pub(super) fn live(&self) -> App {
        let mut app = self.start();
        app.ask("live");
        app.soon("refresh", "good 0");
        app
    }
}

impl Deref for Package {
    type Target = Project;

    fn deref(&self) -> &Project {
        &self.0
    }
}

/// A program that runs.
pub(super) struct App {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    stderr: Arc<Mutex<String>>,
}

impl App {
    pub(super) fn start(program: &Path, env: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program);
        command.env_remove("FLAVOUR").envs(env.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut pipe = child.stderr.take().unwrap();
        let stderr = Arc::new(Mutex::new(String::new()));
        let to = Arc::clone(&stderr);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(len @ 1..) = pipe.read(&mut buffer) {
                to.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..len]));
            }
        });
        App { child, stdin, stdout: BufReader::new(stdout), stderr }
    }

    /// Tells the program something, and returns what it answers.
    #[track_caller]
    pub(super) fn ask(&mut self, what: &str) -> String {
        writeln!(self.stdin, "{what}").unwrap();
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        assert!(line.ends_with('\n'), "the program ended: {}", self.terminal());
        line.trim_end().to_owned()
    }

    /// Asks until the answer begins as it should; returns it.
    #[track_caller]
    pub(super) fn soon(&mut self, what: &str, wanted: &str) -> String {
        let start = Instant::now();
        loop {
            self.ask("refresh");
            let answer = self.ask(what);
            if answer.starts_with(wanted) {
                return answer;
            }
            let terminal = self.terminal();
            assert!(start.elapsed() < SOON, "{what}: {answer}, and not {wanted}\n{terminal}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Lets the program look twice.
    pub(super) fn look_twice(&mut self) -> String {
        self.ask("refresh");
        thread::sleep(NEXT_LOOK);
        self.ask("refresh")
    }

    /// Returns what is on the terminal so far.
    pub(super) fn terminal(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    /// Counts the lines on the terminal that have a text in them.
    pub(super) fn told(&self, text: &str) -> usize {
        self.terminal().lines().filter(|line| line.contains(text)).count()
    }

    /// Waits until the terminal has a text so many times.
    #[track_caller]
    pub(super) fn wait_for_told(&self, text: &str, count: usize) {
        until(|| self.told(text) == count, &|| format!("{count} x {text}:\n{}", self.terminal()));
    }

    /// Returns how much memory the program has, in KiB.
    pub(super) fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Kills the program, as `kill -9` does.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something is so.
#[track_caller]
pub(super) fn until(mut is_so: impl FnMut() -> bool, otherwise: &dyn Fn() -> String) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < SOON, "{}", otherwise());
        thread::sleep(Duration::from_millis(10));
    }
}

/// The build script: it writes down that it was started, and its compiler does what the
/// lines of a source say.
const BUILD: &str = r#"
use std::io::Write;
use std::time::Duration;
use std::{fs, process, thread};

use include_components_build::{BoxError, Build, Compiler, Context, Embed, Error, KeyHasher, Program};

struct Lines;

impl Compiler for Lines {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("lines 1");
    }

    fn is_partial(&self, path: &str) -> bool {
        path.contains("part")
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let mut output = String::from("recipe 1:");
        for line in std::str::from_utf8(input)?.lines() {
            match line.split_once(' ').unwrap_or((line, "")) {
                ("read", path) => output += std::str::from_utf8(&context.read(path)?)?,
                ("env", name) => output += &context.env(name).unwrap_or_default(),
                ("sleep", ms) => thread::sleep(Duration::from_millis(ms.parse()?)),
                ("error", text) => return Err(text.into()),
                ("panic", text) => panic!("{text}"),
                ("abort", _) => process::abort(),
                _ => output += line,
            }
        }
        Ok(output.into_bytes())
    }
}

fn main() -> Result<(), Error> {
    let is_live = include_components_build::is_live();
    let mut log = fs::OpenOptions::new().create(true).append(true).open("log").unwrap();
    writeln!(log, "start {is_live}").unwrap();
    // Nobody should take this for one of our lines.
    print!("cargo::warning=not the end of a line");
    if let Ok(ms) = fs::read_to_string("slow") {
        thread::sleep(Duration::from_millis(ms.trim().parse().unwrap()));
    }
    while is_live && fs::exists("chatty").unwrap() {
        print!("{}", "x".repeat(1 << 16));
    }
    if is_live && fs::exists("early").unwrap() {
        panic!("too early");
    }
    let mut build = Build::new();
    let wait = Program::new("sleep").arg("987.5");
    build.root("components").compile("*.lines", Lines).compile("*.wait", wait).embed(Embed::EMBED).part_size(64).run()?;
    println!();
    Build::new().name("other").root("other").run()?;
    writeln!(log, "end {is_live}").unwrap();
    Ok(())
}
"#;

/// The program: a line of standard input, a line of standard output.
const MAIN: &str = r#"
use include_components::{Component, Components, Live, Status, component, include_components};

include_components!(mod ui);

fn say(status: Status) -> String {
    match status {
        Status::Off { why, .. } => format!("off {why}"),
        Status::Good { version, .. } => format!("good {version}"),
        Status::Failed { version, error, .. } => format!("failed {version} {error}"),
        _ => "?".to_owned(),
    }
}

fn text(component: Component) -> String {
    component.to_str().unwrap_or("not UTF-8").to_owned()
}

fn main() {
    let other: &'static Components = include_components!("other");
    let mut live: Option<Live> = None;
    let mut held: Vec<Component> = Vec::new();
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let answer = match line.split_once(' ').unwrap_or((&line, "")) {
            ("live", _) => say(live.insert(ui::COMPONENTS.live()).status()),
            ("live-other", _) => say(live.insert(other.live()).status()),
            ("refresh", _) => live.map_or("no".to_owned(), |it| say(it.refresh())),
            ("timed", _) => {
                let start = std::time::Instant::now();
                live.map(|it| it.refresh());
                start.elapsed().as_millis().to_string()
            }
            ("entry", name) => {
                let entry = ui::COMPONENTS.entry(name);
                entry.map_or("none".to_owned(), |it| it.file().path().to_owned())
            }
            ("status", _) => live.map_or("no".to_owned(), |it| say(it.status())),
            ("watch", _) => {
                let tell = |change: &include_components::Change<'_>| {
                    eprintln!("change {} {:?}", change.version(), change.paths().collect::<Vec<_>>());
                };
                live.map(|it| it.on_change(tell));
                "watching".to_owned()
            }
            ("get", path) => ui::COMPONENTS.get(path).map_or("none".to_owned(), text),
            ("get-other", path) => other.get(path).map_or("none".to_owned(), text),
            ("constant", _) => text(ui::KEPT_TXT),
            ("component", _) => text(component!("kept.txt")),
            ("hold", path) => {
                held.extend(ui::COMPONENTS.get(path));
                held.len().to_string()
            }
            ("held", _) => held.iter().map(|it| text(*it)).collect::<Vec<_>>().join(","),
            ("tags", _) => held.iter().map(|it| it.digest().to_string()).collect(),
            ("list", _) => ui::COMPONENTS.iter().map(|it| it.path()).collect::<Vec<_>>().join(","),
            ("version", _) => ui::COMPONENTS.version().to_string(),
            ("size", _) => std::mem::size_of::<Component>().to_string(),
            _ => panic!("{line}"),
        };
        println!("{}", answer.replace('\n', "|"));
    }
}
"#;
