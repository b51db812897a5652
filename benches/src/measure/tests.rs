use super::*;

#[test]
fn counts_the_cpu_time_of_grandchildren() {
    let busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
    let cost = run(Command::new("sh").args(["-c", &format!("sh -c '{busy}'; true")])).unwrap();
    assert!(cost.cpu > Duration::from_millis(20), "{cost:?}");
    assert!(cost.peak > 100_000, "{cost:?}");
}

#[test]
fn sleep_takes_wall_time_only() {
    let cost = run(Command::new("sleep").arg("0.2")).unwrap();
    assert!(cost.wall >= Duration::from_millis(200), "{cost:?}");
    assert!(cost.cpu < Duration::from_millis(100), "{cost:?}");
}

#[test]
fn failure_names_the_command() {
    let failed = run(&mut Command::new("false")).unwrap_err().to_string();
    assert!(failed.contains("false"), "{failed}");
    let missing = run(&mut Command::new("no-such-program-here")).unwrap_err().to_string();
    assert!(missing.contains("no-such-program-here"), "{missing}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_cpu_time_of_a_process_that_runs_grows() {
    let own = std::process::id();
    let before = cpu_of(own).unwrap();
    while cpu_of(own).unwrap() - before < Duration::from_millis(2) {}
    // No process has this number: Linux has four million at most. With one that has more
    // bits the clock would be another.
    assert!(cpu_of((1 << 22) + 1).is_err());
}
