fn main() -> Result<(), include_components_build::Error> {
    include_components_build::compile("components")?;
    Ok(())
}
