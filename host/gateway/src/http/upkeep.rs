//! Periodic work: tidying metrics and limits, reloading certificates, removing the values of codes
//! that expired long ago, and writing checkpoints of the audit trail and removing its old entries.

use super::app::{App, Audit};
use super::tls::Certificate;
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

/// How often metrics and limits are tidied, and certificates are checked for changes.
const TIDYING: Duration = Duration::from_secs(5);

/// How often the values of expired codes are removed, and a checkpoint is written.
const REMOVING: Duration = Duration::from_secs(60);

/// How many rows are removed in one transaction, so that other writers do not wait long.
const BATCH: usize = 500;

/// Runs until it is dropped. All of the work is done once at the start.
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
                // Detects a jump of the clock, and confirms it, even without requests.
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
                // This thread may block. It holds nothing that a stopping gateway waits for.
                let audit = app.audit.clone();
                let _ = spawn_blocking(move || maintain_audit(&audit, now)).await;
            }
        }
    }
}

async fn remove_expired(app: &App) {
    let mut all = 0;
    loop {
        let Ok(now) = app.clock.now() else {
            return warn!("the clock cannot be read: the values of expired codes are not removed");
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

/// Writes a checkpoint of the audit trail, and removes the entries that are older than they are
/// kept.
fn maintain_audit(audit: &Audit, now: Timestamp) {
    match checkpoint_and_cut(audit, now) {
        // A gateway that stops writes a last checkpoint itself.
        Ok(0) | Err(AuditError::Store(StoreError::Closed)) => {}
        Ok(removed) => info!(entries = removed, "old entries of the audit trail were removed"),
        Err(error) => {
            error!(
                cause = %error,
                "cannot write a checkpoint of the audit trail: run `codemint audit verify`"
            );
        }
    }
}

fn checkpoint_and_cut(
    Audit { store, keys, keep }: &Audit,
    now: Timestamp,
) -> Result<usize, AuditError> {
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
