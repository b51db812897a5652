//! An application with components, which says whether they are as they should be.
// It is a test.
#![allow(clippy::print_stdout)]

use std::process::ExitCode;

use include_components::{Components, include_components};

include_components!(mod included = "included");
#[cfg(not(target_family = "wasm"))]
include_components!(mod linked = "linked");

fn main() -> ExitCode {
    let mut wrong = check(&included::COMPONENTS);
    if included::icons::CLOSE_SVG.bytes() != include_bytes!("components/icons/close.svg") {
        wrong.push("the constant");
    }
    #[cfg(not(target_family = "wasm"))]
    {
        wrong.extend(check(&linked::COMPONENTS));
        if linked::LONG_TXT.bytes().len() != 400_000 {
            wrong.push("the long one");
        }
    }
    println!("{} components, wrong: {wrong:?}", included::COMPONENTS.len());
    // Some have no output; then this is all that is seen.
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Looks every path up, and compares the bytes that are there with their digest.
fn check(components: &'static Components) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    for component in components.iter() {
        let found = components.get(component.path()).map(|found| blake3::hash(found.bytes()));
        let hashed = components.get_hashed(component.hashed_path());
        let digest = Some(*component.digest().as_bytes());
        if found.map(|digest| *digest.as_bytes()) != digest
            || hashed.map(|hashed| *hashed.digest().as_bytes()) != digest
        {
            wrong.push(component.path());
        }
    }
    if components.len() != 4 || components.get("icons/none.svg").is_some() {
        wrong.push("the set");
    }
    wrong
}
