//! Admission: called once, when the tenant is known, and before anything is done.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails so")]

use async_trait::async_trait;
use codemint::directory::{DirectoryEntry, DirectoryError};
use codemint::issuer::{Admission, Asking, Caller, IssueError, Limited, Request, Roles};
use codemint::journey::{Needs, Problem, Standing, SubjectRow};
use codemint::keys::RootKey;
use codemint::module::Role;
use codemint::store::{AuditFilter, MemoryStore, Store};
use codemint::words::{Alphabet, CodeFormat, Policy, Purpose, Timestamp, ValidityBounds};
use codemint::{Directory, Issuer, Module};
use futures_executor::block_on;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Admits a number of requests, and records each: route, tenant, codes.
#[derive(Default)]
struct Recorder {
    max: usize,
    asked: Mutex<Vec<(String, String, u32)>>,
}

impl Admission for Recorder {
    fn admit(&self, asking: &Asking<'_>) -> Result<(), Limited> {
        let mut asked = self.asked.lock().unwrap();
        asked.push((asking.route.name.clone(), asking.tenant.to_owned(), asking.codes));
        let wait = Duration::from_millis(1_500);
        if asked.len() <= self.max { Ok(()) } else { Err(Limited { wait }) }
    }
}

/// Knows every subject, and counts the look-ups.
#[derive(Clone, Default)]
struct Known(Arc<AtomicUsize>);

#[async_trait]
impl Directory for Known {
    async fn look_up(
        &self,
        _: &str,
        _: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        self.0.fetch_add(1, SeqCst);
        let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: false };
        Ok(vec![DirectoryEntry { row, mail: None, locale: None }; subjects.len()])
    }
}

/// An issuer for the tenant `acme`.
struct Host {
    issuer: Issuer,
    store: MemoryStore,
    directory: Known,
    admission: Arc<Recorder>,
}

impl Host {
    fn admitting(max: usize) -> Self {
        let admission = Arc::new(Recorder { max, ..Recorder::default() });
        let (store, directory) = (MemoryStore::new(), Known::default());
        let format = CodeFormat::new(Alphabet::Decimal, 9).unwrap();
        let mut policy = Policy::new(format, 5, ValidityBounds { min: 600, max: 86_400 }).unwrap();
        policy.issuing_allowed = true;
        let issuer = Issuer::builder(Module::embedded().unwrap())
            .store(store.clone())
            .directory(directory.clone())
            .key(RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap())
            .policy("acme", Purpose::Enrolment, policy)
            .admission(Arc::clone(&admission))
            .clock(Timestamp::from_seconds(1_800_000_000).unwrap())
            .build()
            .unwrap();
        Self { issuer, store, directory, admission }
    }

    fn route(&self, dialect: &str, name: &str) -> u32 {
        let mut routes = (0..).zip(self.issuer.module().routes());
        routes.find(|(_, route)| route.dialect == dialect && route.name == name).unwrap().0
    }

    /// The status of the answer to a request to the native API, or why nothing was done.
    fn ask(&self, name: &str, body: &str, repeat: Option<&str>) -> Result<u16, IssueError> {
        let acme = ["acme".to_owned()];
        let roles = Roles::of(&[Role::Issue]);
        let operator = Caller::Operator { name: "ann", tenants: &acme, roles };
        let caller = if name == "issue" { operator } else { Caller::Public };
        let route = self.route("native", name);
        let request = Request { repeat, ..Request::of(route, caller, body.as_bytes()) };
        let answer = block_on(self.issuer.answer(&request));
        answer.map(|answer| answer.reply.status).map_err(|failure| {
            let limited = matches!(failure.error, IssueError::Limited(_));
            assert_eq!(failure.problem == Problem::TooManyRequests, limited);
            assert_eq!(failure.reply.status == 429, limited);
            failure.error
        })
    }

    fn asked(&self) -> Vec<(String, String, u32)> {
        std::mem::take(&mut *self.admission.asked.lock().unwrap())
    }

    /// The number of audit entries, and that of look-ups.
    fn done(&self) -> (usize, usize) {
        let filter = AuditFilter::first(1_000);
        let trail = block_on(self.store.audit_trail("acme", &filter)).unwrap();
        (trail.len(), self.directory.0.load(SeqCst))
    }
}

fn issue(tenant: &str, count: usize) -> String {
    let subjects: Vec<String> = (0..count).map(|n| format!("{{\"id\":\"user-{n}\"}}")).collect();
    format!("{{\"tenant\":\"{tenant}\",\"subjects\":[{}]}}", subjects.join(","))
}

fn redeem(tenant: &str) -> String {
    format!("{{\"tenant\":\"{tenant}\",\"subject\":\"user-0\",\"code\":\"123456789\"}}")
}

fn call(name: &str, tenant: &str, codes: u32) -> Vec<(String, String, u32)> {
    vec![(name.to_owned(), tenant.to_owned(), codes)]
}

#[test]
fn floods_of_failures_of_public_callers_are_counted() {
    let host = Host::admitting(usize::MAX);
    for _ in 0..50 {
        assert_eq!(host.ask("redeem", &redeem("acme"), None).ok(), Some(403));
    }
    assert_eq!(host.done().0, 30, "entries of one kind in a minute");
    host.ask("issue", &issue("acme", 40), None).unwrap();
    assert_eq!(host.done().0, 70, "requests of operators have entries of their own");
}

#[test]
fn it_is_called_once_with_the_tenant_and_the_number_of_codes() {
    let host = Host::admitting(usize::MAX);
    let most = Needs::MAX_SUBJECTS;
    for (name, body, wanted) in [
        ("issue", issue("acme", 1), call("issue", "acme", 1)),
        ("issue", issue("acme", 17), call("issue", "acme", 17)),
        ("issue", issue("acme", most), call("issue", "acme", 1_000)),
        ("redeem", redeem("acme"), call("redeem", "acme", 1)),
        ("check", redeem("acme"), call("check", "acme", 1)),
        // An unknown tenant is limited too where the caller must not learn that it is unknown.
        ("redeem", redeem("unknown"), call("redeem", "unknown", 1)),
        // An invalid request is rejected before.
        ("issue", issue("acme", most + 1), Vec::new()),
        ("redeem", "{}".to_owned(), Vec::new()),
    ] {
        assert!(host.ask(name, &body, None).is_ok());
        assert_eq!(host.asked(), wanted, "{name}");
    }
    // So is a request for a tenant that the caller may not act for.
    assert!(matches!(host.ask("issue", &issue("two", 1), None), Err(IssueError::ForeignTenant)));
    assert_eq!(host.asked(), []);
}

#[test]
fn a_limited_request_leaves_no_trace() {
    let host = Host::admitting(0);
    for (name, body) in
        [("issue", issue("acme", 3)), ("redeem", redeem("acme")), ("check", redeem("unknown"))]
    {
        let error = host.ask(name, &body, Some("a-name")).unwrap_err();
        let IssueError::Limited(Limited { wait }) = error else { panic!("{name}: {error}") };
        assert_eq!(wait, Duration::from_millis(1_500));
        assert_eq!(host.asked().len(), 1);
        assert_eq!(host.done(), (0, 0), "{name}");
    }
    assert_eq!(block_on(host.store.latest()).unwrap(), None, "something was written");
    // The control: an admitted request leaves entries and look-ups.
    let host = Host::admitting(1);
    assert_eq!(host.ask("issue", &issue("acme", 3), Some("a-name")).unwrap(), 200);
    assert_eq!(host.done(), (3, 1));
}

#[test]
fn a_repeated_request_is_not_counted() {
    let host = Host::admitting(1);
    let body = issue("acme", 1);
    for _ in 0..3 {
        assert_eq!(host.ask("issue", &body, Some("order-7")).unwrap(), 200);
    }
    assert_eq!(host.admission.asked.lock().unwrap().len(), 1);
    // Another request is.
    assert!(matches!(host.ask("issue", &body, Some("order-8")), Err(IssueError::Limited(_))));
}
