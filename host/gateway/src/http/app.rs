//! The state that requests share: a configured installation, as HTTP uses it.

use super::metrics::Metrics;
use super::proxy::{Peer, Proxies};
use super::table::Table;
use super::tenants::Tenants;
use crate::clock::Jumps;
use crate::config::{Config, ConnectionsConfig};
use crate::limits::{Limits, Source};
use crate::outbox::MailCounters;
use crate::site::Site;
use codemint::Issuer;
use codemint::clock::SteadyClock;
use codemint::keys::{AuditKeys, Hold};
use codemint::store::SqliteStore;
use http::request::Parts;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

/// How the audit trail is maintained.
#[derive(Clone)]
pub(super) struct Audit {
    pub(super) store: SqliteStore,
    pub(super) keys: Arc<AuditKeys>,
    /// How long entries are kept, in seconds; `None` for ever.
    pub(super) keep: Option<u64>,
}

/// The state that requests share. A reload makes another one.
pub(crate) struct App {
    pub(super) issuer: Arc<Issuer>,
    pub(super) store: SqliteStore,
    pub(super) audit: Audit,
    pub(super) clock: Arc<SteadyClock>,
    pub(super) jumps: Arc<Jumps>,
    pub(super) table: Table,
    pub(super) tenants: Tenants,
    pub(super) proxies: Proxies,
    pub(super) limits: Arc<Limits>,
    pub(super) connections: ConnectionsConfig,
    pub(super) metrics: Arc<Metrics>,
    pub(super) mails: Arc<MailCounters>,
    /// Dropped after the issuer.
    _hold: Arc<Option<Hold>>,
    /// Dropped last: signals the [`Keeper`] that no request uses the issuer any more.
    _in_use: mpsc::Sender<()>,
}

/// Drops an issuer on a thread of its own, since that waits for the mail being sent. The hold on
/// the issuer's key is released after it.
pub(crate) struct Keeper(Option<JoinHandle<()>>);

impl Keeper {
    /// The keeper of an issuer, which it drops when every sender for `in_use` is gone. Where no
    /// thread can be started, the last user of the issuer drops it.
    fn of(issuer: Arc<Issuer>, hold: Arc<Option<Hold>>, in_use: mpsc::Receiver<()>) -> Self {
        let end = move || {
            let _ = in_use.recv();
            drop(issuer);
            drop(hold);
        };
        Self(thread::Builder::new().name("issuer".to_owned()).spawn(end).ok())
    }

    /// Whether the issuer has been dropped already.
    pub(crate) fn is_finished(&self) -> bool {
        self.0.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits until the issuer has been dropped, which happens once its app is gone.
    pub(crate) fn finish(self) {
        if let Some(thread) = self.0 {
            let _ = thread.join();
        }
    }
}

impl App {
    /// The state for an installation and its tenants, and the keeper of its issuer.
    pub(crate) fn new(
        site: Site,
        tenants: Tenants,
        config: &Config,
        metrics: Arc<Metrics>,
    ) -> (Arc<Self>, Keeper) {
        let Site { issuer, store, audit, mails, limits, held, clock, jumps } = site;
        let issuer = Arc::new(issuer);
        let table = Table::of(issuer.module().routes());
        let proxies = Proxies::new(config.proxies.clone());
        let keep = config.audit_keep_days.map(|days| u64::from(days) * 24 * 60 * 60);
        let audit = Audit { store: store.clone(), keys: audit, keep };
        let connections = config.connections;
        let hold = Arc::new(held);
        let (in_use, unused) = mpsc::channel();
        let keeper = Keeper::of(Arc::clone(&issuer), Arc::clone(&hold), unused);
        let app = Self {
            issuer,
            store,
            audit,
            clock,
            jumps,
            table,
            tenants,
            proxies,
            limits,
            connections,
            metrics,
            mails,
            _hold: hold,
            _in_use: in_use,
        };
        (Arc::new(app), keeper)
    }

    /// The source of a request, as limits count it.
    pub(super) fn source(&self, head: &Parts) -> Source {
        self.proxies.source(Peer::of(&head.extensions), &head.headers).into()
    }
}
