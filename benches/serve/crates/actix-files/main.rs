//! actix-files, on actix-web: files on disk, in the directory that the first argument
//! names, with coded ones beside them.

use std::{env, io};

mod listen;

fn main() -> io::Result<()> {
    let dir = env::args().nth(1).ok_or(io::Error::other("which directory?"))?;
    listen::run(move |config| {
        config.service(actix_files::Files::new("/", &dir).try_compressed());
    })
}
