//! dart-sass as a program, for what grass, which is behind `Sass`, does not have.

use std::process::Command;

use include_components_build::Program;
use include_components_build::compilers::Sass;

use crate::compile;
use crate::headless::missing;

#[test]
fn bulma_and_pico_compile_with_dart_sass() {
    let dir = tempfile::tempdir().unwrap();
    let installed = Command::new("npm")
        .args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
        .args(["sass@1", "bulma@1", "@picocss/pico@2"])
        .current_dir(dir.path())
        .status();
    if !installed.is_ok_and(|status| status.success()) {
        return missing("npm that installs");
    }
    let root = dir.path().join("styles");
    std::fs::create_dir(&root).unwrap();
    let sources = [
        ("bulma.scss", "@use 'bulma/sass';"),
        ("pico.scss", "@use '@picocss/pico/scss';"),
        (
            "own.scss",
            "@use 'sass:color'; @use 'sass:string';\n\
             a { b: color.channel(#123456, 'red'); c: color.mix(red, blue, $method: oklch); d: string.unique-id() }",
        ),
    ];
    for (path, source) in sources {
        std::fs::write(root.join(path), source).unwrap();
    }
    let modules = dir.path().join("node_modules");
    let modules = modules.to_str().unwrap();
    let sass = Program::new("node")
        .args([&format!("{modules}/sass/sass.js"), "--no-source-map", "--style=compressed"])
        .args(["--stdin", "--load-path", modules])
        .rename("scss", "css");
    let made = compile(&root, &["*.scss"], sass).unwrap();
    let css = |path: &str| std::str::from_utf8(&made[path]).unwrap();
    assert!(css("bulma.css").contains(".button") && css("bulma.css").len() > 500_000);
    assert!(css("pico.css").contains("--pico-") && css("pico.css").len() > 50_000);
    assert!(css("own.css").starts_with("a{b:18;c:"), "{}", css("own.css"));
    // When grass has this too, the documentation of `Sass` needs a change.
    let error = compile(&root, &["*.scss"], Sass::new().load_path("../node_modules")).unwrap_err();
    assert_eq!(error.problems().count(), sources.len(), "{error}");
}
