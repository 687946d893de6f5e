//! Codemint as a service and a command: HTTP in front of the module, and what an operator needs.
//!
//! The gateway decides nothing about codes and knows no vendor: routes, words and rules come from
//! the module. It authenticates, bounds, logs (never a code, a key or a token), and serves.
#![forbid(unsafe_code)]

mod auth;
mod cli;
mod clock;
mod commands;
mod config;
mod home;
mod http;
mod limits;
mod log;
mod outbox;
mod site;
mod terminal;

use clap::Parser as _;
use std::process::ExitCode;

/// Requests allocate much and briefly, on one thread, and free on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            log::complain(&*error);
            ExitCode::FAILURE
        }
    }
}
