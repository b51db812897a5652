//! The order in which names become known: what is referred to comes first.

/// Returns circles of nodes that lead to one another, each after all that it leads to;
/// most are of one node. `edges` has, for each node, those that it leads to.
///
/// This is Tarjan's algorithm for strongly connected components, without recursion,
/// since a chain of references may be long.
pub(super) fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let mut found = Vec::new();
    let mut next_number = 0;
    let mut numbers = vec![NEW; edges.len()];
    let mut lowest = vec![0; edges.len()];
    let mut is_open = vec![false; edges.len()];
    // Nodes that are in no circle yet, and the path to the node at hand, each with how
    // many of its edges were gone along.
    let mut open = Vec::new();
    let mut path: Vec<(usize, usize)> = Vec::new();
    for start in 0..edges.len() {
        if numbers[start] != NEW {
            continue;
        }
        path.push((start, 0));
        while let Some((node, gone)) = path.last_mut() {
            let node = *node;
            if *gone == 0 {
                (numbers[node], lowest[node]) = (next_number, next_number);
                next_number += 1;
                open.push(node);
                is_open[node] = true;
            }
            if let Some(to) = edges[node].get(*gone) {
                *gone += 1;
                if numbers[*to] == NEW {
                    path.push((*to, 0));
                } else if is_open[*to] {
                    lowest[node] = lowest[node].min(numbers[*to]);
                }
                continue;
            }
            path.pop();
            if let Some((before, _)) = path.last() {
                lowest[*before] = lowest[*before].min(lowest[node]);
            }
            if lowest[node] == numbers[node] {
                let start = open.iter().rposition(|it| *it == node).unwrap_or(0);
                let mut circle = open.split_off(start);
                circle.iter().for_each(|it| is_open[*it] = false);
                circle.sort_unstable();
                found.push(circle);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
