//! End to end: the gateway as a process, HTTP, SMTP, its files and its log.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code, its own functions included: what is missing fails the test"
)]

mod audit;
mod auth;
mod busy;
mod canaries;
mod closed_pipes;
mod commands;
mod completions;
mod component;
mod config;
mod config_check;
mod connections;
mod dead;
mod directory;
mod doctor;
mod forgeries;
mod init;
mod keys;
mod leaks;
mod letters;
mod life;
mod limits;
mod lists;
mod mail;
mod naughty;
mod offline;
mod openapi;
mod other_users;
mod people;
mod public_callers;
mod public_demo;
mod qr;
mod race;
mod refusals;
mod reload;
mod removal;
mod repeat;
mod restart;
mod samples;
mod schemes;
mod secrets;
mod shutdown;
mod site;
mod start;
mod targets;
mod tenants;
mod terminal;
mod texts;
mod tls;
mod transport;
mod users;
mod vendors;
