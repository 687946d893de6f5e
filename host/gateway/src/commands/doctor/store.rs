//! The database: whether it can be opened and written, its clock, its mails.

use crate::commands::finding::Finding;
use crate::commands::runtime::runtime;
use crate::config::Config;
use crate::home::Home;
use codemint::clock::{Clock as _, SystemClock};
use codemint::store::{MailCounts, MailQueue as _, SqliteStore, Store as _, StoreError};
use std::error::Error;

const WHAT: &str = "database";

/// The latest time of the store may be ahead of the clock by this many seconds: the clocks of
/// several gateways differ a little.
const TOLERANCE: u64 = 60;

/// Checks the database, if it exists. It is not created.
pub(super) fn checks(config: &Config) -> Vec<Finding> {
    let Some(home) = Home::at_existing(&config.data).filter(|home| home.store().exists()) else {
        // A data folder that cannot be used is reported as such.
        if config.data.join(Home::STORE).exists() {
            return Vec::new();
        }
        let detail = "does not exist yet: `codemint serve` or `directory import` creates it";
        return vec![Finding::ok(WHAT, detail)];
    };
    match SqliteStore::open(home.store()) {
        Ok(store) => of_open(&store),
        Err(error) => vec![Finding::wrong(WHAT, crate::log::chain(&error))],
    }
}

fn of_open(store: &SqliteStore) -> Vec<Finding> {
    let found = (|| -> Result<Vec<Finding>, Box<dyn Error>> {
        let runtime = runtime()?;
        runtime.block_on(store.ready())?;
        let counts = runtime.block_on(store.mail_counts())?;
        Ok(vec![Finding::ok(WHAT, "can be read and written"), time(store)?, mails(counts)])
    })();
    // What cannot be written shows at the latest now.
    let closed = store.close();
    match found.and_then(|found| Ok(closed.map(|()| found)?)) {
        Ok(found) => found,
        Err(error) => vec![Finding::wrong(WHAT, crate::log::chain(&*error))],
    }
}

/// Whether time passes for codes: not while the store is ahead of the clock.
fn time(store: &SqliteStore) -> Result<Finding, StoreError> {
    let now = SystemClock.now().map_or(0, |now| now.seconds());
    let latest = store.latest_time()?.map_or(0, |latest| latest.seconds());
    let ahead = latest.saturating_sub(now);
    let what = "time of the database";
    if ahead <= TOLERANCE {
        return Ok(Finding::ok(what, "not ahead of the clock"));
    }
    let next = "correct the clock, or see `codemint store time`";
    Ok(Finding::wrong(what, format!("{ahead} seconds ahead of the clock: {next}")))
}

fn mails(counts: MailCounts) -> Finding {
    let MailCounts { waiting, dead } = counts;
    let found = format!("{waiting} waiting, {dead} dead");
    match dead {
        0 => Finding::ok("outbox", found),
        _ => Finding::warning("outbox", format!("{found}: see `codemint mail list --dead`")),
    }
}
