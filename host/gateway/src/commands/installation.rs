//! The installation that a command works on.

use super::demo::setup;
use crate::cli::Place;
use crate::config::Config;
use crate::site::SiteError;

/// The configuration of a place. That of the demo is set up if it does not exist.
pub(super) fn config_of(place: &Place) -> Result<Config, SiteError> {
    let mut config = match &place.config {
        Some(file) => Config::load(file, place.accept_below_floor)?,
        None => return setup::config(place.data.clone()),
    };
    if let Some(data) = &place.data {
        config.data.clone_from(data);
    }
    Ok(config)
}

/// The ID of a place's tenant, by default the first.
pub(super) fn tenant_of(place: &Place, config: &Config) -> Result<String, String> {
    let mut ids = config.tenants.iter().map(|tenant| &tenant.id);
    let Some(wanted) = &place.tenant else {
        return ids.next().cloned().ok_or_else(|| "the configuration has no tenant".to_owned());
    };
    let found = ids.clone().find(|id| *id == wanted);
    found.cloned().ok_or_else(|| {
        let known: Vec<_> = ids.map(|id| format!("`{id}`")).collect();
        format!("there is no tenant `{wanted}`; the configuration has {}", known.join(", "))
    })
}
