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
mod commands;
mod component;
mod config;
mod connections;
mod dead;
mod foreign;
mod forgeries;
mod keys;
mod leaks;
mod letters;
mod life;
mod limits;
mod mail;
mod naughty;
mod offline;
mod openapi;
mod public_demo;
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
mod strangers;
mod targets;
mod tenants;
mod texts;
mod tls;
mod transport;
mod unheard;
mod users;
mod vendors;
