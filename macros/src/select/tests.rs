use super::*;

fn select<'a>(hidden: bool, include: &[&'a str], exclude: &[&'a str]) -> Select<'a> {
    let with = |globs: &[&'a str], include| globs.iter().map(|glob| (*glob, include)).collect();
    let globs: Vec<Vec<_>> = vec![with(include, true), with(exclude, false)];
    Select { hidden, globs: globs.concat() }
}

#[test]
fn hidden_and_excluded_files_are_no_components() {
    let all = select(false, &[], &[]);
    assert!(
        all.file("a/b.txt") && all.file(".well-known/a") && !all.file(".a") && !all.file(".b/a")
    );
    assert!(all.dir("a") && !all.dir("a/.git"));
    assert!(select(true, &[], &[]).file(".a") && select(true, &[], &[]).dir(".git"));
    let some = select(false, &["*.css", ".x/*"], &["old*"]);
    assert!(some.file("a/b.css") && some.file(".x/a") && some.dir(".x"));
    assert!(!some.file("b.js") && !some.file("old.css") && !some.dir("a/older"));
}
