//! A script that goes its own way, and one whose program is replaced.

#[cfg(unix)]
mod on_unix {
    use super::super::super::set;
    use super::super::*;

    /// Starts a program of the shell as the script, and returns its first answer.
    fn answer(text: &str) -> Answer {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", text]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stdin, answers) = (child.stdin.take(), answers(child.stdout.take().unwrap()));
        let (stderr, executable) = (Tail::of(None), Stamp::of(Path::new("/bin/sh")).unwrap());
        let mut script = Script { child, stdin, answers, stderr, executable };
        let (answered, answer) = mpsc::channel();
        let set = set::find("nowhere", "set", "");
        thread::spawn(move || answered.send(script.answer(set)));
        answer.recv_timeout(Duration::from_secs(20)).expect("it waits for ever")
    }

    #[test]
    fn a_script_that_closes_its_output_has_ended() {
        assert!(matches!(answer("exec >&-; read line"), Answer::Ended(_)));
    }

    #[test]
    fn what_a_script_said_last_is_heard_after_its_end() {
        let text = format!("(sleep 0.7; echo '{ANSWER}{GOOD}') & exit");
        // On a busy machine it may be said too late for the second look at the end.
        assert!((0..5).any(|_| matches!(answer(&text), Answer::Good)));
        assert!(matches!(answer("sleep 3 & exit"), Answer::Ended(_)), "but nobody waits long");
    }

    /// However long it is, and whether or not it is one of ours.
    #[test]
    fn only_the_beginning_of_a_line_is_one_of_ours() {
        let long = "head -c 1048576 /dev/zero | tr '\\0' x";
        let good = format!("echo '{ANSWER}{GOOD}'");
        let off = format!("printf '{ANSWER}{TEXT}why\\n{ANSWER}{OFF}\\n'");
        assert!(
            matches!(answer(&format!("{long}; {good}; {off}")), Answer::Off(why) if why == "why")
        );
    }
}

#[cfg(windows)]
mod on_windows {
    use super::super::*;

    /// Said to this program where it is to wait; it skips no test.
    const WAIT: &str = "--skip=waits for the end of its input";

    #[test]
    fn waits_where_it_is_told_to() {
        if std::env::args().any(|it| it == WAIT) {
            io::stdin().read_to_end(&mut Vec::new()).unwrap();
        }
    }

    #[test]
    fn a_program_that_runs_can_be_replaced() {
        let dir = std::env::temp_dir().join(format!("live-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let program = dir.join("build-script-build.exe");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let start = |program: &Path| {
            let mut command = Command::new(program);
            command.args(["waits_where_it_is_told_to", WAIT]);
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
        };
        let mut itself = start(&program);
        assert!(fs::write(&program, "new").is_err(), "this is Windows");
        drop(itself.stdin.take());
        assert!(itself.wait().unwrap().success());
        let copy = to_start(&dir, &program).unwrap();
        let mut resident = start(&copy);
        fs::write(&program, "new").unwrap();
        assert!(resident.try_wait().unwrap().is_none(), "it goes on");
        drop(resident.stdin.take());
        assert!(resident.wait().unwrap().success());
        // The next one takes the place of the last.
        assert_eq!(to_start(&dir, &program).unwrap(), copy);
        assert_eq!(fs::read(&copy).unwrap(), b"new");
        fs::remove_dir_all(&dir).unwrap();
    }
}
