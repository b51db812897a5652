use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;

/// Reads all files below `dir` but the hidden ones, by logical path.
fn on_disk(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{prefix}{name}");
        if name.starts_with('.') && name != ".well-known" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            on_disk(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

#[test]
fn what_is_embedded_is_what_is_on_disk() {
    let mut files = BTreeMap::new();
    on_disk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("components"), "", &mut files);
    assert!(files.len() > 30, "{files:?}");
    assert!(files["robots.txt"].is_empty());
    assert!(files["fonts/spark.woff2"].starts_with(b"wOF2"));

    assert_eq!(ui::COMPONENTS.len(), files.len());
    for (component, (path, bytes)) in ui::COMPONENTS.iter().zip(&files) {
        assert_eq!(component.path(), path);
        assert_eq!(component.bytes(), bytes, "{path}");
        assert_eq!(component.digest().to_string(), blake3::hash(bytes).to_string(), "{path}");
        assert_eq!(ui::COMPONENTS.get(path).map(|it| it.bytes()), Some(&bytes[..]), "{path}");
    }
}

#[test]
fn every_way_to_a_component_leads_to_the_same() {
    let constant = ui::icons::CLOSE_SVG;
    let checked = component!("icons/close.svg");
    let looked_up = ui::COMPONENTS.get("icons/close.svg").unwrap();
    for component in [constant, checked, looked_up] {
        assert_eq!(component.path(), "icons/close.svg");
        assert_eq!(component.media_type(), "image/svg+xml");
        assert!(component.to_str().unwrap().contains("<svg"));
    }
    assert!(ui::COMPONENTS.get("../build.rs").is_none());
}

#[test]
fn the_table_has_aligned_columns_and_a_total() {
    let table = table(&ui::COMPONENTS);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), ui::COMPONENTS.len() + 4);
    let column = lines[0].find("digest").unwrap();
    for (line, component) in lines[2..].iter().zip(ui::COMPONENTS.iter()) {
        assert!(line.starts_with(component.path()));
        assert_eq!(line[column..], component.digest().to_string()[..12], "{line}");
    }
    let total: usize = ui::COMPONENTS.iter().map(|it| it.bytes().len()).sum();
    assert!(lines[lines.len() - 1].ends_with(&format!(" {total}")), "{table}");
}

#[test]
fn the_report_is_of_this_build() {
    assert!(REPORT.contains(&ui::COMPONENTS.len().to_string()), "{REPORT}");
}
