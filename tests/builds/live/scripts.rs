//! Build scripts that are slow, crash, or are not what was expected.

use std::fs;
use std::thread;
use std::time::SystemTime;

use super::app::{NEXT_LOOK, Package, until};

/// What stands before the set is done once for each program, and nobody waits for it, nor
/// for a compiler, as long as it takes.
#[test]
fn nobody_waits_long_for_slow_code() {
    let package = Package::built("it-live-slow", "Include");
    package.write("slow", "4000");
    let starts = |package: &Package| {
        let log = fs::read_to_string(package.path("log")).unwrap();
        log.lines().filter(|line| *line == "start true").count()
    };
    let mut app = package.start();
    package.write("components/kept.txt", "kept 1");
    app.ask("live");
    let mut longest = 0;
    while app.ask("constant") != "kept 1" {
        longest = longest.max(app.ask("timed").parse().unwrap());
    }
    assert!(longest < 3000, "{longest} ms");
    for nth in 2..5 {
        let text = format!("kept {nth}");
        package.write("components/kept.txt", &text);
        app.soon("constant", &text);
    }
    assert_eq!(starts(&package), 1);
    assert!(!fs::read_to_string(package.path("log")).unwrap().contains("end true"));

    // A text that no cache knows.
    let now = format!("{:?}", SystemTime::now());
    package.write("components/page.lines", format!("sleep 6000\n{now}"));
    thread::sleep(NEXT_LOOK);
    let waits: Vec<u32> = (0..5).map(|_| app.ask("timed").parse().unwrap()).collect();
    assert!(waits.iter().sum::<u32>() < 4000, "{waits:?}");
    // Either may have come when a look had long begun, which is not waited for.
    assert!(longest.max(waits[0]) >= 50, "{longest} ms, {waits:?}");
    app.soon("get page.lines", &format!("recipe 1:{now}"));

    // It ends with the program in the middle of a compile.
    package.write("components/page.lines", "sleep 600000\n");
    thread::sleep(NEXT_LOOK);
    app.ask("refresh");
    assert_eq!(package.scripts().len(), 1);
    app.kill();
    package.wait_for_scripts(0);

    // And so does a program that it runs.
    package.remove("components/page.lines");
    let mut app = package.live();
    package.write("components/a.wait", "");
    thread::sleep(NEXT_LOOK);
    until(|| [app.ask("refresh"), sleeping().to_string()][1] == "1", &|| {
        "no program runs".to_owned()
    });
    app.kill();
    package.wait_for_scripts(0);
    until(|| sleeping() == 0, &|| "the program goes on".to_owned());
}

/// Counts the processes that the compiler of `*.wait` runs.
fn sleeping() -> usize {
    let processes = fs::read_dir("/proc").unwrap().map(Result::unwrap);
    let is_it = |dir: std::path::PathBuf| {
        fs::read(dir.join("cmdline")).is_ok_and(|line| line == b"sleep\0987.5\0")
    };
    processes.filter(|it| is_it(it.path())).count()
}

#[test]
fn a_script_that_crashes_is_told_once_and_started_again() {
    let package = Package::built("it-live-crash", "Include");
    let mut app = package.live();
    // A panic of a compiler is an error like others.
    package.write("components/page.lines", "panic in the compiler");
    let failed = app.soon("refresh", "failed 0 ");
    assert!(failed.contains("page.lines") && failed.contains("in the compiler"), "{failed}");
    let script = package.scripts();
    package.write("components/page.lines", "version 1");
    app.soon("get page.lines", "recipe 1:version 1");
    assert_eq!(package.scripts(), script);

    package.write("components/page.lines", "abort");
    let failed = app.soon("refresh", "failed 1 ");
    assert!(failed.contains("the build script ended: signal: 6"), "{failed}");
    for _ in 0..5 {
        app.look_twice();
    }
    assert_eq!(app.ask("get page.lines"), "recipe 1:version 1");
    app.wait_for_told("the build script ended", 1);
    package.write("components/page.lines", "version 2");
    app.soon("get page.lines", "recipe 1:version 2");
    assert_eq!(app.ask("refresh"), "good 2");
    assert_ne!(package.scripts(), script);

    package.write("components/page.lines", "abort");
    app.soon("refresh", "failed 2");
    package.write("components/page.lines", "version 3");
    app.soon("refresh", "good 3");
    package.wait_for_scripts(1);
}

/// A script that never comes to the set is told of, takes no memory of the program, and gives
/// way to the next build.
#[test]
fn a_script_that_hangs_gives_way_to_the_next_build() {
    let package = Package::built("it-live-hang", "Include");
    package.write("chatty", "");
    let mut app = package.start();
    app.ask("live");
    app.ask("refresh");
    package.wait_for_scripts(1);
    let hung = package.scripts();
    let before = app.memory();
    app.wait_for_told("the build script is still at work on `components` after 10 s", 1);
    assert!(app.memory() < before + (16 << 10), "{} KiB", app.memory());

    let build = fs::read_to_string(package.path("build.rs")).unwrap();
    package.write("build.rs", build.replace("\"chatty\"", "\"no longer\""));
    package.build();
    package.write("components/kept.txt", "kept 1");
    app.soon("constant", "kept 1");
    package.wait_for_scripts(1);
    assert_ne!(package.scripts(), hung);
    assert_eq!(app.told("ended"), 0, "{}", app.terminal());
}

#[test]
fn a_script_that_ends_before_the_set_is_told_and_tried_again() {
    let package = Package::built("it-live-early", "Include");
    package.write("early", "");
    let mut app = package.start();
    app.ask("live");
    let off = app.soon("refresh", "off ");
    assert!(off.contains("ended before it came to the set") && off.contains("too early"), "{off}");
    for _ in 0..5 {
        app.look_twice();
    }
    app.wait_for_told("too early", 1);
    package.remove("early");
    package.write("components/kept.txt", "kept 1");
    app.soon("constant", "kept 1");
}

/// Another value than in the build would compile what the next build does not.
#[test]
fn a_variable_that_has_another_value_turns_it_off() {
    let package = Package::new("it-live-env", "Include");
    package.write("components/page.lines", "env FLAVOUR\n");
    let build = |flavour| package.cargo_with(&["build"], &[("FLAVOUR", flavour)]).success();
    build("mint");
    for env in [&[][..], &[("FLAVOUR", "plain")]] {
        let mut app = package.start_with(env);
        app.ask("live");
        let off = app.soon("refresh", "off ");
        assert!(off.contains("FLAVOUR") && !off.contains("mint"), "{off}");
        assert_eq!(app.ask("get page.lines"), "recipe 1:mint");
        app.look_twice();
        app.wait_for_told("FLAVOUR", 1);
    }
    let mut app = package.start_with(&[("FLAVOUR", "mint")]);
    app.ask("live");
    app.soon("refresh", "good 0");
    package.write("components/page.lines", "env FLAVOUR\n, fresh");
    app.soon("get page.lines", "recipe 1:mint, fresh");
    // A build with the other value: then the program's is the wrong one.
    let mut other = package.start_with(&[("FLAVOUR", "plain")]);
    other.ask("live");
    other.soon("refresh", "off ");
    build("plain");
    other.soon("refresh", "good ");
}

/// A script of another version may say anything, and write any format.
#[test]
fn another_format_turns_it_off() {
    let package = Package::new("it-live-format", "Include");
    let build = fs::read_to_string(package.path("build.rs")).unwrap();
    let main = "fn main() -> Result<(), Error> {";
    package.write("build.rs", build.replace(main, &format!("{main}{FORMATS}")));
    package.build();
    package.write("format", "heading");
    let mut app = package.live();
    assert_eq!(app.ask("refresh"), "good 0");
    for format in ["set", "pack"] {
        package.write("format", format);
        let off = app.soon("refresh", "off ");
        assert!(off.contains("another version of include-components-build"), "{off}");
        assert_eq!(app.ask("constant"), "kept 0");
        app.look_twice();
        package.write("format", "good");
        app.soon("refresh", "good 0");
    }
    app.wait_for_told("another version", 2);
    for damage in ["short", "address"] {
        package.write("format", damage);
        let failed = app.soon("refresh", "failed 0 ");
        assert!(failed.contains("cannot read the set"), "{failed}");
        assert_eq!(app.ask("constant"), "kept 0");
    }
    let mut other = package.start();
    package.write("format", "off");
    other.ask("live");
    assert_eq!(other.soon("refresh", "off "), "off not today");
}

/// Answers as the build script does, but for what the file `format` says.
const FORMATS: &str = r#"
    if include_components_build::is_live() {
        let out = std::path::PathBuf::from(std::env::var("OUT_DIR").unwrap());
        let format = || fs::read_to_string("format").unwrap();
        let live = out.join("components.live");
        println!("\ninclude-components-live: | not today");
        match format().as_str() {
            "off" => println!("include-components-live: off"),
            _ => println!("something else\ninclude-components-live: good"),
        }
        for _ in std::io::stdin().lines() {
            let mut set = fs::read_to_string(out.join("components.set")).unwrap();
            let mut pack = fs::read(out.join("components.pack")).unwrap();
            match format().as_str() {
                "set" => set = set.replacen("set ", "set 9", 1),
                "pack" => pack[7] += 1,
                "short" => {
                    pack[64] ^= 1;
                    pack.truncate(100);
                }
                "address" => set = set.replace("components.pack", "none.pack"),
                _ => {}
            }
            fs::write(live.join("components.pack"), pack).unwrap();
            fs::write(live.join("components.set"), set).unwrap();
            println!("include-components-live: good");
        }
        process::exit(0);
    }
"#;
