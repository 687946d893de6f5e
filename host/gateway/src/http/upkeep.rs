//! What is done now and then beside answering: metrics are tidied, certificates are looked at,
//! and the values of codes that are over for long are removed.

use super::App;
use super::tls::Certificate;
use codemint::Store as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};

/// How often metrics are tidied, and certificates looked at.
const TIDYING: Duration = Duration::from_secs(5);

/// How often the values of expired codes are removed.
const REMOVING: Duration = Duration::from_secs(60);

/// How many are removed in one transaction, so that nobody waits long for their turn to write.
const BATCH: usize = 500;

/// Runs until it is dropped; everything is done once at the beginning.
pub(super) async fn run(app: Arc<App>, certificates: Vec<Arc<Certificate>>) {
    let (mut tidying, mut removing) = (interval(TIDYING), interval(REMOVING));
    tidying.set_missed_tick_behavior(MissedTickBehavior::Delay);
    removing.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = tidying.tick() => {
                app.metrics.tidy();
                for certificate in &certificates {
                    let certificate = Arc::clone(certificate);
                    let _ = spawn_blocking(move || certificate.reload()).await;
                }
            }
            _ = removing.tick() => remove_expired(&app).await,
        }
    }
}

async fn remove_expired(app: &App) {
    let mut all = 0;
    loop {
        let Ok(now) = app.clock.now() else {
            return warn!("there is no time: nothing is removed");
        };
        match app.store.remove_expired(now, BATCH).await {
            Ok(count) => {
                all += count;
                if count < BATCH {
                    break;
                }
            }
            Err(error) => {
                return warn!(cause = %error, "the values of expired codes could not be removed");
            }
        }
    }
    if all > 0 {
        info!(codes = all, "the values of expired codes were removed");
    }
}
