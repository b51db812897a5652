use tower_serve_embedded_build::Builder;

fn main() -> std::io::Result<()> {
    // By the paths that the others have; else it serves hashed ones only.
    Builder::new("components").serve_at("/").immutable_dir("static").emit()
}
