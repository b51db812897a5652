use std::thread;
use std::time::Instant;

use super::*;

fn start(rest: &str) -> io::Result<Process> {
    Process::start(Command::new("sh").args(["-c", rest]).stderr(Stdio::null()))
}

#[test]
fn it_says_where_it_listens() {
    let server = start("echo 127.0.0.1:1234; exec sleep 10").unwrap();
    assert_eq!(server.address.port(), 1234);
    assert!(server.anonymous().unwrap() > 0);
    let failed = start("echo oh no; exec sleep 10").unwrap_err().to_string();
    assert!(failed.contains("oh no"), "{failed}");
}

#[test]
fn what_it_started_counts() {
    let busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
    let server = start(&format!("sh -c '{busy}; exec sleep 20' & echo 127.0.0.1:1; wait")).unwrap();
    let (enough, began) = (Duration::from_millis(20), Instant::now());
    while server.cpu().unwrap() < enough && began.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(5));
    }
    assert!(server.cpu().unwrap() >= enough);
    assert!(measure::cpu_of(server.id()).unwrap() < enough);
    assert_eq!(server.children().unwrap(), 1);
}
