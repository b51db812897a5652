//! racing
