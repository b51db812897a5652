//! Any text as a set file: an error, or what is written and read again.
#![no_main]

use include_components_pack::SetFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(set) = SetFile::parse(text) {
        let again = set.to_string();
        assert_eq!(SetFile::parse(&again), Ok(set));
    }
});
