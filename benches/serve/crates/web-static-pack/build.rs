use std::error::Error;
use std::path::Path;

use web_static_pack_packer::directory::{SearchOptions, search};
use web_static_pack_packer::file::BuildFromPathOptions;
use web_static_pack_packer::pack::{Builder, store_file};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=components");
    let files = search(
        Path::new("components"),
        &SearchOptions::default(),
        &BuildFromPathOptions::default(),
    )?;
    let mut pack = Builder::new();
    pack.file_pack_paths_add(files)?;
    store_file(&pack.finalize(), &Path::new(&std::env::var("OUT_DIR")?).join("pack"))?;
    Ok(())
}
