use super::*;

#[test]
fn paths_are_as_other_programs_take_them() {
    for (path, expected) in [
        (r"\\?\C:\app\web", Some(r"C:\app\web")),
        (r"\\?\UNC\server\share\web", Some(r"\\server\share\web")),
        (r"\\?\Volume{b75e2c83}\web", None),
        (r"C:\app", None),
        (r"\\server\share", None),
    ] {
        assert_eq!(ordinary(path).as_deref(), expected, "{path}");
    }
}
