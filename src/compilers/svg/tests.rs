use super::*;
use crate::compilers::tests::{assert_compiles, assert_fault, assert_survives};

#[test]
fn what_is_not_drawn_is_gone() {
    for (input, expected) in [
        (
            "<?xml version=\"1.0\"?>\n<!-- a -->\n<svg\n   width = '1'>\n  <path\n d='M 0.50,1.0 L 2 3' />\n</svg>\n",
            "<svg width=\"1\"><path d=\"M.5 1L2 3\"/></svg>",
        ),
        (
            "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/a.dtd\">\n<svg/>",
            "<svg/>",
        ),
        (
            "<svg xmlns:ink=\"http://www.inkscape.org/namespaces/inkscape\" ink:a=\"b\" ids=\"c\">\
             <ink:view><g/></ink:view><g ink:label=\"d\"/></svg>",
            "<svg ids=\"c\"><g/></svg>",
        ),
    ] {
        assert_compiles(&Svg::new(), "a.svg", input, expected);
    }
}

#[test]
fn what_may_be_of_use_stays() {
    for input in [
        "<svg><text> a  <tspan> b </tspan> </text><title> c </title></svg>",
        "<svg xml:space=\"preserve\"> <g> </g></svg>",
        "<svg><style>\n a > b {}\n</style><script><![CDATA[ a  ]]></script></svg>",
        "<?xml-stylesheet href=\"a.css\"?><svg/>",
        "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg><text>&a;</text></svg>",
        "<!--! licence --><svg/>",
        "<svg a='\"' b=\"&quot;'\" id=\"x\" class=\"  y \"/>",
        "<svg><path d=\"no path\"/></svg>",
        "<svg:svg xmlns:svg=\"http://www.w3.org/2000/svg\"><svg:text> a </svg:text></svg:svg>",
    ] {
        assert_compiles(&Svg::new(), "a.svg", input, input);
    }
}

#[test]
fn faults_have_a_place() {
    for (input, start) in [
        ("<svg>\n  <g></svg>", "2:6: "),
        ("<svg>\n  <g>", "2:6: the file ends within an element"),
        ("<svg a=b/>", "1:1: "),
        ("<svg a='1' a='2'/>", "1:1: "),
        ("<svg/>\n<svg/>", "2:1: a second element"),
        ("<svg/>\nx", "1:7: text outside"),
        ("x<svg/>", "1:1: text outside"),
        ("<!-- a -->", "1:11: there is no element"),
        ("<svg><!-- a", "1:6: "),
        ("<svg", "1:1: "),
        ("</svg>", "1:1: "),
        ("<svg>a & b</svg>", "1:8: "),
    ] {
        assert_fault(&Svg::new(), "a.svg", input.as_bytes(), start);
    }
}

#[test]
fn survives_bad_sources() {
    let sample =
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- a --><path d=\"M1 2a3 4 0 015 6z\"/></svg>";
    assert_survives(&Svg::new(), "a.svg", sample);
}
