use super::*;
use crate::compilers::tests::{assert_compiles, assert_fault, assert_survives};

#[test]
fn white_space_is_one_character_and_comments_are_gone() {
    for (input, expected) in [
        ("<p>\n   Hello   <b> you </b>  \n</p>\n", "<p>\nHello <b> you </b>\n</p>\n"),
        ("a <!-- b --> c<!-- d -->\n<!-- e -->\n\n f", "a <!---->c<!---->\n<!---->f"),
        ("a <b></b> c", "a <b></b> c"),
        ("<!DOCTYPE html>\n\n<html>", "<!DOCTYPE html>\n<html>"),
        ("<a\n   href='x'\n   class = y  hidden >z</a >", "<a href='x' class = y hidden>z</a >"),
        ("<BR\n/>\n\n<svg viewBox='0  0'/>", "<BR/>\n<svg viewBox='0  0' />"),
        ("é\u{a0}\u{a0} \u{2003}  x", "é\u{a0}\u{a0} \u{2003} x"),
        ("a &nbsp;  &lt; b", "a &nbsp; &lt; b"),
        ("", ""),
    ] {
        assert_compiles(&Html::new(), "a.html", input, expected);
    }
}

#[test]
fn what_may_be_of_use_stays() {
    for input in [
        "<pre>\n a\n   <b>  c</b>\n</pre>",
        "<textarea>  a\n\n b</textarea><listing>  x</listing>",
        "<script> // a\n  b()  </script><style> a  {} </style>",
        "<p style='white-space: pre'>  a\n  b</p>",
        "<style>.a{white-space:pre}</style><p class=a>  a\n  b</p>",
        "<p class='p-4 whitespace-pre-wrap'>  a\n  b</p>",
        "<pre><!-- a -->\nb</pre>",
        "<svg><text xml:space='preserve'>  a  b</text></svg>",
        "<title>a  b</title>",
        "<!--[if IE]> <p>  <![endif]--><!--# include --><!--! licence -->",
        "<?php  a  ?><% b %>{% if c %}<input value='a  b' {{ d }}>",
        "<svg><![CDATA[ a  b ]]></svg>",
        "<ul><li>a<li>b</ul></div>",
    ] {
        assert_compiles(&Html::new(), "a.html", input, input);
    }
    // After the end tag it counts no more; without one it always does.
    assert_compiles(&Html::new(), "a.html", "<pre>  </pre>  <p>", "<pre>  </pre> <p>");
    assert_compiles(&Html::new(), "a.html", "<pre>  <p>  ", "<pre>  <p>  ");
}

#[test]
fn a_file_ends_between_things() {
    for (input, start) in [
        ("<p>\n  Hello <a href=", "2:9: the file ends within a tag"),
        ("a</p", "1:2: the file ends within a tag"),
        ("a\n<!-- b", "2:1: the file ends within a comment"),
        ("<script>\nif (a", "1:9: the file ends within"),
        ("<style>a{", "1:8: the file ends within"),
        ("<p title='a>", "1:1: the file ends within a tag"),
    ] {
        assert_fault(&Html::new(), "a.html", input.as_bytes(), start);
    }
    for input in ["a <", "a < b", "<p>a", "a</p></p >", "<script>a</script>b", "<script></script>"]
    {
        assert_compiles(&Html::new(), "a.html", input, input);
    }
}

#[test]
fn survives_bad_sources() {
    let sample = "<!DOCTYPE html><p class=a>b <!-- c --> <pre>d</pre><script>e()</script>";
    assert_survives(&Html::new(), "a.html", sample);
}
