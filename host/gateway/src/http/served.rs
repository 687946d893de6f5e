//! What is served now, and how it is replaced while the gateway runs.

use super::connection::{Connections, Current};
use super::serve::Pages;
use super::slots::{Rules, Slots};
use super::{App, descriptors, metrics_router, router};
use crate::config::ConnectionsConfig;
use std::sync::Arc;
use tokio::sync::watch;
use tracing::warn;

/// The app in force, its routers, and the counts that outlive it.
pub(super) struct Served {
    app: watch::Sender<Arc<App>>,
    main: Connections,
    metrics: Connections,
    slots: Arc<Slots>,
    /// Of the metrics' own listener, so that callers cannot keep its readers out.
    metrics_slots: Arc<Slots>,
    /// Whether metrics have a listener of their own.
    apart: bool,
    /// How many connections the process can have.
    fitting: usize,
}

/// How many connections the metrics' own listener has at once.
const METRICS_CONNECTIONS: usize = 16;

impl Served {
    pub(super) fn new(app: Arc<App>, apart: bool) -> Self {
        let fitting = descriptors::connections();
        let main = Connections::new(Current::new(router(Arc::clone(&app), !apart)));
        let metrics = Connections::new(Current::new(metrics_router(Arc::clone(&app))));
        let slots = Slots::new(rules(&app, fitting));
        let few = ConnectionsConfig { most: METRICS_CONNECTIONS, per_address: None };
        let metrics_slots = Slots::new(Rules { limits: few, exempt: Vec::new() });
        let (app, _) = watch::channel(app);
        Self { app, main, metrics, slots, metrics_slots, apart, fitting }
    }

    /// The app in force, now and later.
    pub(super) fn app(&self) -> watch::Receiver<Arc<App>> {
        self.app.subscribe()
    }

    pub(super) fn connections(&self, pages: Pages) -> Connections {
        match pages {
            Pages::All => self.main.clone(),
            Pages::Metrics => self.metrics.clone(),
        }
    }

    pub(super) fn slots(&self, pages: Pages) -> Arc<Slots> {
        match pages {
            Pages::All => Arc::clone(&self.slots),
            Pages::Metrics => Arc::clone(&self.metrics_slots),
        }
    }

    /// Serves by this app from the next request on. Requests in hand keep the one before.
    pub(super) fn change(&self, app: Arc<App>) {
        self.slots.change(rules(&app, self.fitting));
        self.main.current().set(router(Arc::clone(&app), !self.apart));
        self.metrics.current().set(metrics_router(Arc::clone(&app)));
        self.app.send_replace(app);
    }

    /// Says that the gateway stops.
    pub(super) fn stop(&self) {
        self.main.stop();
        self.metrics.stop();
    }
}

fn rules(app: &App, fitting: usize) -> Rules {
    let mut limits = app.connections;
    if limits.most > fitting {
        // The demo asks for as many as there can be.
        if limits != ConnectionsConfig::widest() {
            warn!(most = limits.most, fitting, "there are descriptors for fewer connections only");
        }
        limits.most = fitting;
    }
    Rules { limits, exempt: app.proxies.trusted().to_vec() }
}
