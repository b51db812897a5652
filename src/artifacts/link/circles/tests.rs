use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Returns which nodes each leads to, itself only if along edges.
fn reachable(edges: &[Vec<usize>]) -> Vec<BTreeSet<usize>> {
    let from = |start: usize| {
        let (mut found, mut pending) = (BTreeSet::new(), edges[start].clone());
        while let Some(node) = pending.pop() {
            if found.insert(node) {
                pending.extend_from_slice(&edges[node]);
            }
        }
        found
    };
    (0..edges.len()).map(from).collect()
}

proptest! {
    #[test]
    fn circles_are_what_leads_to_one_another_and_come_last(
        edges in (1..12usize).prop_flat_map(|count| {
            prop::collection::vec(prop::collection::vec(0..count, 0..4), count)
        }),
    ) {
        let circles = circles(&edges);
        let reachable = reachable(&edges);
        let mut done = BTreeSet::new();
        for circle in &circles {
            for node in circle {
                prop_assert!(done.insert(*node), "each is in one");
            }
            for (from, to) in circle.iter().flat_map(|a| circle.iter().map(move |b| (*a, *b))) {
                prop_assert!(from == to || reachable[from].contains(&to));
            }
            let all = circle.iter().flat_map(|node| &reachable[*node]);
            prop_assert!(all.copied().all(|to| done.contains(&to)), "what is led to is done");
        }
        prop_assert_eq!(done.len(), edges.len());
    }
}

#[test]
fn a_long_chain_is_no_recursion() {
    let count = 100_000;
    let edges: Vec<Vec<usize>> = (0..count).map(|at| vec![(at + 1) % count]).collect();
    assert_eq!(circles(&edges).len(), 1);
    let edges: Vec<Vec<usize>> =
        (0..count).map(|at| (at > 0).then(|| at - 1).into_iter().collect()).collect();
    let circles = circles(&edges);
    assert_eq!((circles.len(), circles[0].as_slice()), (count, &[0][..]));
}
