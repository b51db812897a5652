//! Packages of npm's, each with pages over it: its own, or ones that use it as its
//! documentation says.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::headless::missing;

/// A package, unpacked, maybe with others that it imports.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) dir: PathBuf,
    pub(crate) includes: &'static [&'static str],
    pub(crate) pages: &'static [&'static str],
    /// The page of which pictures are compared.
    pub(crate) picture: Option<&'static str>,
    /// How many requests its pages make at least.
    pub(crate) requests: usize,
    /// What scripts put together when they run, which is asked for by its name.
    pub(crate) unhashed: &'static [&'static str],
}

/// What a package is before it is unpacked.
struct Given {
    name: &'static str,
    /// All packages, the first at the root, the others in directories of their names.
    from: &'static [&'static str],
    includes: &'static [&'static str],
    pages: &'static [&'static str],
    /// Of pages that are not the package's own: the head and the body.
    page: &'static str,
    picture: Option<&'static str>,
    requests: usize,
    unhashed: &'static [&'static str],
}

const GIVEN: [Given; 10] = [
    Given {
        name: "reveal.js",
        from: &["reveal.js@5.2.1"],
        includes: &["**"],
        pages: &["index.html", "demo.html"],
        page: "",
        picture: None,
        requests: 8,
        unhashed: &[],
    },
    // Forty of its modules import one another in a circle.
    Given {
        name: "yjs",
        from: &["yjs@13.6.27", "lib0@0.2.114"],
        includes: &["src/**", "lib0/*.js", "*.html"],
        pages: &["test-page.html"],
        page: "<script type=module>import * as Y from './src/index.js';\
               const doc = new Y.Doc(); doc.getText('t').insert(0, 'yjs');\
               if (doc.getText('t').toString() === 'yjs') DONE</script>",
        picture: None,
        requests: 70,
        unhashed: &[],
    },
    Given {
        name: "katex",
        from: &["katex@0.19.1"],
        includes: &["dist/**", "*.html"],
        pages: &["test-page.html"],
        page: "<link rel=stylesheet href=dist/katex.min.css><p id=m></p><p id=n></p>\
               <script type=module>import katex from './dist/katex.mjs';\
               katex.render('\\\\sum_{n=1}^\\\\infty \\\\frac{1}{n^2} = \\\\mathcal{Z}', m);\
               katex.render('\\\\int \\\\sqrt{x}\\\\,\\\\mathbb{d}x', n, {displayMode: true}); DONE</script>",
        picture: Some("test-page.html"),
        requests: 5,
        unhashed: &[],
    },
    Given {
        name: "bootstrap",
        from: &["bootstrap@5.3.9"],
        includes: &["dist/**", "*.html"],
        pages: &["test-page.html"],
        page: "<link rel=stylesheet href=dist/css/bootstrap.css><div class=\"container p-4\">\
               <button class=\"btn btn-primary\">a</button><input type=checkbox checked class=form-check-input>\
               <select class=form-select><option>b</select><div class=accordion-item>\
               <button class=accordion-button>c</button></div></div>\
               <script src=dist/js/bootstrap.bundle.js></script>\
               <script>if (bootstrap.Modal) DONE</script>",
        picture: Some("test-page.html"),
        requests: 4,
        unhashed: &[],
    },
    Given {
        name: "lodash-es",
        from: &["lodash-es@4.17.21"],
        includes: &["**"],
        pages: &["test-page.html"],
        page: "<script type=module>import { chunk } from './lodash.js';\
               if (chunk([1, 2, 3], 2).length === 2) DONE</script>",
        picture: None,
        requests: 640,
        unhashed: &[],
    },
    Given {
        name: "ol",
        from: &["ol@7.5.2", "rbush@3.0.1", "quickselect@2.0.0"],
        includes: &["**"],
        pages: &["test-page.html"],
        page: "<script type=importmap>{\"imports\": {\"rbush\": \"./rbush/index.js\",\
               \"quickselect\": \"./quickselect/index.js\"}}</script>\
               <link rel=stylesheet href=ol.css><div id=map style=height:300px></div>\
               <script type=module>import Map from './Map.js'; import View from './View.js';\
               import Layer from './layer/Vector.js'; import Source from './source/Vector.js';\
               import Feature from './Feature.js'; import Point from './geom/Point.js';\
               const source = new Source({features: [new Feature(new Point([0, 0]))]});\
               new Map({target: 'map', layers: [new Layer({source})], view: new View({center: [0, 0], zoom: 2})});\
               DONE</script>",
        picture: None,
        requests: 150,
        unhashed: &[],
    },
    Given {
        name: "three",
        from: &["three@0.170.0"],
        includes: &["build/**", "examples/jsm/{controls,loaders,math,utils,libs}/**", "*.html"],
        pages: &["test-page.html"],
        page: "<script type=importmap>{\"imports\": {\"three\": \"./build/three.module.js\",\
               \"three/addons/\": \"./examples/jsm/\"}}</script>\
               <script type=module>import * as THREE from 'three';\
               import { OrbitControls } from 'three/addons/controls/OrbitControls.js';\
               import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';\
               const camera = new THREE.PerspectiveCamera();\
               if (new OrbitControls(camera).object === camera && new GLTFLoader()) DONE</script>",
        picture: None,
        requests: 6,
        unhashed: &[],
    },
    Given {
        name: "jquery-ui-dist",
        from: &["jquery-ui-dist@1.13.3"],
        includes: &["**"],
        pages: &["index.html"],
        page: "",
        picture: Some("index.html"),
        requests: 8,
        unhashed: &[],
    },
    Given {
        name: "lightbox2",
        from: &["lightbox2@2.11.4"],
        includes: &["**"],
        pages: &["examples/index.html"],
        page: "",
        picture: None,
        requests: 5,
        unhashed: &[],
    },
    Given {
        name: "swiper",
        from: &["swiper@11.1.14"],
        includes: &["**"],
        pages: &["test-page.html"],
        page: "<link rel=stylesheet href=swiper.css><link rel=stylesheet href=modules/navigation.css>\
               <div class=swiper><div class=swiper-wrapper><div class=swiper-slide>1</div></div></div>\
               <script type=module>import Swiper from './swiper.mjs';\
               import { Navigation, Pagination } from './modules/index.mjs';\
               if (new Swiper('.swiper', {modules: [Navigation, Pagination]}).slides.length === 1) DONE</script>",
        picture: None,
        requests: 30,
        unhashed: &[],
    },
];

/// Unpacks all below a directory; `None`, with a word about it, if one cannot be had.
pub(crate) fn packages(dir: &Path) -> Option<Vec<Package>> {
    GIVEN.iter().map(|given| given.unpack(dir)).collect()
}

impl Given {
    fn unpack(&self, dir: &Path) -> Option<Package> {
        let root = dir.join(self.name);
        for (nth, spec) in self.from.iter().enumerate() {
            let (name, _) = spec.split_once('@')?;
            let to = if nth == 0 { root.clone() } else { root.join(name) };
            fs::create_dir_all(&to).unwrap();
            let tarball = tarball(spec)?;
            let unpacked = Command::new("tar")
                .args(["--strip-components=1", "-xzf"])
                .arg(&tarball)
                .arg("-C")
                .arg(&to)
                .status();
            assert!(unpacked.unwrap().success(), "tar cannot unpack {}", tarball.display());
        }
        for page in self.pages.iter().filter(|page| page.starts_with("test-")) {
            let done = format!("fetch('done-{page}')");
            let text =
                format!("<!doctype html><meta charset=utf-8>{}", self.page.replace("DONE", &done));
            let text = if self.name == "yjs" { with_lib0(&root, &text) } else { text };
            fs::write(root.join(page), text).unwrap();
        }
        let Given { name, includes, pages, picture, requests, unhashed, .. } = *self;
        Some(Package { name, dir: root, includes, pages, picture, requests, unhashed })
    }
}

/// Adds the import map that yjs needs for the bare names of its one dependency.
fn with_lib0(root: &Path, page: &str) -> String {
    let entries = fs::read_dir(root.join("lib0")).unwrap().filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".js").filter(|it| !it.contains('.'))?.to_owned();
        Some(format!("\"lib0/{stem}\": \"./lib0/{stem}.js\""))
    });
    let entries: Vec<String> = entries.collect();
    let map = format!("<script type=importmap>{{\"imports\": {{{}}}}}</script>", entries.join(","));
    page.replacen("<script", &format!("{map}<script"), 1)
}

/// Returns the tarball of `name@version`.
fn tarball(spec: &str) -> Option<PathBuf> {
    let file = format!("{}.tgz", spec.replace('@', "-"));
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = env::var_os("INCLUDE_COMPONENTS_TEST_DATA").map_or_else(beside, PathBuf::from);
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for dir in [&data, kept] {
        if dir.join(&file).is_file() {
            return Some(dir.join(&file));
        }
    }
    // Whole or not at all, since two tests may ask for it.
    let temp = tempfile::tempdir_in(kept).unwrap();
    let to = temp.path().as_os_str();
    let args =
        ["pack".as_ref(), "--silent".as_ref(), "--pack-destination".as_ref(), to, spec.as_ref()];
    let got = Command::new("npm").args(args).stdout(std::process::Stdio::null()).status();
    if !got.is_ok_and(|status| status.success()) {
        missing(&format!("npm, or no {spec}"));
        return None;
    }
    fs::rename(temp.path().join(&file), kept.join(&file)).unwrap();
    Some(kept.join(&file))
}
