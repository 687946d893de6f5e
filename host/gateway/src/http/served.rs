//! The current app and its routers, and how a reload replaces them.

use super::app::App;
use super::connection::{Connections, Current};
use super::slots::{Rules, Slots};
use super::{descriptors, router};
use crate::config::ConnectionsConfig;
use std::sync::Arc;
use tokio::sync::watch;
use tracing::warn;

/// How many connections the listener for metrics has at once.
const METRICS_CONNECTIONS: usize = 16;

/// The pages that a listener serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pages {
    /// All; metrics too, unless they have a listener of their own.
    All,
    /// Metrics alone.
    Metrics,
}

/// The current app, its routers, and the connection counts that outlive it.
pub(super) struct Served {
    app: watch::Sender<Arc<App>>,
    main: Connections,
    metrics: Connections,
    slots: Arc<Slots>,
    /// The slots of the listener for metrics, which callers of the main one cannot use up.
    metrics_slots: Arc<Slots>,
    /// Whether metrics have a listener of their own.
    apart: bool,
    /// How many connections the process can have.
    fitting: usize,
}

impl Served {
    pub(super) fn new(app: Arc<App>, apart: bool) -> Self {
        let fitting = descriptors::connections();
        let main = Connections::new(Current::new(router::main(Arc::clone(&app), !apart)));
        let metrics = Connections::new(Current::new(router::metrics(Arc::clone(&app))));
        let slots = Slots::new(rules(&app, fitting));
        let few = ConnectionsConfig { most: METRICS_CONNECTIONS, per_address: None };
        let metrics_slots = Slots::new(Rules { limits: few, exempt: Vec::new() });
        let (app, _) = watch::channel(app);
        Self { app, main, metrics, slots, metrics_slots, apart, fitting }
    }

    /// The current app, and those that replace it.
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

    /// Replaces the app, from the next request on. Pending requests keep the previous one.
    pub(super) fn change(&self, app: Arc<App>) {
        self.slots.change(rules(&app, self.fitting));
        self.main.current().set(router::main(Arc::clone(&app), !self.apart));
        self.metrics.current().set(router::metrics(Arc::clone(&app)));
        self.app.send_replace(app);
    }

    /// Signals that the gateway stops.
    pub(super) fn stop(&self) {
        self.main.stop();
        self.metrics.stop();
    }
}

fn rules(app: &App, fitting: usize) -> Rules {
    let mut limits = app.connections;
    if limits.most > fitting {
        // The demo asks for as many as possible.
        if limits != ConnectionsConfig::widest() {
            warn!(
                most = limits.most,
                fitting, "the limit of open files allows fewer connections than configured"
            );
        }
        limits.most = fitting;
    }
    Rules { limits, exempt: app.proxies.trusted().to_vec() }
}
