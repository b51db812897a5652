//! Any text as a set file: an error, or what is written and read again.
#![no_main]

use include_components_pack::SetFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(set) = SetFile::parse(text) {
        let again = SetFile::text(set.parts());
        assert!(SetFile::parse(&again).is_ok_and(|again| again.parts().eq(set.parts())));
    }
});
