//! Live mode: real programs that run while their components are edited, and while
//! cargo builds them again.

mod app;
mod builds;
mod off;
mod rows;
mod scripts;
mod secrets;
mod tool;
