#![cfg(unix)]

use super::*;

const LONG: Duration = Duration::from_secs(60);

fn sh(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

fn run_sh(script: &str, is_output: bool, time_out: Duration) -> Finished {
    run(&mut sh(script), None, is_output, time_out).unwrap()
}

#[test]
fn what_is_printed_is_read_and_the_status_is_known() {
    let done = run_sh("printf out; printf err >&2; exit 3", true, LONG);
    assert_eq!(done.status.unwrap().code(), Some(3));
    assert_eq!((done.stdout.head.as_slice(), done.stderr.text().as_str()), (&b"out"[..], "err"));
    assert!(done.stdout.is_whole());
    let done = run_sh("cat; kill -s TERM $$", true, LONG);
    assert_eq!(done.status.unwrap().code(), None, "by a signal");
}

#[test]
fn fifty_megabytes_of_messages_are_bounded_and_block_nothing() {
    let script = "printf first >&2; head -c 50000000 /dev/zero | tr '\\0' 'x' >&2; printf last >&2";
    let done = run_sh(script, true, LONG);
    assert!(done.status.unwrap().success());
    let text = done.stderr.text();
    assert!(text.len() < 3 * MESSAGE, "{}", text.len());
    assert!(text.starts_with("firstxxx") && text.ends_with("xxxlast"));
    assert!(text.contains(&format!("[{} bytes left out]", 50_000_009 - 2 * MESSAGE)));
    assert!(done.stdout.head.is_empty());
}

#[test]
fn a_message_is_whole_up_to_its_bound() {
    for len in [0, 1, MESSAGE, 2 * MESSAGE, 2 * MESSAGE + 1, 70 * MESSAGE, 1000 * MESSAGE] {
        let bytes = vec![b'x'; len];
        for step in [len.max(1), 1000] {
            let mut printed = Printed::new(MESSAGE);
            bytes.chunks(step).for_each(|chunk| printed.push(chunk));
            let left_out = len.saturating_sub(2 * MESSAGE);
            let expected = match left_out {
                0 => len,
                _ => 2 * MESSAGE + format!("\n[{left_out} bytes left out]\n").len(),
            };
            assert_eq!(printed.text().len(), expected, "{len} bytes by {step}");
            assert_eq!(printed.is_whole(), len <= MESSAGE);
            assert!(printed.tail.len() <= 64 * MESSAGE);
        }
    }
}

#[test]
fn colours_are_taken_out() {
    for (text, expected) in [
        ("", ""),
        ("no colour [31m", "no colour [31m"),
        ("\x1b[1;31merror\x1b[0m: x \x1b[38;5;9m\u{d7}\x1b[m", "error: x \u{d7}"),
        ("\x1b[2K\x1b[1Gdone\x1b[", "done"),
    ] {
        assert_eq!(plain(text), expected);
    }
}

#[test]
fn a_program_that_hangs_is_killed_with_all_that_it_started() {
    let dir = tempfile::tempdir().unwrap();
    let pids = dir.path().join("pids");
    let script = format!("sleep 600 & echo $! $$ >{}; printf started >&2; wait", pids.display());
    let start = Instant::now();
    let done = run_sh(&script, true, Duration::from_secs(2));
    assert!(done.status.is_none());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(done.stderr.text(), "started");
    all_end(&pids);
}

/// Fails unless all processes whose numbers a file has end soon.
fn all_end(pids: &std::path::Path) {
    let pids = std::fs::read_to_string(pids).unwrap();
    for pid in pids.split_whitespace() {
        // Who inherited the orphan may take a moment to bury it.
        let is_gone = || {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
            stat.map_or(true, |stat| stat.contains(") Z "))
        };
        let patience = Instant::now() + Duration::from_secs(10);
        while !is_gone() {
            assert!(Instant::now() < patience, "{pid} lives on");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn a_guarded_program_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let pids = dir.path().join("pids");
    let script = format!("sleep 600 >&- 2>&- & echo $! >{}; echo done", pids.display());
    let start = Instant::now();
    let done = run_guarded(&mut sh(&script), LONG).unwrap();
    assert!(done.status.unwrap().success() && start.elapsed() < Duration::from_secs(20));
    assert_eq!(done.stdout.text(), "done");
    all_end(&pids);
}

#[test]
fn a_program_that_closes_its_streams_and_goes_on_is_waited_for() {
    let done = run_sh("exec >&- 2>&-; sleep 0.3; exit 7", true, LONG);
    assert_eq!(done.status.unwrap().code(), Some(7));
    let done = run_sh("exec >&- 2>&-; sleep 600", true, Duration::from_millis(300));
    assert!(done.status.is_none());
}

#[test]
fn who_holds_the_streams_is_waited_for_only_if_they_are_the_artifact() {
    let start = Instant::now();
    let done = run_sh("sleep 30 & exit 0", false, LONG);
    assert!(done.status.unwrap().success());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let done = run_sh("sleep 30 & exit 5", true, LONG);
    assert_eq!(done.status.unwrap().code(), Some(5));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let done = run_sh("(sleep 0.7; printf late) & exit 0", true, LONG);
    assert_eq!(done.stdout.head, b"late");
    let done = run_sh("sleep 600 & exit 0", true, Duration::from_millis(300));
    assert!(done.status.is_none());
}

#[test]
fn input_that_is_not_read_does_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("input");
    std::fs::write(&path, vec![b'x'; 20 << 20]).unwrap();
    for (script, expected) in [("exec <&-; printf done", 4), ("head -c 3", 3), ("cat", 20 << 20)] {
        let stdin = File::open(&path).unwrap();
        let done = run(&mut sh(script), Some(stdin), true, LONG).unwrap();
        assert!(done.status.unwrap().success(), "{script}");
        assert_eq!(done.stdout.head.len(), expected, "{script}");
    }
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    let error = run(&mut Command::new("no-such-program"), None, true, LONG).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}
