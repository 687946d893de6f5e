//! `codemint keys rotate`, `codemint keys reseal` and `codemint keys retire`

mod counted;

use super::installation::config_of;
use super::runtime::runtime;
use super::standard::{Outcome, say};
use crate::cli::{KeysCommand, Place};
use crate::config::{Config, SecretSource};
use crate::home::Home;
use crate::output::Progress;
use crate::site;
use codemint::clock::SystemClock;
use codemint::entropy::SystemEntropy;
use codemint::issuer::{Resealed, reseal};
use codemint::keys::{AuditKeys, KeyId, KeyRing, Keys};
use codemint::store::{Reseal as _, SqliteStore};
use counted::Counted;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(command: &KeysCommand) -> Outcome {
    match command {
        KeysCommand::Rotate(place) => rotate(place),
        KeysCommand::Reseal(place) => reseal_all(place),
        KeysCommand::Retire(place) => retire(place),
    }
}

fn rotate(place: &Place) -> Outcome {
    let config = config_of(place)?;
    let path = file(&config)?;
    let id = KeyRing::rotate(path)?;
    say(&format!("key {id} is the first in `{}`", path.display()));
    say("next: make a backup of that file, restart every gateway, and run `codemint keys reseal`");
    Ok(ExitCode::SUCCESS)
}

fn reseal_all(place: &Place) -> Outcome {
    let config = config_of(place)?;
    let ring = site::key_ring(&config.key)?;
    let keys = Keys::of_ring(&ring);
    let store = open(&config)?;
    let counted = Counted { store: &store, progress: Progress::of_count("codes resealed:") };
    let resealing = reseal(&counted, &keys, &SystemEntropy);
    let Resealed { resealed, unopened, overtaken } = runtime()?.block_on(resealing)?;
    drop(counted);
    // The checkpoints of the audit trail are under the new key from now on.
    site::vouch(&store, &AuditKeys::of_ring(&ring), &SystemClock);
    store.close()?;
    say(&format!(
        "under key {}: {resealed} resealed, {overtaken} changed meanwhile, {unopened} not opened",
        keys.current()
    ));
    // A copy that cannot be decrypted is damaged, or was not made with the key.
    Ok(if unopened == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn retire(place: &Place) -> Outcome {
    let config = config_of(place)?;
    let (path, store) = (file(&config)?, open(&config)?);
    let runtime = runtime()?;
    let retired = KeyRing::retire(path, || runtime.block_on(store.keys_in_use()))?;
    store.close()?;
    let ids: Vec<String> = retired.iter().map(KeyId::to_string).collect();
    say(&match ids.as_slice() {
        [] => "no key was retired: every earlier key is held by a gateway, or in use".to_owned(),
        ids => format!("retired: {}", ids.join(", ")),
    });
    Ok(ExitCode::SUCCESS)
}

fn open(config: &Config) -> Result<SqliteStore, Box<dyn std::error::Error>> {
    Ok(SqliteStore::open(Home::at(&config.data)?.store())?)
}

/// The file of the keys. A variable cannot be changed by a command.
fn file(config: &Config) -> Result<&Path, String> {
    match &config.key {
        SecretSource::File(path) => Ok(path),
        SecretSource::Variable(name) => Err(format!(
            "the keys are in the environment variable `{name}`: change it where it is set"
        )),
    }
}
