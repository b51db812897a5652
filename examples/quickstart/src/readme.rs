//! The repository's README, whose examples are tested with these components.
#![cfg_attr(doctest, doc = include_str!("../../../README.md"))]
