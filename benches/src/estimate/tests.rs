use std::time::Duration;

use super::*;

fn cost(seconds: u64, megabytes: u64) -> Cost {
    let wall = Duration::from_secs(seconds);
    Cost { wall, cpu: wall, peak: megabytes * 1_000_000 }
}

#[test]
fn what_embedding_adds_grows_with_the_tree() {
    let estimate = Estimate::new(cost(1, 100), cost(3, 110), 1_000);
    assert_eq!((estimate.wall(10_000), estimate.peak(10_000)), (21.0, 200e6));
    assert_eq!(estimate.too_much(10_000, 22.0), None);
    assert_eq!(estimate.too_much(10_000, 20.0).unwrap(), "would take some 21.0 s");
}

#[test]
fn memory_that_is_not_there_is_too_much_whatever_the_time() {
    let estimate = Estimate::new(cost(1, 100), cost(1, 1_000), 1_000);
    let reason = estimate.too_much(1_000_000_000, 60.0).unwrap();
    assert!(reason.contains("GB of memory"), "{reason}");
}

#[test]
fn noise_makes_no_estimate_below_the_base() {
    let estimate = Estimate::new(cost(2, 100), cost(1, 90), 1_000);
    assert_eq!((estimate.wall(10_000), estimate.peak(10_000)), (2.0, 100e6));
}

#[test]
fn steps_are_where_sizes_grow_by_more_than_ten() {
    let measured = |size| (size, false);
    let step = |size| (size, true);
    assert_eq!(steps(&[100, 1_000, 10_000]), [100, 1_000, 10_000].map(measured));
    assert_eq!(steps(&[50_000]), [step(1_000), step(10_000), measured(50_000)]);
    assert_eq!(steps(&[0, 5]), [measured(5)]);
}
