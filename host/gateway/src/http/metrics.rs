//! Metrics in Prometheus' text format. Labels hold routes, statuses and limits, never people.

use crate::clock::{Jumps, store_ahead};
use crate::limits::By;
use crate::outbox::MailCounters;
use codemint::clock::SteadyClock;
use codemint::module::Module;
use codemint::store::{MailQueue as _, SqliteStore};
use metrics::{
    Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Recorder, SharedString, Unit,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::task::spawn_blocking;

const REQUESTS: &str = "codemint_requests_total";
const SECONDS: &str = "codemint_request_seconds";
const ISSUED: &str = "codemint_codes_issued_total";
const LIMITED: &str = "codemint_limited_total";
const SENT: &str = "codemint_mail_sent_total";
const FAILED: &str = "codemint_mail_failed_attempts_total";
const WAITING: &str = "codemint_mail_waiting";
const DEAD: &str = "codemint_mail_dead";
const JUMPS: &str = "codemint_clock_jumps_total";
const CLOCK_AHEAD: &str = "codemint_clock_ahead_seconds";
const STORE_AHEAD: &str = "codemint_store_time_ahead_seconds";
const METADATA: Metadata<'static> = Metadata::new("codemint", Level::INFO, None);

/// The metrics of a gateway. They outlive a reload.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    routes: Vec<RouteMetrics>,
    limited: HashMap<By, Counter>,
    mail: MailMetrics,
    time: TimeMetrics,
}

struct TimeMetrics {
    ahead: Counter,
    back: Counter,
    clock_ahead: Gauge,
    store_ahead: Gauge,
}

struct MailMetrics {
    sent: Counter,
    failed: Counter,
    waiting: Gauge,
    dead: Gauge,
}

struct RouteMetrics {
    labels: Vec<Label>,
    by_status: RwLock<HashMap<u16, Counter>>,
    seconds: Histogram,
    issued: Counter,
}

impl Metrics {
    /// Metrics for the routes of a module.
    pub(crate) fn new(module: &Module) -> Self {
        let buckets = [0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5];
        let builder = PrometheusBuilder::new();
        let recorder = match builder.set_buckets(&buckets) {
            Ok(builder) => builder.build_recorder(),
            // Only an empty list of buckets is refused.
            Err(_) => PrometheusBuilder::new().build_recorder(),
        };
        let describe = |name: &'static str, text: &'static str| {
            let (name, text) = (KeyName::from_const_str(name), SharedString::const_str(text));
            recorder.describe_counter(name, None, text);
        };
        describe(REQUESTS, "Requests by route and status");
        describe(ISSUED, "Codes issued by route");
        describe(LIMITED, "Requests refused by a rate limit, by what was counted");
        let limited = By::ALL.map(|by| {
            let key = Key::from_parts(LIMITED, vec![Label::new("by", by.name())]);
            (by, recorder.register_counter(&key, &METADATA))
        });
        let limited = limited.into_iter().collect();
        let mail = MailMetrics::of(&recorder);
        let time = TimeMetrics::of(&recorder);
        let (name, text) =
            (KeyName::from_const_str(SECONDS), SharedString::const_str("Time to answer"));
        recorder.describe_histogram(name, Some(Unit::Seconds), text);
        let routes = module.routes().iter().map(|route| {
            let labels = vec![
                Label::new("dialect", route.dialect.clone()),
                Label::new("route", route.name.clone()),
            ];
            let key = |name: &'static str| Key::from_parts(name, labels.clone());
            RouteMetrics {
                seconds: recorder.register_histogram(&key(SECONDS), &METADATA),
                issued: recorder.register_counter(&key(ISSUED), &METADATA),
                by_status: RwLock::default(),
                labels,
            }
        });
        let routes = routes.collect();
        Self { handle: recorder.handle(), recorder, routes, limited, mail, time }
    }

    /// Counts one answer.
    pub(super) fn count(&self, route: u32, status: u16, issued: usize, taken: Duration) {
        let Some(route) = self.routes.get(route as usize) else { return };
        route.seconds.record(taken.as_secs_f64());
        route.issued.increment(issued as u64);
        let known = route.by_status.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(counter) = known.get(&status) {
            return counter.increment(1);
        }
        drop(known);
        let mut labels = route.labels.clone();
        labels.push(Label::new("status", status.to_string()));
        let key = Key::from_parts(REQUESTS, labels);
        let counter = self.recorder.register_counter(&key, &METADATA);
        counter.increment(1);
        route.by_status.write().unwrap_or_else(PoisonError::into_inner).insert(status, counter);
    }

    /// Counts one request that a rate limit refused.
    pub(super) fn limited(&self, by: By) {
        if let Some(counter) = self.limited.get(&by) {
            counter.increment(1);
        }
    }

    /// Moves recent observations into the histograms; to be called periodically.
    pub(super) fn tidy(&self) {
        self.handle.run_upkeep();
    }

    /// The text of all metrics, with the current state of mail and time.
    pub(super) async fn render(
        &self,
        store: &SqliteStore,
        mails: &MailCounters,
        jumps: &Jumps,
        clock: &Arc<SteadyClock>,
    ) -> String {
        self.mail.update(store, mails).await;
        self.time.update(store, jumps, clock).await;
        self.handle.render()
    }
}

impl MailMetrics {
    fn of(recorder: &PrometheusRecorder) -> Self {
        let name = |name: &'static str, text: &'static str| {
            (KeyName::from_const_str(name), SharedString::const_str(text))
        };
        let counter = |key: &'static str, text| {
            let (name, text) = name(key, text);
            recorder.describe_counter(name, None, text);
            recorder.register_counter(&Key::from_static_name(key), &METADATA)
        };
        let gauge = |key: &'static str, text| {
            let (name, text) = name(key, text);
            recorder.describe_gauge(name, None, text);
            recorder.register_gauge(&Key::from_static_name(key), &METADATA)
        };
        Self {
            sent: counter(SENT, "Mails that a server accepted"),
            failed: counter(FAILED, "Failed attempts to send a mail"),
            waiting: gauge(WAITING, "Mails that wait to be sent"),
            dead: gauge(DEAD, "Mails that were not sent and will not be"),
        }
    }

    /// Sets the current values; NaN for those that cannot be read.
    async fn update(&self, store: &SqliteStore, mails: &MailCounters) {
        let (sent, failed) = mails.sent_and_failed();
        self.sent.absolute(sent);
        self.failed.absolute(failed);
        let (waiting, dead) = match store.mail_counts().await {
            Ok(counts) => (counts.waiting as f64, counts.dead as f64),
            Err(error) => {
                tracing::warn!(cause = %error, "mails cannot be counted");
                (f64::NAN, f64::NAN)
            }
        };
        self.waiting.set(waiting);
        self.dead.set(dead);
    }
}

impl TimeMetrics {
    fn of(recorder: &PrometheusRecorder) -> Self {
        let text =
            SharedString::const_str("Jumps of the clock by more than a minute, by direction");
        recorder.describe_counter(KeyName::from_const_str(JUMPS), None, text);
        let counter = |direction: &'static str| {
            let key = Key::from_parts(JUMPS, vec![Label::new("direction", direction)]);
            recorder.register_counter(&key, &METADATA)
        };
        let gauge = |key: &'static str, text| {
            let text = SharedString::const_str(text);
            recorder.describe_gauge(KeyName::from_const_str(key), Some(Unit::Seconds), text);
            recorder.register_gauge(&Key::from_static_name(key), &METADATA)
        };
        Self {
            ahead: counter("ahead"),
            back: counter("back"),
            clock_ahead: gauge(CLOCK_AHEAD, "How far the clock is ahead and not trusted"),
            store_ahead: gauge(
                STORE_AHEAD,
                "How far the store's latest time is ahead of the clock",
            ),
        }
    }

    /// Sets the current values; NaN for those that cannot be read.
    async fn update(&self, store: &SqliteStore, jumps: &Jumps, clock: &Arc<SteadyClock>) {
        let (ahead, back) = jumps.ahead_and_back();
        self.ahead.absolute(ahead);
        self.back.absolute(back);
        let seconds = clock.ahead().map_or(f64::NAN, |ahead| ahead.unwrap_or(0) as f64);
        self.clock_ahead.set(seconds);
        let (store, clock) = (store.clone(), Arc::clone(clock));
        let ahead = spawn_blocking(move || store_ahead(&store, &clock).ok()).await.ok().flatten();
        self.store_ahead.set(ahead.map_or(f64::NAN, |seconds| seconds as f64));
    }
}
