//! The store with the trail.

use crate::cli::{Place, WholePlace};
use crate::commands::installation::config_of;
use crate::config::Config;
use crate::home::Home;
use codemint::store::SqliteStore;
use std::error::Error;

/// The configuration of a place.
pub(crate) fn config(place: &WholePlace) -> Result<Config, Box<dyn Error>> {
    // The policies do not matter here.
    let (config, data) = (place.config.clone(), place.data.clone());
    Ok(config_of(&Place { config, data, tenant: None, accept_below_floor: true })?)
}

/// Opens the existing store. A new one would have an empty trail, and be reported as clean.
pub(crate) fn open(config: &Config) -> Result<SqliteStore, Box<dyn Error>> {
    let file = Home::at(&config.data)?.store();
    if !file.exists() {
        let file = file.display();
        return Err(format!("there is no store `{file}`: check `--config` and `--data`").into());
    }
    Ok(SqliteStore::open(file)?)
}
