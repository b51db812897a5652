//! A root that a tool makes, in a program that is live.

use std::fs;
use std::thread;
use std::time::SystemTime;

use super::app::{NEXT_LOOK, Package, until};

#[test]
fn the_sources_of_a_tool_are_looked_at() {
    let package = Package::new("it-live-tool", "Include");
    let build = fs::read_to_string(package.path("build.rs")).unwrap();
    let tool = ".root_from(include_components_build::Tool::new(\"sh\", \"web\")\
        .args([\"make.sh\", \"{outdir}\"]).reads_env(\"WEB_API\").manifest(\"m.json\"))";
    package.write(
        "build.rs",
        build.replace(".root(\"components\")", &format!(".root(\"components\"){tool}")),
    );
    // A text that no cache knows.
    let now = format!("{:?}", SystemTime::now());
    let make =
        format!("sleep $(cat ../delay); cp m.json \"$1\"; cat *.txt >\"$1/web.txt\" # {now}");
    package.write("web/make.sh", make);
    let manifest = |entry| format!(r#"{{"{entry}": {{"file": "web.txt", "isEntry": true}}}}"#);
    package.write("web/m.json", manifest("a.ts"));
    package.write("web/a.txt", "web 0");
    package.write("web/node_modules/x", "");
    // No input of the tool.
    package.write("delay", "0");
    package.build();
    let mut app = package.live();
    assert_eq!([app.ask("get web.txt"), app.ask("entry a.ts")], ["web 0", "web.txt"]);

    // No request waits for the tool.
    package.write("delay", "5");
    package.write("web/a.txt", "web 1");
    thread::sleep(NEXT_LOOK);
    let waits: Vec<u32> = (0..3).map(|_| app.ask("timed").parse().unwrap()).collect();
    assert!(waits.iter().all(|ms| *ms < 3000), "{waits:?}");
    package.write("delay", "0");
    app.soon("get web.txt", "web 1");
    // A file beside an ignored one, which cargo would not see, and one that was there.
    package.write("web/b.txt", ", web 2");
    app.soon("get web.txt", "web 1, web 2");
    package.remove("web/b.txt");
    until(|| [app.ask("refresh"), app.ask("get web.txt")][1] == "web 1", &|| {
        "it does not go back".to_owned()
    });

    package.write("web/m.json", manifest("b.ts"));
    app.soon("entry b.ts", "web.txt");
    assert_eq!([app.ask("entry a.ts"), app.ask("get m.json")], ["none", "none"]);

    package.write("web/make.sh", "echo wrong >&2; exit 1");
    until(|| app.ask("refresh").starts_with("failed"), &|| "it does not fail".to_owned());
    assert!(app.ask("status").contains("|wrong"), "{}", app.ask("status"));
    assert_eq!(app.ask("get web.txt"), "web 1");

    // What it runs ends with the program.
    package.write("web/make.sh", "echo $$ >../pid; sleep 1000");
    let pid = || fs::read_to_string(package.path("pid")).unwrap_or_default();
    until(|| ![app.ask("refresh"), pid()][1].is_empty(), &|| "it does not run".to_owned());
    app.kill();
    package.wait_for_scripts(0);
    let stat = || fs::read_to_string(format!("/proc/{}/stat", pid().trim()));
    until(|| stat().map_or(true, |it| it.contains(") Z ")), &|| "it runs on".to_owned());

    // The program has another value than the build had.
    let mut app = package.start_with(&[("WEB_API", "1")]);
    app.ask("live");
    let is_off = |status: &str| status.starts_with("off") && status.contains("WEB_API");
    until(|| is_off(&app.ask("refresh")), &|| "it is not off".to_owned());
}
