//! References that are written with hashed paths.

use super::*;
use crate::testing::Fake;
use crate::{Cache, Embed, ErrorKind, Missing, References};

/// Makes a build of `ui` whose style sheets have hashed references.
fn build(tree: &Tree) -> Build {
    let mut build = tree.build();
    build.references("*.css", References::hashed()).cache(Cache::off());
    build
}

/// Returns the text and the hashed path of a component.
#[track_caller]
pub(super) fn text(tree: &Tree, path: &str) -> String {
    texts(tree).into_iter().find(|it| it.0 == path).unwrap_or_else(|| panic!("no {path}")).1
}

#[track_caller]
pub(super) fn hashed(tree: &Tree, path: &str) -> String {
    let parts = parts(tree, "out", "components");
    let pack = Pack::open(&parts[0]).unwrap();
    let entry = pack.entry(pack.find(path).unwrap()).unwrap();
    assert_eq!(pack.find_hashed(entry.hashed_path().unwrap()), pack.find(path));
    entry.hashed_path().unwrap().to_owned()
}

/// Returns what a path is with the digest of some bytes.
pub(super) fn name(stem: &str, bytes: &[u8], extension: &str) -> String {
    format!("{stem}-{:.8}{extension}", crate::base::hasher::digest(bytes))
}

#[test]
fn names_are_those_of_what_is_embedded() {
    let tree = Tree::new();
    tree.write("ui/img/logo.svg", "<svg/>").write("ui/a.css", "@import \"b.css\";");
    tree.write("ui/b.css", "b { c: url( img/logo.svg?x#y ) } /* url(no.png) */").settle();
    let first = run(&build(&tree)).report();
    assert_eq!((first.references(), first.linked(), first.references_left()), (2, 2, 0));
    let logo = name("img/logo", b"<svg/>", ".svg");
    let b = format!("b {{ c: url( {logo}?x#y ) }} /* url(no.png) */");
    assert_eq!(text(&tree, "b.css"), b);
    let b = name("b", b.as_bytes(), ".css");
    assert_eq!(hashed(&tree, "b.css"), b);
    let a = format!("@import \"{b}\";");
    assert_eq!(text(&tree, "a.css"), a);
    assert_eq!(hashed(&tree, "a.css"), name("a", a.as_bytes(), ".css"));
}

/// What is not opened is not scanned, and what need not be is not linked.
#[test]
fn an_edit_links_what_refers_to_it_and_no_other() {
    let tree = Tree::new();
    tree.write("ui/x.png", "1").write("ui/y.png", "1!").write("ui/z.css", "z{}");
    tree.write("ui/a.css", "@import 'b.css'").write("ui/b.css", "b{c:url(x.png)}");
    tree.write("ui/d.css", "d{e:url(y.png)}").settle();
    let build = build(&tree);
    run(&build).report();
    let same = run(&build).report();
    assert_eq!((same.opened(), same.linked(), same.bytes_written()), (0, 0, 0));
    assert_eq!((same.references(), same.references_left()), (3, 0));
    let before = texts(&tree);

    tree.write("ui/x.png", "2").settle();
    let run_of_edit = run_in(CargoEnv { explain: true, ..no_cargo() }, &build);
    let reasons: Vec<String> =
        run_of_edit.told("warning").iter().map(|it| (*it).to_owned()).collect();
    let edited = run_of_edit.report();
    assert_eq!((edited.opened(), edited.linked()), (1, 2), "only the image is opened");
    let expected = [
        "x.png: its content changed",
        "b.css: the name of x.png changed, which it refers to",
        "a.css: the name of b.css changed, which it refers to",
    ];
    assert_eq!(reasons, expected);
    let after = texts(&tree);
    let changed = before.iter().zip(&after).filter(|(a, b)| a != b).map(|(a, _)| a.0.as_str());
    assert_eq!(changed.collect::<Vec<_>>(), ["a.css", "b.css", "x.png"]);
    assert_eq!(text(&tree, "b.css"), format!("b{{c:url({})}}", name("x", b"2", ".png")));

    tree.write("ui/x.png", "1").settle();
    run(&build).report();
    assert_eq!(texts(&tree), before);
    tree.write("ui/z.css", "z {}").settle();
    let other = run(&build).report();
    assert_eq!((other.opened(), other.linked()), (1, 0));
}

#[test]
fn a_circle_has_names_of_all_of_it() {
    let tree = Tree::new();
    tree.write("ui/a.css", "@import 'b.css'; a{}").write("ui/b.css", "@import 'c.css';");
    tree.write("ui/c.css", "@import 'a.css'; c{d:url(x.png)}").write("ui/x.png", "1");
    tree.write("ui/self.css", "s{t:url(self.css#x)}").settle();
    let build = build(&tree);
    run(&build).report();
    let names = |tree: &Tree| ["a.css", "b.css", "c.css", "self.css"].map(|it| hashed(tree, it));
    let before = names(&tree);
    assert_eq!(text(&tree, "a.css"), format!("@import '{}'; a{{}}", before[1]));
    assert_eq!(text(&tree, "b.css"), format!("@import '{}';", before[2]));
    assert_eq!(text(&tree, "self.css"), format!("s{{t:url({}#x)}}", before[3]));
    assert_eq!(run(&build).report().bytes_written(), 0);
    // The far end of it changes all of their names.
    tree.write("ui/x.png", "2").settle();
    let edited = run(&build).report();
    assert_eq!((edited.opened(), edited.linked()), (1, 3));
    let after = names(&tree);
    assert!((0..3).all(|at| before[at] != after[at]) && before[3] == after[3]);
    tree.write("ui/a.css", "@import 'b.css'; a{} ").settle();
    assert_eq!(run(&build).report().linked(), 3);
    assert!((0..3).all(|at| after[at] != names(&tree)[at]));
}

#[test]
fn all_that_is_missing_is_named_with_its_place() {
    let tree = Tree::new();
    tree.write("ui/img/logo.svg", "").write("ui/b.css", "b { c: url(no.css) }");
    tree.write("ui/css/a.css", "a {\n  b: url('../img/lgoo.svg'), url(/x/y)\n}").settle();
    let mut build = build(&tree);
    let error = run(&build).result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reference);
    let messages: Vec<String> = error.problems().map(ToString::to_string).collect();
    let a = tree.told("ui/css/a.css");
    assert_eq!(messages.len(), 3, "{messages:#?}");
    let b = tree.told("ui/b.css");
    let first = format!("{b}:1:12: no component \"no.css\"; the nearest is \"b.css\"\n");
    assert!(messages[0].starts_with(&first), "{}", messages[0]);
    let second = format!(
        "{a}:2:11: no component \"img/lgoo.svg\"; the nearest is \"img/logo.svg\"\n  \
         2 |   b: url('../img/lgoo.svg'), url(/x/y)\n    |           ^"
    );
    assert_eq!(messages[1], second);
    assert!(messages[2].starts_with(&format!("{a}:2:34: no component \"x/y\"")), "{}", messages[2]);
    assert_eq!(tree.out(), ["components.lock"]);

    let allowing =
        References::hashed().missing("x/**", Missing::Allow).missing("*.css", Missing::Warn);
    build.references("*.css", allowing.clone());
    assert_eq!(run(&build).messages().len(), 1);
    build.references("*.css", allowing.missing("lgoo.*", Missing::Warn));
    let warnings = ["b.css: no component \"no.css\"", "css/a.css: no component \"img/lgoo.svg\""];
    for _ in 0..2 {
        let run = run(&build);
        assert_eq!(run.told("warning"), warnings, "also of a run that does nothing");
        let report = run.report();
        assert_eq!((report.references(), report.references_left()), (0, 3));
    }
    // What was missing comes.
    tree.write("ui/no.css", "n{}").settle();
    assert_eq!(run(&build).report().references(), 1);
    assert_eq!(text(&tree, "b.css"), format!("b {{ c: url({}) }}", name("no", b"n{}", ".css")));
    tree.remove("ui/no.css");
    assert_eq!(run(&build).report().references(), 0);
    assert_eq!(text(&tree, "b.css"), "b { c: url(no.css) }");
}

/// So many that each may be looked at once, and that nobody reads them.
#[test]
fn of_many_that_are_missing_the_first_are_named() {
    let tree = Tree::new();
    let urls: String = (0..20_000).map(|nth| format!("a{{b:url(x{nth}.png)}} ")).collect();
    tree.write("ui/one-line.css", &urls).write("ui/lines.css", urls.replace(' ', "\n"));
    for nth in 0..300 {
        tree.write(format!("ui/many/{nth}.css"), format!("a{{b:url(no{nth}.png)}}"));
    }
    tree.settle();
    let mut build = build(&tree);
    let error = run(&build).result.unwrap_err();
    assert_eq!(error.problems().count(), 50);
    let text = error.to_string();
    assert!(
        text.contains("lines.css:50:9: no component")
            && text.ends_with("\nand 40250 more problems"),
        "{text}"
    );

    build.references("*.css", References::hashed().missing("**", Missing::Warn));
    for _ in 0..2 {
        let run = run(&build);
        let told = run.told("warning");
        let more = "and 40250 more references to components that there are not";
        assert_eq!((told.len(), told[50]), (51, more));
        assert_eq!(run.report().references_left(), 40_300);
    }
}

/// In old files, too, a place is that which an editor shows.
#[test]
fn a_line_ends_where_editors_end_it() {
    let tree = Tree::new();
    tree.write("ui/a.css", "\u{FEFF}a{\rb:url(x.png);\r\nc:url(y.png)}").settle();
    let messages = run(&build(&tree)).messages();
    assert!(messages[0].contains("a.css:2:7: no component \"x.png\""), "{messages:?}");
    assert!(messages[1].contains("a.css:3:7: no component \"y.png\""), "{messages:?}");
}

#[test]
fn a_place_in_what_a_compiler_made_is_said_to_be_one() {
    let tree = Tree::new();
    tree.write("ui/a.scss", "x").settle();
    let mut build = build(&tree);
    let made = Fake::new("made", |_, _| Ok(b"a{b:url(x.png)}".to_vec()));
    build.compile("*.scss", made.renaming(".scss", ".css"));
    let messages = run(&build).messages();
    let expected = "a.scss:1:9: no component \"x.png\"; the position is one in what was made of it";
    assert!(messages[0].contains(expected), "{messages:?}");
}

#[test]
fn what_is_compiled_bundled_and_encoded_is_linked() {
    let tree = Tree::new();
    tree.write("ui/A.UP", "A{B:URL(X.PNG)}").write("ui/X.PNG", "1").settle();
    let mut build = tree.build();
    let log = crate::testing::Log::default();
    let lower = Fake::new("lower", |input, _| Ok(input.to_ascii_lowercase()));
    build.compile("*.UP", lower.renaming("A.UP", "a.css").logging(&log));
    build.compile("*.PNG", Fake::new("same", |it, _| Ok(it.to_vec())).renaming("X.PNG", "x.png"));
    build.references("*", References::hashed());
    run(&build).report();
    let css = |bytes: &[u8]| format!("a{{b:url({})}}", name("x", bytes, ".png"));
    assert_eq!(text(&tree, "a.css"), css(b"1"));
    log.take();
    tree.write("ui/X.PNG", "2").settle();
    let report = run(&build).report();
    assert_eq!(text(&tree, "a.css"), css(b"2"));
    assert_eq!(
        (report.linked(), report.reused(), log.take().len()),
        (1, 1, 0),
        "not compiled again"
    );
}

/// Other options link what they did not, and take back what they did, of what the last
/// pack has.
#[test]
fn what_was_linked_can_be_taken_back() {
    let tree = Tree::new();
    let css = "a{b:url(x.png)}\n/*# sourceMappingURL=no.map */";
    tree.write("ui/a.css", css).write("ui/x.png", "1").settle();
    let linked = format!("a{{b:url({})}}\n", name("x", b"1", ".png"));
    let plain = tree.build();
    run(&plain).report();
    assert_eq!(text(&tree, "a.css"), css);
    for _ in 0..2 {
        assert_eq!(run(&build(&tree)).report().opened(), 0);
        assert_eq!(text(&tree, "a.css"), linked);
        assert_eq!(run(&plain).report().opened(), 0);
        assert_eq!(text(&tree, "a.css"), css);
    }
    let mut kept = build(&tree);
    kept.keep_name("*.png");
    run(&kept).report();
    assert_eq!(text(&tree, "a.css"), "a{b:url(x.png)}\n");
    let mut given = build(&tree);
    given.hashed_names("*.png");
    run(&given).report();
    assert_eq!(text(&tree, "a.css"), "a{b:url(x.png)}\n");
    assert_eq!(hashed(&tree, "x.png"), "x.png");
    // What a bundler hashed is good for ever as it is.
    let mut given = build(&tree);
    given.hashed_names("*.css");
    run(&given).report();
    assert_eq!((text(&tree, "a.css").as_str(), hashed(&tree, "a.css").as_str()), (css, "a.css"));
}

/// One style sheet in two directories refers to two images.
#[test]
fn equal_bytes_can_become_different_ones() {
    let tree = Tree::new();
    for (dir, image) in [("a", "1"), ("b", "2")] {
        tree.write(format!("ui/{dir}/s.css"), "s{t:url(x.png)}");
        tree.write(format!("ui/{dir}/x.png"), image);
    }
    tree.settle();
    let build = build(&tree);
    let check = |one: &[u8], two: &[u8]| {
        let css = |bytes: &[u8]| format!("s{{t:url({})}}", name("x", bytes, ".png"));
        assert_eq!(text(&tree, "a/s.css"), css(one));
        assert_eq!(text(&tree, "b/s.css"), css(two));
    };
    run(&build).report();
    check(b"1", b"2");
    tree.write("ui/b/x.png", "1").settle();
    assert_eq!(run(&build).report().opened(), 1);
    check(b"1", b"1");
    tree.write("ui/b/x.png", "3").settle();
    assert_eq!(run(&build).report().opened(), 1);
    check(b"1", b"3");
}

#[test]
fn the_persistent_cache_has_scans() {
    let tree = Tree::new();
    tree.write("ui/a.css", "a{b:url(x.png)}").write("ui/x.png", "1").settle();
    let mut build = tree.build();
    build.references("*.css", References::hashed()).cache(Cache::at(tree.path("cache")));
    run(&build).report();
    let segments = tree.names("cache/v1").len();
    tree.remove("out/components.index").remove("out/components.set");
    run(&build).report();
    assert_eq!(tree.names("cache/v1").len(), segments, "nothing was to be added");
    assert_eq!(text(&tree, "a.css"), format!("a{{b:url({})}}", name("x", b"1", ".png")));
}

/// Parts, the patch of the index and the spool have other bytes than the files.
#[test]
fn incremental_is_clean_with_references() {
    let tree = Tree::new();
    for nth in 0..30 {
        let (next, image) = ((nth + 1) % 30, nth % 7);
        let import = if nth % 5 == 4 { String::new() } else { format!("@import '{next:02}.css';") };
        tree.write(format!("ui/{nth:02}.css"), format!("{import}a{{b:url(i/{image}.png)}}"));
        tree.write(format!("ui/i/{image}.png"), "0");
    }
    for route in [Embed::Include, Embed::Link] {
        let build = |out: &str| {
            let mut build = Build::new();
            build.root(tree.path("ui")).out_dir(tree.path(out)).embed(route).part_size(300);
            build.references("*.css", References::hashed()).cache(Cache::off());
            build
        };
        for step in 0..20 {
            match step % 4 {
                0 => tree.write(format!("ui/i/{}.png", step % 7), format!("{step}")),
                1 => tree.write("ui/04.css", format!("@import '0{}.css'; x{{}}", step % 7)),
                2 => tree
                    .write(format!("ui/{step:02}.css"), format!("a{{c:url(i/{}.png)}}", step % 7)),
                _ => tree.write("ui/07.css", "@import '08.css'"),
            };
            tree.settle();
            run_in(linux(), &build("out")).report();
            std::fs::create_dir(tree.path("clean")).unwrap();
            run_in(linux(), &build("clean")).report();
            let got = parts(&tree, "out", "components");
            assert!(got == parts(&tree, "clean", "components"), "{route:?} {step}");
            tree.remove("clean");
        }
    }
}
