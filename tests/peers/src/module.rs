//! The module in wasmtime, compared with the native core.

use crate::harness::{Promise, Row, in_turn, time};
use codemint::Module;
use codemint::journey::{Call, Findings, Planned, Standing, SubjectRow};
use codemint::module::{Instance, Limits};
use codemint::words::{Alphabet, CodeFormat, Policy, Seed, Timestamp, ValidityBounds};
use codemint_core::engine;
use std::hint::black_box;

pub(crate) fn rows() -> Vec<Row> {
    let unbounded = Limits { deadline: false, ..Limits::default() };
    let unbounded = Module::builder().limits(unbounded).embedded().unwrap();
    let served = Module::embedded().unwrap();
    let (hundred, one) = (request(100), request(1));
    let mut warm_instance = unbounded.instance().unwrap();
    let times = in_turn(
        15,
        40,
        &mut [
            &mut || native(&hundred, 100),
            &mut || guest(&mut warm_instance, &hundred, 100),
            &mut || guest(&mut served.instance().unwrap(), &hundred, 100),
        ],
    );
    let [native_time, warm, fresh] = times.try_into().unwrap_or_default();
    let single = in_turn(
        15,
        400,
        &mut [&mut || native(&one, 1), &mut || {
            guest(&mut served.instance().unwrap(), &one, 1);
        }],
    );
    let [native_single, fresh_single] = single.try_into().unwrap_or_default();
    let row = |what: &str, ours: f64, peer: f64, promise| Row {
        what: what.to_owned(),
        ours: time(ours),
        peer: format!("native core {}", time(peer)),
        promise,
    };
    vec![
        row(
            "plan + settle, 100 users, warm instance, no deadline",
            warm,
            native_time,
            Promise::AtMost(warm / native_time, 1.5, "x"),
        ),
        row(
            "the same as served: fresh pooled instance, deadline on",
            fresh,
            native_time,
            Promise::AtMost(fresh / native_time, 2.0, "x"),
        ),
        row(
            "plan + settle, 1 user, fresh pooled instance, deadline on",
            fresh_single,
            native_single,
            Promise::AtMost(fresh_single * 1e6, 25.0, " µs"),
        ),
    ]
}

/// A request of which a third is delivered by mail, as at help desks.
fn request(users: usize) -> Vec<u8> {
    let user = |n: usize| match n % 3 {
        0 => format!(r#"{{"email":"user.{n}@example.com","code_send_to":"EMAIL"}}"#),
        _ => format!(r#"{{"email":"user.{n}@example.com","code_send_to":"DISPLAY"}}"#),
    };
    format!("[{}]", (0..users).map(user).collect::<Vec<_>>().join(",")).into_bytes()
}

fn findings(users: usize) -> Findings {
    let format = CodeFormat::new(Alphabet::Decimal, 9).unwrap();
    let mut policy = Policy::new(format, 5, ValidityBounds { min: 600, max: 86_400 }).unwrap();
    policy.issuing_allowed = true;
    policy.mail_configured = true;
    policy.link_base = String::from("https://codes.example.com");
    let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: true };
    let now = Timestamp::from_seconds(1_800_000_000).unwrap();
    let seed = Seed::from_words([1, 2, 3, 4]).unwrap();
    Findings { rows: vec![row; users], ..Findings::of(now, seed, Some(policy)) }
}

fn native(body: &[u8], users: usize) {
    let call = Call::of(0, black_box(body));
    let Ok(Planned::Needs(needs)) = engine::plan(&call) else { return };
    black_box(needs.subjects.len());
    let settled = engine::settle(&call, findings(users)).unwrap();
    assert_eq!(settled.commit.issued.len(), users);
    black_box(settled.reply.body.reveal());
}

fn guest(instance: &mut Instance, body: &[u8], users: usize) {
    let call = Call::of(0, black_box(body));
    let Ok(Planned::Needs(needs)) = instance.plan(&call) else { return };
    let settled = instance.settle(&call, &needs, &findings(users)).unwrap();
    assert_eq!(settled.commit.issued.len(), users);
    black_box(settled.reply.body.reveal());
}
