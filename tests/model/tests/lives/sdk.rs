//! The SDK as a system: the module in wasmtime, a store, a settable clock, and reproducible
//! randomness.

use crate::routes::Routes;
use crate::tenants::{Everywhere, policy};
use codemint::clock::ClockError;
use codemint::entropy::EntropyError;
use codemint::issuer::{Caller, Request as Call, Roles};
use codemint::keys::RootKey;
use codemint::module::Role;
use codemint::words::{Purpose, Timestamp};
use codemint::{Clock, Entropy, Issuer, Module, Store};
use codemint_model::rules::PURPOSES;
use codemint_model::{Answer, OPERATOR, Request, System, TENANTS};
use futures_executor::block_on;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An issuer with its clock.
pub(crate) struct Sdk {
    issuer: Issuer,
    routes: Routes,
    now: Arc<AtomicU64>,
}

impl Sdk {
    /// An issuer over that store; `draws` is where its randomness continues.
    pub(crate) fn over(module: &Module, store: impl Store + 'static, draws: u64) -> Self {
        let now = Arc::new(AtomicU64::new(0));
        let mut builder = Issuer::builder(module.clone())
            .store(store)
            .directory(Everywhere)
            .clock(Set(Arc::clone(&now)))
            .entropy(Counted(AtomicU64::new(draws << 32)))
            .key(RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap());
        for rules in &TENANTS {
            for purpose in PURPOSES.map(|name| Purpose::named(name).unwrap()) {
                builder = builder.policy(rules.tenant, purpose, policy(rules));
            }
        }
        let routes = module.routes().iter().map(|r| (&r.dialect, &r.method, &r.template));
        Self { issuer: builder.build().unwrap(), routes: Routes::of(routes), now }
    }
}

impl System for Sdk {
    fn set_clock(&mut self, now: u64) {
        self.now.store(now, Ordering::Relaxed);
    }

    fn ask(&mut self, request: &Request) -> Answer {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let (route, values) = self.routes.find(request.method, path);
        let names = TENANTS.map(|rules| rules.tenant.to_owned());
        let operator =
            Caller::Operator { name: OPERATOR, tenants: &names, roles: Roles::of(&Role::ALL) };
        let caller = if request.is_public() { Caller::Public } else { operator };
        let repeat = request.key.as_deref();
        let body = request.body.as_bytes();
        let call = Call { path: &values, query, repeat, ..Call::of(route, caller, body) };
        let reply = match block_on(self.issuer.answer(&call)) {
            Ok(answer) => answer.reply,
            Err(failure) => failure.reply,
        };
        let body = String::from_utf8(reply.body.into_revealed()).unwrap();
        Answer { status: reply.status, body }
    }
}

/// A settable clock.
struct Set(Arc<AtomicU64>);

impl Clock for Set {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Timestamp::from_seconds(self.0.load(Ordering::Relaxed)).ok_or(ClockError)
    }

    fn monotonic(&self) -> std::time::Duration {
        std::time::Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

/// Steele, Lea and Flood's SplitMix64 over a counter: no value twice, and reproducible.
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
