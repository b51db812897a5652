//! JavaScript, run by node before and after.

use std::path::Path;
use std::process::Command;

use include_components_build::compilers::Js;

use crate::data::{bootstrap, katex};
use crate::headless::missing;
use crate::{compile, shrunk};

/// Runs a script, with its arguments; `None`, with a word about it, without node.
fn node(script: &str, args: &[&Path]) -> Option<String> {
    let Ok(output) = Command::new("node").arg("-e").arg(script).arg("--").args(args).output()
    else {
        missing("node");
        return None;
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Compiles all JavaScript below a directory into another, and has node check
/// the syntax of each file.
fn minified(root: &Path, out: &Path) -> Option<usize> {
    let made = compile(root, &["*.js", "*.mjs", "*.cjs"], Js::new()).unwrap();
    for (path, js) in &made {
        let file = out.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, js).unwrap();
        let checked = Command::new("node").arg("--check").arg(&file).output();
        let Ok(checked) = checked else {
            missing("node");
            return None;
        };
        assert!(checked.status.success(), "{path}: {}", String::from_utf8_lossy(&checked.stderr));
    }
    println!("{}", shrunk(root, &made));
    Some(made.len())
}

#[test]
fn katex_sets_the_same_formulas() {
    let Some(package) = katex() else { return };
    let out = tempfile::tempdir().unwrap();
    let Some(count) = minified(&package.path("dist"), out.path()) else { return };
    assert!(count >= 10, "{count}");
    let script = r#"
        const dir = process.argv.at(-1);
        const katex = require(dir + "/katex.js");
        const formulas = ["c = \\pm\\sqrt{a^2 + b^2}", "\\frac{1}{\\Bigl(\\sqrt{\\phi}\\Bigr)}",
            "\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}", "\\int_0^\\infty e^{-x^2}\\,dx",
            "\\href{https://x.y}{\\text{é ☃}}", "\\color{red}{\\overbrace{a+b}^{c}}", "\\no", "a_{b",
            "\\def\\x#1{#1^2}\\x{y}", "\\sum_{\\substack{i\\\\j}}\\mathbb{R}\\mathfrak{g}\\rightleftharpoons"];
        for (const display of [true, false]) for (const it of formulas) {
            console.log(katex.renderToString(it, { displayMode: display, throwOnError: false }));
        }
        import("file://" + dir + "/katex.mjs").then((module) => {
            console.log(module.default.renderToString("x^2"), Object.keys(module).sort().join());
        });
    "#;
    let expected = node(script, &[&package.path("dist")]).unwrap();
    assert!(expected.len() > 10_000 && expected.contains("katex-error"), "{expected}");
    assert!(node(script, &[out.path()]).unwrap() == expected, "the formulas are not the same");
}

#[test]
fn programs_print_the_same() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/js");
    let out = tempfile::tempdir().unwrap();
    let Some(count) = minified(&samples, out.path()) else { return };
    for name in ["sloppy.js", "module.mjs", "common.cjs"] {
        let run = |dir: &Path| {
            let output = Command::new("node").arg(name).current_dir(dir).output().unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}: {errors}");
            String::from_utf8(output.stdout).unwrap()
        };
        let (before, after) = (run(&samples), run(out.path()));
        for (before, after) in before.lines().zip(after.lines()) {
            assert_eq!(after, before, "{name}");
        }
        assert_eq!(after.lines().count(), before.lines().count(), "{name}");
    }
    assert_eq!(count, 3);
}

#[test]
fn bootstrap_defines_the_same() {
    let Some(package) = bootstrap() else { return };
    let root = package.path("dist/js");
    let out = tempfile::tempdir().unwrap();
    let Some(count) = minified(&root, out.path()) else { return };
    assert!(count >= 6, "{count}");
    let script = r#"
        const events = [];
        const element = { dir: "ltr", addEventListener: (name) => events.push(name) };
        globalThis.window = Object.assign(globalThis, element);
        globalThis.HTMLElement = class {};
        globalThis.document = { ...element, documentElement: element, body: element,
            readyState: "loading", querySelectorAll: () => [] };
        const bootstrap = require(process.argv.at(-1) + "/bootstrap.bundle.js");
        for (const [name, it] of Object.entries(bootstrap)) {
            console.log(name, it.NAME, it.VERSION, it.EVENT_KEY, JSON.stringify(it.Default),
                JSON.stringify(it.DefaultType), Object.getOwnPropertyNames(it.prototype).sort().join());
        }
        console.log(events.join());
    "#;
    let expected = node(script, &[&root]).unwrap();
    assert!(expected.contains("Carousel") && expected.contains("DOMContentLoaded"), "{expected}");
    assert_eq!(node(script, &[out.path()]).unwrap(), expected);
}
