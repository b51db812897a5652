// Its example is tested with axum, in another package.
#![cfg_attr(not(doctest), doc = include_str!("lib.md"))]
#![forbid(unsafe_code)]

#[cfg(feature = "actix")]
mod actix;
mod answer;
mod body;
mod conditions;
mod encoding;
#[cfg(feature = "live")]
mod live;
mod page;
mod path;
mod range;
mod request;
mod serve;
mod served;
mod service;
mod target;

#[cfg(feature = "actix")]
pub use actix::At;
pub use body::Body;
#[cfg(feature = "live")]
pub use live::{LiveBody, LiveFuture, LiveLayer, LiveService};
pub use serve::{Redirect, Serve};
pub use served::Served;
pub use service::{ServeOr, ServeOrBody, ServeOrFuture};

/// Recipes for single-page applications, prefixes, policies, CDNs, deploys and templates.
// In another package, which has the crates for it.
#[cfg_attr(not(doctest), doc = include_str!("recipes.md"))]
pub mod recipes {}

// What the tests share with the fuzz target, and the fixture, name the crate as a
// user does.
#[cfg(test)]
extern crate self as include_components_serve;
#[cfg(test)]
mod exercise;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
