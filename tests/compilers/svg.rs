//! SVG, drawn before and after.

use include_components_build::compilers::Svg;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::data::icons;
use crate::{compile, read, shrunk};

#[test]
fn every_pixel_of_every_icon_is_the_same() {
    let Some(package) = icons() else { return };
    let root = package.path("icons");
    let made = compile(&root, &["*.svg"], Svg::new()).unwrap();
    assert!(made.len() > 2000, "{}", made.len());
    let mut ink = 0;
    for (path, svg) in &made {
        let (before, after) = (draw(&read(&root, path)), draw(std::str::from_utf8(svg).unwrap()));
        assert!(before == after, "{path} is drawn otherwise:\n{}", String::from_utf8_lossy(svg));
        ink += after.iter().filter(|byte| **byte != 0).count();
    }
    assert!(ink > made.len() * 100, "there is something to be seen: {ink}");
    println!("{}", shrunk(&root, &made));
}

#[test]
fn what_editors_write_is_drawn_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let inkscape = r##"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape -->
<svg width="32" height="32" viewBox="0 0 32.000 32" version="1.1" id="svg5"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns:xlink="http://www.w3.org/1999/xlink"
   xmlns="http://www.w3.org/2000/svg">
  <sodipodi:namedview id="view7" pagecolor="#ffffff"><inkscape:grid type="xygrid" /></sodipodi:namedview>
  <defs id="defs2">
    <linearGradient id="a"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient>
    <style>.b { fill : url( #a ) }</style>
  </defs>
  <g inkscape:label="Layer 1" id="layer1" transform="translate( 1.50, 2 )">
    <path class="b" d="M 2.000,2.50 C +2.0,10.0 1e1 10 20.0,2.000 L -0.0,-0.50 z m 4 4 a 3 3 0 0 1 2.5.5 3 3 0 10-1-2 Z"/>
    <use xlink:href="#p" x="3" /><path id="p" d="M0 20h10.0v5.50q-2-3-4 0t-3.0.0z" stroke="#080"/>
  </g>
</svg>
"##;
    std::fs::write(dir.path().join("a.svg"), inkscape).unwrap();
    let made = compile(dir.path(), &["*.svg"], Svg::new()).unwrap();
    let svg = std::str::from_utf8(&made["a.svg"]).unwrap();
    assert!(!svg.contains("inkscape") && !svg.contains("  "), "{svg}");
    let drawn = draw(svg);
    assert!(drawn == draw(inkscape), "{svg}");
    assert!(drawn.iter().filter(|byte| **byte != 0).count() > 1000);
}

/// Draws an image at 48 pixels a side.
fn draw(svg: &str) -> Vec<u8> {
    // An icon is black where it says `currentColor`.
    let tree = Tree::from_str(svg, &Options::default()).unwrap();
    let mut pixels = Pixmap::new(48, 48).unwrap();
    let scale = 48.0 / tree.size().width().max(tree.size().height());
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.take()
}
