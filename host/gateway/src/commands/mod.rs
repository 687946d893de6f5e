//! One file a command.

mod access_token;
mod audit;
mod check;
mod demo;
mod directory;
mod exchange;
mod issue;
mod keys;
mod life;
mod mail;
mod module;
mod offline;
mod password_hash;
mod qr;
mod serve;
mod store;
mod token_digest;

use crate::cli::{Cli, Command, ConfigCommand, DirectoryCommand, OfflineCommand, Place};
use crate::config::Config;
use crate::{log, site::SiteError, terminal};
use std::error::Error;
use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// What a command answers.
type Outcome = Result<ExitCode, Box<dyn Error>>;

/// Does what the command line says.
///
/// # Errors
/// Why it could not be done.
pub(crate) fn run(cli: Cli) -> Outcome {
    log::start(cli.log);
    match cli.command {
        Command::Serve { place, listen, tls } => serve::run(&place, listen, tls),
        Command::Demo(wanted) => demo::run(wanted),
        Command::Issue(wanted) => issue::run(&wanted),
        Command::List(wanted) => life::list(&wanted),
        Command::Show { id, place } => life::show(&id, &place),
        Command::Check(wanted) => life::present("check", &wanted),
        Command::Redeem(wanted) => life::present("redeem", &wanted),
        Command::Void(wanted) => life::change("void", &wanted),
        Command::Unlock(wanted) => life::change("unlock", &wanted),
        Command::Directory { command: DirectoryCommand::Import { file, encoding, place } } => {
            directory::import(&file, encoding, &place)
        }
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
        Command::Config { command: ConfigCommand::Check { file, accept_below_floor } } => {
            check::run(&file, accept_below_floor)
        }
    }
}

/// The configuration of a place: the named one, or that of the demo, which is set up if need be.
fn config_of(place: &Place) -> Result<Config, SiteError> {
    let mut config = match &place.config {
        Some(file) => Config::load(file, place.accept_below_floor)?,
        None => return demo::config(place.data.clone()),
    };
    if let Some(data) = &place.data {
        config.data.clone_from(data);
    }
    Ok(config)
}

/// The tenant that a place names, or the first.
fn tenant_of(place: &Place, config: &Config) -> Result<String, String> {
    let wanted = |id: &String| place.tenant.as_ref().is_none_or(|tenant| tenant == id);
    let found = config.tenants.iter().map(|tenant| &tenant.id).find(|id| wanted(id));
    found.cloned().ok_or_else(|| String::from("there is no such tenant"))
}

/// Writes a line to standard output. Tabs are kept, as they divide columns; a value in a column is
/// escaped by itself.
fn say(text: &str) {
    // Whoever reads may hang up; that is no reason to panic, as `println!` would.
    let text = terminal::escaped_except(text, &['\t']);
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// One secret from standard input, without the line's end behind it.
///
/// # Errors
/// When there is none, or it is longer than any secret.
fn read_secret() -> Result<Zeroizing<String>, String> {
    const LONGEST: u64 = 4096;
    let mut text = Zeroizing::new(String::new());
    let read = std::io::stdin().take(LONGEST + 1).read_to_string(&mut text);
    read.map_err(|error| error.to_string())?;
    let secret = text.strip_suffix('\n').unwrap_or(&text);
    let secret = secret.strip_suffix('\r').unwrap_or(secret);
    match secret.len() as u64 {
        0 => Err("there is nothing on standard input".to_owned()),
        length if length > LONGEST => Err(format!("it is longer than {LONGEST} bytes")),
        _ => Ok(Zeroizing::new(secret.to_owned())),
    }
}
