use super::*;
use crate::references::scan::{Language, Reference};

fn scanned(js: &str) -> Scan {
    Scan::new(Language::Modules, js.as_bytes())
}

/// Returns a script with `|` where digests go.
fn marked(js: &str) -> String {
    let mut marked = js.to_owned();
    for Reference { insert, .. } in scanned(js).references.iter().rev() {
        marked.insert(*insert as usize, '|');
    }
    marked
}

#[track_caller]
fn check(cases: &[&str]) {
    for case in cases {
        assert_eq!(marked(&case.replace('|', "")), *case);
    }
}

#[test]
fn what_a_module_loads_is_found() {
    check(&[
        "import a from './a|.js';import '../b|.js'\nimport {c as d} from \"/c|.mjs\";import * as e from './e|.js?x#y'",
        "export * from './a|.js';export * as b from './b|.js';export {c} from './c|.js';export const d = 1",
        "import data from './a|.json' with { type: 'json' };",
        "f(() => import('./a|.js').then(x => import(\"./b|.js\")))",
        "const u = new URL('./a|.wasm', import.meta.url), v = new URL('img/b|.png', import.meta.url).href",
        "new Worker(new URL('./w|.js', import.meta.url), { type: 'module' })",
        "export default () => { import('./a|.js') }",
        "export const x = () => import('./a|.js')",
        "import './a|.js'\n//# sourceMappingURL=b|.js.map",
        "é(); import('./é|.js')",
    ]);
}

/// As are bare names, which an import map has, and what is in strings and comments.
#[test]
fn nothing_else_is_a_reference() {
    let none = [
        "import a from 'lib'; import 'lib/x.js'; import b from '@s/c'; export * from '#x'",
        "// import './a.js'\n/* export * from './b.js' */ f(\"import './c.js'\", `import './d.js'`)",
        "require('./a.js'); fetch('./b.json'); new Worker('./c.js'); importScripts('./d.js')",
        "new URL('./a.png', location.href); new URL('./b.png'); new Url('./c.png', import.meta.url)",
        "import.meta.glob('./*.js'); x.import('./a.js'); const imports = './b.js'",
        "if (a) /import '.\\/x.js'/.test(b)",
    ];
    for js in none {
        assert_eq!(scanned(js).references, [], "{js}");
    }
    let js = "import(`./${x}.js`); import(y); new URL(`./z`, import.meta.url); import './\\x61.js'";
    let left = scanned(js).left;
    let left: Vec<_> = left.iter().map(|it| (it.url.as_str(), it.why)).collect();
    let dynamic = |text| (text, Why::Dynamic);
    assert_eq!(
        left,
        [dynamic("`./${x}.js`"), dynamic("y"), dynamic("`./z`"), ("./a.js", Why::Escape)]
    );
}

#[test]
fn what_is_no_script_has_none() {
    assert_eq!(scanned("import './a.js"), Scan::default());
    assert_eq!(Scan::new(Language::Modules, b"import './\xFF.js'"), Scan::default());
    let deep = format!("import './a.js';{}", "(".repeat(5_000));
    assert_eq!(scanned(&deep), Scan::default());
}
