//! What is done now and then beside answering: metrics and limits are tidied, certificates are looked at,
//! the values of codes that are over for long are removed, and the audit trail is vouched for and
//! cut.

use super::tls::Certificate;
use super::{App, Audit};
use codemint::Store as _;
use codemint::clock::Clock as _;
use codemint::store::StoreError;
use codemint::store::audit::AuditError;
use codemint::words::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{error, info, warn};

/// How often metrics and limits are tidied, and certificates looked at.
const TIDYING: Duration = Duration::from_secs(5);

/// How often the values of expired codes are removed, and the audit trail is vouched for.
const REMOVING: Duration = Duration::from_secs(60);

/// How many are removed in one transaction, so that nobody waits long for their turn to write.
const BATCH: usize = 500;

/// Runs until it is dropped; everything is done once at the beginning.
pub(super) async fn run(current: watch::Receiver<Arc<App>>, certificates: Vec<Arc<Certificate>>) {
    let (mut tidying, mut removing) = (interval(TIDYING), interval(REMOVING));
    tidying.set_missed_tick_behavior(MissedTickBehavior::Delay);
    removing.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = tidying.tick() => {
                let app = Arc::clone(&current.borrow());
                app.metrics.tidy();
                app.limits.tidy();
                // So that a jump is noticed, and seen to last, while nobody asks.
                let _ = app.clock.now();
                for certificate in &certificates {
                    let certificate = Arc::clone(certificate);
                    let _ = spawn_blocking(move || certificate.reload()).await;
                }
            }
            _ = removing.tick() => {
                let app = Arc::clone(&current.borrow());
                remove_expired(&app).await;
                let Ok(now) = app.clock.now() else { continue };
                // On a thread that may block; it holds nothing that must be dropped to stop.
                let audit = app.audit.clone();
                let _ = spawn_blocking(move || keep_audit(&audit, now)).await;
            }
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

/// Vouches for what was written to the audit trail, and removes what is older than it is kept.
fn keep_audit(audit: &Audit, now: Timestamp) {
    match vouch_and_cut(audit, now) {
        // A gateway that stops vouches for it once more.
        Ok(0) | Err(AuditError::Store(StoreError::Closed)) => {}
        Ok(removed) => info!(entries = removed, "old entries of the audit trail were removed"),
        Err(error) => {
            error!(cause = %error, "the audit trail is not vouched for: run `codemint audit verify`");
        }
    }
}

fn vouch_and_cut(Audit { store, keys, keep }: &Audit, now: Timestamp) -> Result<usize, AuditError> {
    store.checkpoint_audit(keys, now)?;
    let before = keep.and_then(|keep| now.seconds().checked_sub(keep));
    let Some(before) = before.and_then(Timestamp::from_seconds) else { return Ok(0) };
    let mut all = 0;
    loop {
        let removed = store.cut_audit(keys, before, now, BATCH)?;
        all += removed;
        if removed < BATCH {
            return Ok(all);
        }
    }
}
