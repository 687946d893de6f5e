//! The commands, one file each.

mod access_token;
mod audit;
mod check;
mod completions;
mod demo;
mod directory;
mod doctor;
mod exchange;
mod finding;
mod init;
mod installation;
mod issue;
mod keys;
mod life;
mod mail;
mod module;
mod offline;
mod password_hash;
mod qr;
mod reply;
mod runtime;
mod serve;
mod spreadsheet;
mod standard;
mod store;
mod token_digest;

use crate::cli::{Cli, Command, ConfigCommand, OfflineCommand};
use crate::log;
use reply::Shown;
use standard::Outcome;

/// Runs the command of a command line.
///
/// # Errors
/// Why it failed.
pub(crate) fn run(cli: Cli) -> Outcome {
    log::start(cli.log);
    match cli.command {
        Command::Serve(wanted) => serve::run(wanted),
        Command::Demo(wanted) => demo::run(wanted),
        Command::Issue(wanted) => issue::run(&wanted),
        Command::List(wanted) => life::list(&wanted),
        Command::Show { id, place, form } => life::show(&id, &place, &form),
        Command::Check(wanted) => life::present("check", Shown::Checked, &wanted),
        Command::Redeem(wanted) => life::present("redeem", Shown::Redeemed, &wanted),
        Command::Void(wanted) => life::change("void", &wanted),
        Command::Unlock(wanted) => life::change("unlock", &wanted),
        Command::Directory { command } => directory::run(&command),
        Command::Module { file, write } => module::run(file.as_deref(), write.as_deref()),
        Command::Qr(wanted) => qr::run(&wanted),
        Command::AccessToken(wanted) => access_token::run(&wanted),
        Command::PasswordHash => password_hash::run(),
        Command::TokenDigest { new } => token_digest::run(new),
        Command::Keys { command } => keys::run(&command),
        Command::Audit { command } => audit::run(&command),
        Command::Store { command } => store::run(&command),
        Command::Mail { command } => mail::run(&command),
        Command::Offline { command: OfflineCommand::Provision(wanted) } => {
            offline::provision(&wanted)
        }
        Command::Offline { command: OfflineCommand::Verify { device, account } } => {
            offline::verify(&device, &account)
        }
        Command::Config { command: ConfigCommand::Check(wanted) } => check::run(&wanted),
        Command::Config { command: ConfigCommand::Init { file, tenant } } => {
            init::run(&file, &tenant)
        }
        Command::Doctor(wanted) => doctor::run(&wanted),
        Command::Completions { shell } => completions::completions(shell),
        Command::Man { folder } => completions::man(&folder),
    }
}
