//! Public requests with tenants, purposes and subjects that do not exist: the gateway does the same
//! work as for those that exist, and the answer is identical. `make bench` compares the times.

use async_trait::async_trait;
use codemint::directory::{DirectoryEntry, DirectoryError};
use codemint::issuer::{Caller, Request};
use codemint::journey::{Standing, SubjectRow};
use codemint::keys::RootKey;
use codemint::store::{Applied, MemoryStore, StoreError, Write};
use codemint::words::{Alphabet, CheckScheme, CodeFormat, Policy, Purpose, ValidityBounds};
use codemint::{Directory, Issuer, Module, Store};
use codemint_gateway_tests::store_wrapper::{StoreWrapper, Wrapped};
use futures_executor::block_on;
use std::sync::{Arc, Mutex};

/// The accesses to store and directory for a request, in order.
type Work = Arc<Mutex<Vec<String>>>;

/// Records each access, and the size of each write.
struct Recording {
    store: MemoryStore,
    work: Work,
    /// The planted fault: no write for tenants that do not exist.
    skips: bool,
}

#[async_trait]
impl StoreWrapper for Recording {
    fn inner(&self) -> &dyn Store {
        &self.store
    }

    fn on_access(&self, what: &'static str) {
        self.work.lock().unwrap().push(what.to_owned());
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        if self.skips && write.tenant.is_empty() {
            let _ = self.work.lock().unwrap().pop();
            return Ok(Applied::Done);
        }
        let Write { records, superseded, changed, mails, audit, answer, .. } = &write;
        let parts = [records.len(), superseded.len(), changed.len(), mails.len(), audit.len()];
        self.work.lock().unwrap().push(format!("{parts:?} {}", answer.is_some()));
        self.inner().apply(write).await
    }
}

/// A directory with `ann` of `acme` only. Records each look-up.
struct Ann(Work);

#[async_trait]
impl Directory for Ann {
    async fn look_up(
        &self,
        tenant: &str,
        _: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        self.0.lock().unwrap().push(format!("look-up of {}", subjects.len()));
        let entry = |subject: &String| {
            let known = tenant == "acme" && subject == "ann";
            let standing = if known { Standing::Active } else { Standing::Unknown };
            let row = SubjectRow { standing, purpose_allowed: known, has_mail: false };
            DirectoryEntry { row, mail: None, locale: None }
        };
        Ok(subjects.iter().map(entry).collect())
    }
}

/// The issuer of `acme`, whose codes have check symbols.
fn issuer(module: &Module, skips: bool) -> (Issuer, Work) {
    let work = Work::default();
    let format = CodeFormat::new(Alphabet::Decimal, 8).unwrap();
    let format = format.with_check(CheckScheme::Damm).unwrap();
    let mut policy = Policy::new(format, 5, ValidityBounds { min: 600, max: 86_400 }).unwrap();
    policy.issuing_allowed = true;
    let store = Recording { store: MemoryStore::new(), work: Arc::clone(&work), skips };
    let issuer = Issuer::builder(module.clone())
        .store(Wrapped(store))
        .directory(Ann(Arc::clone(&work)))
        .key(RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap())
        .policy("acme", Purpose::Enrolment, policy)
        .build()
        .unwrap();
    (issuer, work)
}

/// Sends a public request; the status, the body, and the work that was done.
fn ask(issuer: &Issuer, work: &Work, name: &str, body: &str) -> (u16, String, Vec<String>) {
    let mut routes = (0..).zip(issuer.module().routes());
    let route = routes.find(|(_, route)| route.dialect == "native" && route.name == name);
    let request = Request::of(route.unwrap().0, Caller::Public, body.as_bytes());
    let Ok(answer) = block_on(issuer.answer(&request)) else { panic!("{name} {body}") };
    let text = String::from_utf8(answer.reply.body.into_revealed()).unwrap();
    (answer.reply.status, text, std::mem::take(&mut *work.lock().unwrap()))
}

/// Tenant, subject, purpose and code. `ann` has no code.
const CASES: [(&str, &str, &str, &str); 7] = [
    ("acme", "ann", "enrolment", "123456789"),
    ("acme", "ann", "enrolment", "1234"),
    ("acme", "bob", "enrolment", "123456789"),
    ("acme", "ann", "activation", "123456789"),
    ("beta", "ann", "enrolment", "123456789"),
    ("beta", "ann", "enrolment", "1234"),
    ("beta", "bob", "password-reset", "123456789"),
];

/// The cases that differ from the first.
fn differing(module: &Module, skips: bool) -> Vec<(&'static str, &'static str)> {
    let (issuer, work) = issuer(module, skips);
    let mut found = Vec::new();
    for route in ["check", "redeem"] {
        let asked = CASES.map(|(tenant, subject, purpose, code)| {
            let body = format!(
                r#"{{"tenant":"{tenant}","subject":"{subject}","purpose":"{purpose}","code":"{code}"}}"#
            );
            ask(&issuer, &work, route, &body)
        });
        assert_eq!(asked[0].0, 403, "{:?}", asked[0]);
        assert!(asked[0].2.len() > 4, "{:?}", asked[0]);
        let others = CASES.iter().zip(&asked).filter(|(_, other)| **other != asked[0]);
        found.extend(others.map(|((tenant, ..), _)| (route, *tenant)));
    }
    found
}

#[test]
fn the_same_work_is_done_and_answered_for_what_does_not_exist() {
    let module = Module::embedded().unwrap();
    assert_eq!(differing(&module, false), []);
    // The control: without the write for tenants that do not exist, requests for them differ.
    let beta = |route| [(route, "beta"); 3];
    assert_eq!(differing(&module, true), [beta("check"), beta("redeem")].concat());
}
