use static_files::NpmBuild;

fn main() -> std::io::Result<()> {
    let web = std::env::current_dir()?.join("web");
    NpmBuild::new(&web)
        .install()?
        .run("build")?
        .target(web.join("dist"))
        .change_detection()
        .to_resource_dir()
        .build()
}
