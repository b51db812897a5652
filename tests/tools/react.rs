//! A React app of Vite's.

use std::fs;
use std::thread;
use std::time::Duration;

use crate::package::Package;

/// Versions that need nothing which the registry has not: of a later Vite, `npm ci` misses
/// an optional package of Windows.
const WEB: [(&str, &str); 8] = [
    (
        "package.json",
        r#"{
  "name": "dashboard",
  "private": true,
  "type": "module",
  "dependencies": { "react": "19.2.0", "react-dom": "19.2.0" },
  "devDependencies": { "@vitejs/plugin-react": "6.0.0", "vite": "8.0.0" }
}
"#,
    ),
    (
        "vite.config.js",
        "import { defineConfig } from \"vite\";\nimport react from \"@vitejs/plugin-react\";\n\n\
         export default defineConfig({ plugins: [react()] });\n",
    ),
    (
        "index.html",
        "<!doctype html>\n<html lang=\"en\">\n<head><title>A dashboard</title>\n\
         <link rel=\"icon\" href=\"/icon.svg\"></head>\n\
         <body><div id=\"root\"></div><script type=\"module\" src=\"/src/main.jsx\"></script></body>\n\
         </html>\n",
    ),
    (
        "src/main.jsx",
        "import { createRoot } from \"react-dom/client\";\nimport \"./main.css\";\n\n\
         createRoot(document.getElementById(\"root\")).render(<h1>It is {import.meta.env.VITE_API_URL}</h1>);\n",
    ),
    ("src/main.css", "h1 { color: teal }\n"),
    ("public/icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
    // Nobody hashed it, whatever its name looks like.
    ("public/assets/logo-12345678.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
    (".gitignore", "node_modules\ndist\n*.local\n"),
];

#[test]
fn node_runs_for_a_change_of_the_front_end_alone() {
    let tool = "Tool::vite(\"web\").reads_env(\"VITE_API_URL\").prebuilt(\"web/dist\")";
    let mut package = Package::new(tool, &WEB);
    package.lock();
    let files = package.files();
    let env = [("VITE_API_URL", "https://api.test")];
    // npm, node's version, Vite.
    let first = package.cargo_with(&["build"], &env);
    assert!((3..8).contains(&first), "{first}");
    assert_eq!(package.files(), files, "nothing is written beside the sources");

    let embedded = package.embedded();
    let paths: Vec<&str> = embedded.iter().map(|it| it.0.as_str()).collect();
    let [style, script, logo, "icon.svg", "index.html"] = paths[..] else { panic!("{paths:?}") };
    assert!(style.ends_with(".css") && script.ends_with(".js"), "{paths:?}");
    let by_path = |path: &str| embedded.iter().find(|it| it.0 == path).unwrap();
    for hashed in [style, script] {
        assert_eq!(by_path(hashed).1, hashed, "Vite hashed the name");
        assert!(by_path("index.html").2.contains(&format!("/{hashed}")));
    }
    for public in ["icon.svg", logo] {
        assert_ne!(by_path(public).1, public, "the name is the author's");
    }
    assert_eq!(package.entry("index.html"), [script, style]);
    assert!(package.entry("src/main.jsx").is_empty(), "a part of that");
    assert!(by_path(script).2.contains("https://api.test"));

    let cargo = |args: &[&str]| package.cargo_with(args, &env);
    thread::sleep(Duration::from_millis(200));
    for args in [&["build"][..], &["build"], &["check"], &["test", "--no-run"]] {
        assert_eq!(cargo(args), 0, "{args:?}");
    }
    package.write("src/main.rs", &fs::read_to_string(package.app.join("src/main.rs")).unwrap());
    assert_eq!(cargo(&["build"]), 0, "code is no matter");
    package.edit("web/src/main.jsx", "It is", "That is");
    assert_eq!(cargo(&["build"]), 1, "Vite alone");
    assert!(package.embedded().iter().any(|it| it.2.contains("That is")));
    package.edit("web/src/main.jsx", "That is", "It is");
    assert_eq!(cargo(&["build"]), 0, "and back");
    assert_eq!(package.embedded(), embedded);
    let input = "build: { rolldownOptions: { input: \"src/main.jsx\" } }, plugins: [react()]";
    package.edit("web/vite.config.js", "plugins: [react()]", input);
    assert_eq!(cargo(&["build"]), 1, "an entry of a page that the program makes");
    let entry = package.entry("src/main.jsx");
    let [script, style] = &entry[..] else { panic!("{entry:?}") };
    let embedded_now = package.embedded();
    for path in [script, style] {
        assert!(embedded_now.iter().any(|it| it.0 == *path && it.1 == *path), "{path}");
    }
    assert!(!embedded_now.iter().any(|it| it.0.contains("manifest") || it.0 == "index.html"));
    package.edit("web/vite.config.js", input, "plugins: [react()]");
    assert_eq!(cargo(&["build"]), 0);
    package.clone_sources("clone");
    assert_eq!(package.cargo_with(&["build"], &env), 0, "a fresh clone");

    // Prebuilt: a clone without a cache.
    let save = [("INCLUDE_COMPONENTS_TOOLS", "save")];
    assert_eq!(package.cargo_with(&["build"], &save), 2, "npm and Vite");
    let saved = package.embedded();
    assert_ne!(saved, embedded, "without the variable");
    package.clone_sources("another");
    let nodes = package.cargo_with(&["build"], &[("INCLUDE_COMPONENTS_CACHE", "off")]);
    assert_eq!((nodes, package.embedded()), (1, saved), "node's version");
}
