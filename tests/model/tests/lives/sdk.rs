//! The SDK as a system: the module in wasmtime, a store, a clock that is set, randomness that can
//! be drawn again.

use async_trait::async_trait;
use codemint::clock::ClockError;
use codemint::directory::{DirectoryEntry, DirectoryError};
use codemint::entropy::EntropyError;
use codemint::issuer::Request as Call;
use codemint::journey::{Standing, SubjectRow};
use codemint::keys::RootKey;
use codemint::words::{Alphabet, CheckScheme, CodeFormat, Policy, Purpose, Timestamp, ValidityBounds};
use codemint::{Clock, Directory, Entropy, Issuer, Module, Store};
use codemint_model::rules::{MAX, MIN, Rules, Standing as Known, USUAL};
use codemint_model::{Answer, OPERATOR, Request, System, TENANTS};
use futures_executor::block_on;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An issuer with its clock.
pub(crate) struct Sdk {
    issuer: Issuer,
    now: Arc<AtomicU64>,
}

impl Sdk {
    /// Over that store; `draws` is where its randomness goes on.
    pub(crate) fn over(module: &Module, store: impl Store + 'static, draws: u64) -> Self {
        let now = Arc::new(AtomicU64::new(0));
        let mut builder = Issuer::builder(module.clone())
            .store(store)
            .directory(Everywhere)
            .clock(Set(Arc::clone(&now)))
            .entropy(Counted(AtomicU64::new(draws << 32)))
            .key(RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap());
        for rules in &TENANTS {
            builder = builder.policy(rules.tenant, Purpose::Enrolment, policy(rules));
        }
        Self { issuer: builder.build().unwrap(), now }
    }

    /// The number of the route, and the value of the template's only name.
    fn route<'a>(&self, method: &str, path: &'a str) -> (u32, Vec<&'a str>) {
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let wanted: Vec<&str> = template.split('/').collect();
            let mut parts = wanted.iter().zip(&asked);
            wanted.len() == asked.len() && parts.all(|(part, asked)| part == asked || *part == "{id}")
        };
        let mut routes = (0..).zip(self.issuer.module().routes());
        let found = routes.find(|(_, route)| {
            route.dialect == "native" && route.method == method && fits(&route.template)
        });
        let (number, route) = found.unwrap_or_else(|| panic!("no route {method} {path}"));
        let values = route.template.split('/').zip(asked).filter(|(part, _)| *part == "{id}");
        (number, values.map(|(_, value)| value).collect())
    }
}

impl System for Sdk {
    fn set_clock(&mut self, now: u64) {
        self.now.store(now, Ordering::Relaxed);
    }

    fn ask(&mut self, request: &Request) -> Answer {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let (route, values) = self.route(request.method, path);
        let names = TENANTS.map(|rules| rules.tenant.to_owned());
        let is_public = request.is_public();
        let call = Call {
            tenants: (!is_public).then_some(&names[..]),
            path: &values,
            query,
            repeat: request.key.as_deref(),
            ..Call::of(route, "", if is_public { "public" } else { OPERATOR }, request.body.as_bytes())
        };
        let reply = match block_on(self.issuer.answer(&call)) {
            Ok(answer) => answer.reply,
            Err(failure) => failure.reply,
        };
        let body = String::from_utf8(reply.body.into_revealed()).unwrap();
        Answer { status: reply.status, body }
    }
}

/// A policy by a tenant's rules.
fn policy(rules: &Rules) -> Policy {
    let check = if rules.check { CheckScheme::Damm } else { CheckScheme::None };
    let format = CodeFormat::new(Alphabet::Decimal, rules.length).unwrap();
    let format = format.with_check(check).unwrap();
    let bounds = ValidityBounds { min: MIN as u32, max: MAX as u32 };
    let mut policy = Policy::new(format, rules.max_tries, bounds).unwrap();
    policy.issuing_allowed = true;
    policy.usual_validity = USUAL as u32;
    policy.max_live = rules.max_live;
    policy.max_uses = rules.max_uses;
    policy
}

/// The clock that is set.
struct Set(Arc<AtomicU64>);

impl Clock for Set {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Timestamp::from_seconds(self.0.load(Ordering::Relaxed)).ok_or(ClockError)
    }
}

/// Steele, Lea and Flood's SplitMix64 over a counter: never twice the same, and again the same.
struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        for piece in bytes.chunks_mut(8) {
            let count = self.0.fetch_add(1, Ordering::Relaxed);
            let mut word = count.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            piece.copy_from_slice(&(word ^ (word >> 31)).to_le_bytes()[..piece.len()]);
        }
        Ok(())
    }
}

/// The directory: whoever's name ends in a known one.
struct Everywhere;

#[async_trait]
impl Directory for Everywhere {
    async fn look_up(
        &self,
        _: &str,
        _: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let entry = |subject: &String| {
            let (standing, purpose_allowed) = match Known::of(subject) {
                Known::Active => (Standing::Active, true),
                Known::Disabled => (Standing::Disabled, true),
                Known::Unknown => (Standing::Unknown, false),
            };
            let row = SubjectRow { standing, purpose_allowed, has_mail: false };
            DirectoryEntry { row, mail: None, locale: None }
        };
        Ok(subjects.iter().map(entry).collect())
    }
}
