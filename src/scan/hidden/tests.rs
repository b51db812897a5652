use super::*;

#[test]
fn what_machines_leave_is_told_from_what_people_write() {
    for name in
        [".DS_Store", "._a.css", ".git", ".gitkeep", ".a.css.swp", ".a.swo", ".#a", ".a.un~"]
    {
        assert!(is_made_in_passing(name), "{name}");
    }
    for name in
        [".gitignore", ".gitattributes", ".vite", ".swp2", ".sw", "..fish", ".htaccess", ".env"]
    {
        assert!(!is_made_in_passing(name), "{name}");
    }
}
