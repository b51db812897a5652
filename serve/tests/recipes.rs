//! The first example and the recipes of include-components-serve, with the crates that
//! they use.
#![cfg_attr(doctest, doc = include_str!("../src/lib.md"))]
#![cfg_attr(doctest, doc = include_str!("../src/recipes.md"))]
