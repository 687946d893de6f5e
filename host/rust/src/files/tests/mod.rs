//! Which files are used, and which are refused.

mod checks;
#[cfg(unix)]
mod others;
mod replace;
