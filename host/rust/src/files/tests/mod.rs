//! What is trusted, and what is refused.

mod checks;
#[cfg(unix)]
mod others;
mod replace;
