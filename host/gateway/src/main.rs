//! The gateway and command line of Codemint: HTTP in front of the module, and tools for operators.
//!
//! The gateway makes no decision about codes and knows no vendor: routes, texts and rules come from
//! the module. It authenticates, limits, logs (never a code, a key or a token), and serves.
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
mod output;
#[cfg(test)]
mod readme;
mod site;
mod terminal;

use clap::Parser as _;
use std::process::ExitCode;

/// Requests make many short-lived allocations, and often free them on another thread.
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
