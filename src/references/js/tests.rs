use super::*;
use crate::references::scan::{Language, Reference};

fn scanned(js: &str) -> Scan {
    Scan::new(Language::Modules, js.as_bytes())
}

/// Returns a script with `|` where digests go.
fn marked(js: &str) -> String {
    let mut marked = js.to_owned();
    // A bare name is for an import map.
    let references = scanned(js).references;
    for Reference { insert, .. } in references.iter().rev().filter(|it| it.kind != Kind::Bare) {
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
        "import(`./a|.js`); new URL(`./a|.png`, import.meta.url); import(`./é|.js` /* x */)",
        "import.meta.resolve('./a|.js'); x(import.meta.resolve(`./b|.js`))",
        "new window.URL('./a|.png', import.meta.url); new globalThis.URL('b|.js', import.meta.url)",
        "import defer * as a from './a|.js'; import source b from './b|.wasm'",
        "if (x) import('./a|.js'); var import_ = 1",
    ]);
}

/// The place of each character stays known.
#[test]
fn escapes_are_taken_for_what_they_stand_for() {
    check(&[
        "import './\\x61|.js'; import(\"./\\u0064|.js\"); import './\\u{64}|\\u{2e}js'",
        "import '.\\/a|.js'; import './\\\na|.js'; import './\\ud83d\\ude00|.js'",
        "import(`./\\u0064|.js`); import './\\a|\\.js'; import './it\\'s|.js'",
    ]);
    let urls = |js| scanned(js).references.into_iter().map(|it| it.url).collect::<Vec<_>>();
    assert_eq!(
        urls("import './\\x61\\u{2e}js'; import('./\\ud83d\\ude00.js')"),
        ["./a.js", "./😀.js"]
    );
    // Which sloppy scripts may have.
    let left = scanned("import('./\\141.js')").left;
    assert_eq!((left[0].url.as_str(), left[0].why), ("./a.js", Why::Escape));
}

#[test]
fn what_can_be_loaded_ahead_is_told_from_the_rest() {
    let kinds =
        |js| scanned(js).references.into_iter().map(|it| (it.kind, it.url)).collect::<Vec<_>>();
    let import = |is_static, url: &str| (Kind::Import { is_static }, url.to_owned());
    let found = kinds(
        "import './a.js'; import b from './b.json' with { type: 'json' }; import 'c'; \
         import d from 'd' with { type: 'css' }; export * from './e.js'; import('f'); import 'data:text/javascript,0'; \
         export { g } from './g.css' with { type: 'css' }; import defer * as h from './h.js'",
    );
    let expected = [
        import(true, "./a.js"),
        import(false, "./b.json"),
        (Kind::Bare, "c".to_owned()),
        import(true, "./e.js"),
        import(false, "./g.css"),
        import(false, "./h.js"),
    ];
    assert_eq!(found, expected);
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
        assert_eq!(marked(js), js);
    }
    let js = "import(`./${x}.js`); import(y); new URL('./' + z, import.meta.url); \
              import.meta.resolve(y)";
    let left = scanned(js).left;
    let left: Vec<_> = left.iter().map(|it| (it.url.as_str(), it.why)).collect();
    let dynamic = |text| (text, Why::Dynamic);
    assert_eq!(left, [dynamic("`./${x}.js`"), dynamic("y"), dynamic("'./' + z"), dynamic("y")]);
}

/// Nobody knows what it imports.
#[test]
fn what_cannot_be_read_is_taken_note_of() {
    let left = |js: &[u8]| {
        let Scan { references, left, .. } = Scan::new(Language::Modules, js);
        assert_eq!(references, []);
        left.into_iter().map(|it| (it.why, it.url)).collect::<Vec<_>>()
    };
    let script = |why: &str| vec![(Why::Script, why.to_owned())];
    let found = left(b"import './a.js'; (");
    assert!(found[0].1.starts_with("it is no JavaScript: "), "{found:?}");
    assert_eq!(left(b"import './\xFF.js'"), script("it is not UTF-8"));
    let deep = format!("import './a.js';{}", "(".repeat(20_000));
    assert_eq!(left(deep.as_bytes()), script("it is nested too deeply"));
    // Which imports nothing, whatever it is.
    assert_eq!(left(b"f('\xFF'"), []);
}
