//! Sets that are as large as they come.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use crate::harness::Project;
use crate::listing::assert_same;
use crate::projects::bytes;

#[test]
fn a_file_of_300_megabytes_is_embedded() {
    const LEN: u64 = 300 << 20;
    let project = Project::new("it-huge");
    project.write("components/small.txt", "beside it");
    let mut huge = File::create(project.path("components/huge.bin")).unwrap();
    huge.set_len(LEN).unwrap();
    for at in (0..LEN).step_by(16 << 20).chain([LEN - 8]) {
        huge.seek(SeekFrom::Start(at)).unwrap();
        huge.write_all(&(at + 1).to_le_bytes()).unwrap();
    }
    drop(huge);
    assert_same(&project.embedded(), &project.on_disk("components"));
}

#[test]
fn twenty_thousand_files_are_embedded() {
    let project = Project::new("it-many");
    for nth in 0..20_000u64 {
        let path = format!("components/{}/{}/{nth}.txt", nth % 100, nth % 7);
        project.write(path, bytes(nth, nth as usize % 97));
    }
    let on_disk = project.on_disk("components");
    assert_eq!(on_disk.len(), 20_000);
    assert_same(&project.embedded(), &on_disk);
}
