use super::*;
use crate::compilers::tests::{assert_compiles, assert_fault, assert_survives};

#[test]
fn what_means_nothing_is_gone() {
    for (input, expected) in [
        ("a { color : #FF0000 ; }\n", "a{color:#FF0000}"),
        ("/*! yes */ /* no */ a{b:c}", "/*! yes */a{b:c}"),
        ("@import 'a.css' ;\n@layer x ,  y;", "@import 'a.css';@layer x,y;"),
        ("a { & b { margin: 0px  0px } }", "a{& b{margin:0px 0px}}"),
        ("a\n>\nb , c  d{e:f;;g : h ! important;}", "a>b,c d{e:f;g:h!important}"),
        ("a{b:c;/*! d */e:f}", "a{b:c;/*! d */e:f}"),
        ("a{b:0.50em -0.5 +00.5e1 10.5 1.0 0 0.0}", "a{b:.50em -.5 +.5e1 10.5 1.0 0 .0}"),
        ("a{b:calc( 1px + 2px ) [ c ] /* d */ e/**/}", "a{b:calc(1px + 2px) [c] e}"),
        ("a{b/* c */:/* d */e,f/* g */,h}", "a{b:e,f,h}"),
        ("@media  screen  and ( x ) {\n a { b : c } }", "@media screen and (x){a{b:c}}"),
        ("* + html > /**/ body{*zoom : 1;_a : 2}", "*+html>body{*zoom:1;_a:2}"),
        ("a{b:c} ;", "a{b:c};"),
        ("", ""),
    ] {
        assert_compiles(&Css::new(), "a.css", input, expected);
    }
}

#[test]
fn what_means_something_stays() {
    for input in [
        // The order of declarations, also of those that browsers do not know.
        "a{position:static;position:var(--x,static);all:unset;all:revert}",
        "a{animation:fade both;animation-timeline:scroll(root block)}",
        // White space is a combinator, or keeps two tokens apart.
        "a :hover{b:c}",
        "a{b :hover{c:d}}",
        "a:is(b > c) .d [e],f *{g:h i}",
        "a{b:c (d) (e) 1 -2 3 +4 5 / 6}",
        ":nth-child(2n + 1){a:b}",
        "u +a{b:c}",
        "@media a and (b) and (c){}",
        "@scope (.a) to (.b){}",
        "@page :first{}",
        // A comment keeps them apart too.
        "a/**/b{c:d/**/e 1/**/2}",
        // A custom property has its text.
        "a{--b:{ c : d ; };--e: ;--f:  /* g */0.50  #AABBCC , h\n i}",
        "@property --a{initial-value:0.0deg  + 1;syntax:\"*\"}",
        // Escapes, strings and addresses.
        ".\\31 0{a:\\62 ;b:1px\\9 ;c:\"d  \\\"; /* e */\";f:url( g  /*h*/ );i:\\{}",
        "a{b:url('c  d')}",
        // Old hacks.
        "@media \\0screen{a{b:c\\9}}",
        "a{filter:progid:DXImageTransform.Microsoft.gradient(startColorstr='#1',b=0)}",
        "a{voice-family:\"\\\"}\\\"\";voice-family:inherit}",
        // A semicolon between rules is a part of what follows.
        "a{};b{c:d}",
        "@media x{;a{}}",
        "a{}a{}@layer b{}@font-face{}",
        "<!-- a{} -->",
        "@charset \"utf-8\";@import url(//a/*b*/);",
        "--a:b{c:d}",
        "a{@apply --b c;d:e}",
    ] {
        let trimmed = input.replace("--f:  ", "--f:").replace("<!-- ", "<!--");
        let trimmed = trimmed.replace(" -->", "-->");
        assert_compiles(&Css::new(), "a.css", input, &trimmed);
        assert_compiles(&Css::new(), "a.css", &trimmed, &trimmed);
    }
}

#[test]
fn faults_have_a_place() {
    for (input, start) in [
        ("a {\n  color: red;\n}}", "3:2: `}` closes nothing"),
        ("a {\n  é😀: (red;\n}", "3:1: `}` within an open `(`"),
        ("a {}\nb {\n c: d", "3:6: the file ends within a block"),
        ("a {}\n/* b", "2:5: the file ends within a comment"),
        ("a { b: url(x", "1:13: the file ends within a block"),
        ("a { b: \"x", "1:8: the file ends within this string"),
        ("a { b: 'x\n' }", "1:8: the line ends within this string"),
        ("a { b: \\\n }", "1:8: this backslash"),
    ] {
        assert_fault(&Css::new(), "a.css", input.as_bytes(), start);
    }
}

#[test]
fn survives_bad_sources() {
    let sample =
        "@media print{a>b{color:red;width:calc(1px + (2px * 3))}}\n.c::after{content:\"}\"}";
    assert_survives(&Css::new(), "a.css", sample);
}
