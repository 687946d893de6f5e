//! Whether the time of an answer reveals to a public caller what exists: a tenant, a purpose, a
//! subject, a code. The measure is how often one time of each kind is in the same order: the area
//! under the curve of a rank test (Mann and Whitney), 50 % where times reveal nothing, 100 % where
//! they reveal all.

#![allow(clippy::indexing_slicing, reason = "places in the table of kinds")]

use crate::harness::{Promise, Row, median, time};
use codemint::issuer::{Caller, Issuer, Request, Roles};
use codemint::journey::{Call, Findings, Planned, Standing, SubjectRow};
use codemint::keys::RootKey;
use codemint::module::{Module, Role};
use codemint::store::{ImportError, SqliteStore, SubjectImport};
use codemint::words::{Alphabet, CodeFormat, Policy, Purpose, Seed, Timestamp, ValidityBounds};
use futures_executor::block_on;
use rand::seq::SliceRandom as _;
use std::time::Instant;

/// The number of measurements of each kind.
const ROUNDS: usize = 1_000;

/// The kinds of requests; each is measured once per round, in random order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A subject with a code, and another code.
    WrongCode,
    /// A subject without a code.
    NoCode,
    UnknownSubject,
    /// A purpose without a policy.
    UnknownPurpose,
    UnknownTenant,
    /// The planted fault: an unknown tenant is answered without look-up and without write.
    EarlyReturn,
}

const KINDS: [Kind; 6] = [
    Kind::WrongCode,
    Kind::NoCode,
    Kind::UnknownSubject,
    Kind::UnknownPurpose,
    Kind::UnknownTenant,
    Kind::EarlyReturn,
];

pub(crate) fn rows() -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let host = Host::new(SqliteStore::open(folder.path().join("codes.sqlite")).unwrap());
    let mut times = KINDS.map(|_| Vec::with_capacity(ROUNDS));
    let mut order: Vec<usize> = (0..KINDS.len()).collect();
    let mut random = rand::rng();
    for round in 0..ROUNDS {
        order.shuffle(&mut random);
        for place in &order {
            let begun = Instant::now();
            host.ask(KINDS[*place], round);
            times[*place].push(begun.elapsed().as_secs_f64());
        }
    }
    let row = |what: &str, one: usize, other: usize, least: bool| {
        let figure = separation(&times[one], &times[other]) * 100.0;
        let middle = |place: usize| time(median(&mut times[place].clone()));
        Row {
            what: format!("time shows {what}"),
            ours: middle(one),
            peer: format!("otherwise {}", middle(other)),
            promise: if least {
                Promise::AtLeast(figure, 80.0, " %")
            } else {
                Promise::AtMost(figure, 60.0, " %")
            },
        }
    };
    vec![
        row("that a subject has a code", 0, 1, false),
        row("that a subject is known", 1, 2, false),
        row("that a purpose has a policy", 2, 3, false),
        row("that a tenant exists", 2, 4, false),
        row("that a tenant exists, subject with a code", 0, 4, false),
        row("that a tenant exists, with an early return as a control", 2, 5, true),
    ]
}

/// How often the times of two kinds are in their more frequent order: 0.5 to 1.
fn separation(one: &[f64], other: &[f64]) -> f64 {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| a.total_cmp(b)));
    let below: f64 = pairs.map(|order| f64::from(order as i8)).sum();
    let share = 0.5 + below.abs() / (2.0 * one.len() as f64 * other.len() as f64);
    share.min(1.0)
}

struct Host {
    module: Module,
    issuer: Issuer,
    /// The route of presenting a code.
    redeem: u32,
}

impl Host {
    /// A host with the tenant `acme` and twice as many subjects as rounds; half of them have a
    /// code.
    fn new(store: SqliteStore) -> Self {
        let subjects = (0..2 * ROUNDS).map(|n| SubjectImport {
            purposes: vec![Purpose::Enrolment],
            ..SubjectImport::of(&subject(n))
        });
        store.import_subjects("acme", subjects.map(Ok::<_, ImportError>)).unwrap();
        let format = CodeFormat::new(Alphabet::Decimal, 9).unwrap();
        let bounds = ValidityBounds { min: 600, max: 86_400 };
        let mut policy = Policy::new(format, 5, bounds).unwrap();
        policy.issuing_allowed = true;
        let module = Module::embedded().unwrap();
        let issuer = Issuer::builder(module.clone())
            .store(store.clone())
            .directory(store)
            .key(RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap())
            .policy("acme", Purpose::Enrolment, policy)
            .build()
            .unwrap();
        let route = |name: &str| {
            let mut routes = (0..).zip(module.routes());
            routes.find(|(_, it)| it.dialect == "native" && it.name == name).unwrap().0
        };
        let (issue, redeem) = (route("issue"), route("redeem"));
        let host = Self { module, issuer, redeem };
        host.issue(issue);
        host
    }

    fn issue(&self, route: u32) {
        let tenants = ["acme".to_owned()];
        let roles = Roles::of(&[Role::Issue]);
        let caller = Caller::Operator { name: "bench", tenants: &tenants, roles };
        for first in (0..ROUNDS).step_by(500) {
            let ids: Vec<String> =
                (first..first + 500).map(|n| format!(r#"{{"id":"{}"}}"#, subject(n))).collect();
            let body = format!(r#"{{"tenant":"acme","subjects":[{}]}}"#, ids.join(","));
            let answer = block_on(self.issuer.answer(&Request::of(route, caller, body.as_bytes())));
            assert!(answer.is_ok_and(|answer| answer.issued == 500));
        }
    }

    fn ask(&self, kind: Kind, round: usize) {
        let (tenant, number, purpose) = match kind {
            Kind::WrongCode => ("acme", round, "enrolment"),
            Kind::NoCode => ("acme", ROUNDS + round, "enrolment"),
            Kind::UnknownSubject => ("acme", 2 * ROUNDS + round, "enrolment"),
            Kind::UnknownPurpose => ("acme", round, "activation"),
            Kind::UnknownTenant | Kind::EarlyReturn => ("beta", round, "enrolment"),
        };
        let subject = subject(number);
        let body = format!(
            r#"{{"tenant":"{tenant}","subject":"{subject}","purpose":"{purpose}","code":"123456789"}}"#
        );
        let status = if kind == Kind::EarlyReturn {
            self.early(body.as_bytes())
        } else {
            let request = Request::of(self.redeem, Caller::Public, body.as_bytes());
            block_on(self.issuer.answer(&request)).map_or(0, |answer| answer.reply.status)
        };
        assert_eq!(status, 403);
    }

    /// The former answer to unknown tenants: two calls of the module, and nothing else.
    fn early(&self, body: &[u8]) -> u16 {
        let call = Call::of(self.redeem, body);
        let mut instance = self.module.instance().unwrap();
        let Ok(Planned::Needs(needs)) = instance.plan(&call) else { return 0 };
        let row =
            SubjectRow { standing: Standing::Unknown, purpose_allowed: false, has_mail: false };
        let now = Timestamp::from_seconds(1_795_366_800).unwrap();
        let seed = Seed::from_bytes([7; 32]).unwrap();
        let findings =
            Findings { rows: vec![row], ..Findings::of(now, seed, Some(Policy::nothing())) };
        instance.settle(&call, &needs, &findings).map_or(0, |settled| settled.reply.status)
    }
}

/// The subject with that number; all have the same length.
fn subject(number: usize) -> String {
    format!("subject-{number:06}@example.com")
}
