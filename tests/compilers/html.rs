//! HTML, parsed before and after by html5ever.

use std::path::Path;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use include_components_build::compilers::{Html, Markdown};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use crate::data::{bootstrap, icons, katex};
use crate::{compile, read, shrunk};

#[test]
fn minified_html_is_the_same_tree() {
    let mut count =
        assert_same_trees(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples"));
    for package in [bootstrap(), icons(), katex()].into_iter().flatten() {
        // What there is little of, Markdown has enough of.
        let root = package.path("");
        for (path, html) in compile(&root, &["*.md"], Markdown::new().html(true)).unwrap() {
            std::fs::write(root.join(path), html).unwrap();
        }
        count += assert_same_trees(&root);
    }
    assert!(count >= 10, "{count}");
}

fn assert_same_trees(root: &Path) -> usize {
    let made = compile(root, &["*.html"], Html::new()).unwrap();
    for (path, html) in &made {
        let (source, html) = (read(root, path), std::str::from_utf8(html).unwrap());
        assert_eq!(tree(html), tree(&source), "{path}");
    }
    println!("{}", shrunk(root, &made));
    made.len()
}

/// Writes a document as a tree, without what the compiler leaves out.
fn tree(html: &str) -> String {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut out = String::new();
    write(&dom.document, 0, false, &mut out);
    out
}

fn write(node: &Handle, depth: usize, verbatim: bool, out: &mut String) {
    let mut verbatim = verbatim;
    match &node.data {
        NodeData::Text { contents } => {
            let text = contents.borrow();
            // Texts with a comment between them are one.
            let line = out.lines().next_back().unwrap_or_default();
            if !line.starts_with('#') {
                *out += "\n#";
            }
            for c in text.chars() {
                match c {
                    '\n' if verbatim => *out += "\\n",
                    c if verbatim || !c.is_ascii_whitespace() => out.push(c),
                    _ if out.ends_with(' ') => {}
                    _ => out.push(' '),
                }
            }
        }
        NodeData::Element { name, attrs, .. } => {
            verbatim |= ["pre", "textarea", "listing", "script", "style"].contains(&&*name.local);
            *out += &format!("\n{depth} <{}", name.local);
            for attribute in attrs.borrow().iter() {
                *out += &format!(" {}={:?}", attribute.name.local, attribute.value);
            }
            *out += ">";
        }
        NodeData::Doctype { name, .. } => *out += &format!("\n<!{name}>"),
        NodeData::Document | NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } => {}
    }
    for child in node.children.borrow().iter() {
        write(child, depth + 1, verbatim, out);
    }
}
