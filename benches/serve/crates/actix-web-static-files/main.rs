//! actix-web-static-files, on actix-web.

use actix_web_static_files::ResourceFiles;

mod listen;

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

fn main() -> std::io::Result<()> {
    listen::run(|config| {
        config.service(ResourceFiles::new("/", generate()));
    })
}
