use crate::Compiler;
use crate::KeyHasher;
use crate::SourceError;
use crate::testing::{Fake, Tree};

fn key(compiler: &dyn Compiler) -> String {
    let mut key = KeyHasher::new("test");
    compiler.describe(&mut key);
    key.finish().to_string()
}

/// A compiler that writes these values to its key.
struct Values(&'static [&'static str]);

impl Compiler for Values {
    fn describe(&self, key: &mut KeyHasher) {
        for value in self.0 {
            key.write(value);
        }
    }

    fn is_partial(&self, path: &str) -> bool {
        self.0.iter().any(|value| path.ends_with(value))
    }

    fn compile(
        &self,
        input: &[u8],
        context: &mut crate::Context<'_>,
    ) -> Result<Vec<u8>, crate::BoxError> {
        let path = context.path().to_owned();
        context.warn(format!("{path} {}", self.0[0]));
        let read = context.read(self.0[0])?;
        match input {
            b"fail" => Err("no".into()),
            _ => Ok([input, b"+", &read].concat()),
        }
    }
}

#[test]
fn the_key_covers_both_and_where_one_ends() {
    let keys = [
        key(&Values(&["a"]).then(Values(&["b", "c"]))),
        key(&Values(&["a", "b"]).then(Values(&["c"]))),
        key(&Values(&["c"]).then(Values(&["a", "b"]))),
        key(&Values(&["a", "b", "c"])),
        key(&Values(&["a"]).then(Values(&["b"])).then(Values(&["c"]))),
        key(&Values(&["a"]).then(Values(&["b"]).then(Values(&["c"])))),
    ];
    for (at, one) in keys.iter().enumerate() {
        assert!(!keys[..at].contains(one), "{at}");
    }
    assert_eq!(keys[0], key(&Values(&["a"]).then(Values(&["b", "c"]))));
}

#[test]
fn the_path_goes_through_both() {
    let chain = Fake::upper().renaming(".a", ".b").then(Fake::upper().renaming(".b", ".c"));
    assert_eq!(chain.artifact_path("x/y.a"), "x/y.c");
    assert_eq!(chain.artifact_path("x/y.b"), "x/y.c");
    assert_eq!(chain.artifact_path("x/y.d"), "x/y.d");
    let chain = Values(&["_1"]).then(Values(&["_2"]));
    assert!(chain.is_partial("a_1") && chain.is_partial("a_2") && !chain.is_partial("a_3"));
    let chain = Fake::upper().renaming(".a", "_2").then(Values(&["_2"]));
    assert!(chain.is_partial("x.a"), "the second sees the path that the first gives");
}

#[test]
fn reads_and_warnings_of_both_are_recorded() {
    let tree = Tree::new();
    tree.write("ui/x/x.in", "0").write("ui/x/a", "1").write("ui/x/b", "2").settle();
    let mut build = tree.build();
    build.compile(
        "*.in",
        Values(&["a"]).then(Fake::upper().renaming(".in", ".out")).then(Values(&["b"])),
    );
    let report = crate::testing::run(&build).unwrap();
    assert_eq!((report.compiled(), report.components()), (1, 3));
    for file in ["a", "b"] {
        tree.write(format!("ui/x/{file}"), "3").settle();
        assert_eq!(crate::testing::run(&build).unwrap().compiled(), 1, "{file} is read");
        assert_eq!(crate::testing::run(&build).unwrap().compiled(), 0);
    }
    let index = String::from_utf8_lossy(&tree.read("out/components.index")).into_owned();
    for warning in ["x/x.in: x/x.in a", "x/x.in: x/x.out b"] {
        assert!(index.contains(warning), "{warning}");
    }
    let pack = tree.read("out/components.pack");
    assert!(pack.windows(5).any(|found| found == b"0+3+3"));
}

#[test]
fn an_error_says_which_of_them_it_is_from() {
    let tree = Tree::new();
    tree.write("ui/a", "1").write("ui/b", "2").write("ui/x.in", "fail");
    let same = || Fake::new("same", |input, _| Ok(input.to_vec()));
    let error = |chain: Box<dyn Compiler>| {
        let mut build = tree.build();
        build.compilers.push(("*.in".to_owned(), Some(chain)));
        crate::testing::run(&build).unwrap_err().to_string()
    };
    let first = error(Box::new(Values(&["a"]).then(same())));
    let second = error(Box::new(same().then(Values(&["a"]))));
    for (error, which) in [(first, "first"), (second, "second")] {
        assert!(error.contains("ui/x.in"), "{error}");
        assert!(error.ends_with(&format!(": in the {which} step of the chain: no")), "{error}");
    }
}

/// What is wrong with the component itself is shown as if it were compiled alone.
#[test]
fn a_place_in_the_component_is_shown() {
    let tree = Tree::new();
    tree.write("ui/x.in", "1\n2?");
    let strict = || {
        Fake::new("strict", |input, _| match input.iter().position(|byte| *byte == b'?') {
            Some(at) => Err(SourceError::new(input, at, "no questions").into()),
            None => Ok(input.to_vec()),
        })
    };
    let same = Fake::new("same", |input, _| Ok(input.to_vec()));
    let mut build = tree.build();
    let first =
        crate::testing::run(build.compile("*.in", strict().then(same))).unwrap_err().to_string();
    assert!(first.contains("ui/x.in:2:2: no questions\n"), "{first}");
}
