//! Embeds the components of another example.

fn main() -> Result<(), include_components_build::Error> {
    include_components_build::compile("../quickstart/components")?;
    Ok(())
}
