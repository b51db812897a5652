use super::*;
use crate::compilers::tests::{assert_compiles, assert_fault, assert_survives, described};

#[test]
fn is_commonmark_with_the_extensions_of_github() {
    for (input, plain, gfm) in [
        (
            "*a* **b**",
            "<p><em>a</em> <strong>b</strong></p>\n",
            "<p><em>a</em> <strong>b</strong></p>\n",
        ),
        // Examples of https://github.github.com/gfm/: 491, 279, 622 and 198 in part.
        (
            "~~Hi~~ Hello, ~there~ world!",
            "<p>~~Hi~~ Hello, ~there~ world!</p>\n",
            "<p><del>Hi</del> Hello, <del>there</del> world!</p>\n",
        ),
        (
            "www.commonmark.org",
            "<p>www.commonmark.org</p>\n",
            "<p><a href=\"http://www.commonmark.org\">www.commonmark.org</a></p>\n",
        ),
        (
            "| a |\n| - |\n| b |",
            "<p>| a |\n| - |\n| b |</p>\n",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n",
        ),
    ] {
        assert_compiles(&Markdown::new(), "a.md", input, gfm);
        assert_compiles(&Markdown::new().gfm(false), "a.md", input, plain);
    }
}

#[test]
fn html_is_kept_where_it_is_asked_for() {
    let input = "<b onclick=\"x()\">a</b> [c](javascript:d)";
    let kept = "<p><b onclick=\"x()\">a</b> <a href=\"javascript:d\">c</a></p>\n";
    assert_compiles(&Markdown::new().html(true), "a.md", input, kept);
    let safe = "<p><!-- raw HTML omitted -->a<!-- raw HTML omitted --> <a href=\"\">c</a></p>\n";
    assert_compiles(&Markdown::new(), "a.md", input, safe);
}

#[test]
fn says_all_of_itself() {
    let all = [
        Markdown::new(),
        Markdown::new().gfm(false),
        Markdown::new().html(true),
        Markdown::new().gfm(false).html(true),
    ];
    let mut keys = all.map(|it| described(&it));
    keys.sort();
    assert!(keys.windows(2).all(|two| two[0] != two[1]));
    assert_eq!(Markdown::new().artifact_path("x/a.md"), "x/a.html");
    assert_eq!(Markdown::new().artifact_path("x/a.markdown"), "x/a.html");
    assert_eq!(Markdown::new().artifact_path("x/a.txt"), "x/a.txt");
}

#[test]
fn survives_bad_sources() {
    assert_fault(&Markdown::new(), "a.md", b"# a\n\xFF", "2:1: this is not UTF-8");
    assert_survives(&Markdown::new(), "a.md", "# a\n\n> * b `c`\n\n| d |\n|---|\n| [e](f) |\n");
}
