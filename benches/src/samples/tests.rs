use std::cell::RefCell;

use super::*;

fn cost(milliseconds: u64) -> Cost {
    Cost { wall: Duration::from_millis(milliseconds), ..Cost::default() }
}

#[test]
fn median_is_the_middle() {
    assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    assert!(median(Vec::new()).is_nan());
}

#[test]
fn the_least_is_of_one_round() {
    assert_eq!(Samples([3, 1, 2].map(cost).to_vec()).least_wall(), 0.001);
    assert!(Samples::default().least_wall().is_nan());
}

#[test]
fn ratio_is_of_the_same_round() {
    let samples = |values: [u64; 3]| Samples(values.map(cost).to_vec());
    // The second round was disturbed: ratios 0.5, 0.5 and 0.5.
    let (a, b) = (samples([10, 100, 11]), samples([20, 200, 22]));
    assert_eq!(a.wall_over(&b), 0.5);
}

#[test]
fn rounds_rotate_and_slow_subjects_leave() {
    let order = RefCell::new(String::new());
    let subject = |name: &'static str| {
        Subject::new(name, || {
            order.borrow_mut().push_str(name);
            Ok(cost(1))
        })
    };
    let subjects = vec![subject("a"), subject("b").at_most(1), subject("c")];
    let samples = interleave(3, |_| Ok(()), subjects).unwrap();
    assert_eq!(order.borrow().as_str(), "abc".to_owned() + "ca" + "ca");
    let rounds: Vec<usize> = samples.iter().map(|(_, samples)| samples.rounds()).collect();
    assert_eq!(rounds, [3, 1, 3]);
}
