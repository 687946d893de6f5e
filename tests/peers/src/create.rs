//! Where the time of creating one code with a picture goes: plan and settle of a route that returns
//! a QR symbol, and the symbol's share.

use crate::harness::{Promise, Row, in_turn, time};
use codemint::Module;
use codemint::journey::{Call, Findings, Planned, Standing, SubjectRow};
use codemint::module::Instance;
use codemint::words::{Alphabet, CodeFormat, Policy, Seed, Timestamp, ValidityBounds};
use codemint_core::engine;
use codemint_core::qr::{Level, Look, Symbol};
use std::hint::black_box;

/// The route that is measured.
const ROUTE: &str = "ssms-create";
/// The symbol's text, as long as in the vendor's sample.
const PAYLOAD: &[u8] = b"mpower://activate?tenant=demo&user=demotest&code=12345673";

pub(crate) fn rows() -> Vec<Row> {
    let module = Module::embedded().unwrap();
    let route = engine::routes().position(|route| route.name == ROUTE).unwrap() as u32;
    let call = Call {
        tenant: "demo",
        actor: "DEV3",
        path: &["demotest"],
        query: "responseQrType=mpower",
        ..Call::of(route, br#"{"activationCode":null,"secret":false}"#)
    };
    let symbol = Symbol::encode(PAYLOAD, Level::M).unwrap();
    let times = in_turn(
        15,
        200,
        &mut [
            &mut || guest(&mut module.instance().unwrap(), &call),
            &mut || native(&call),
            &mut || drop(black_box(engine::plan(black_box(&call)))),
            &mut || drop(black_box(Symbol::encode(black_box(PAYLOAD), Level::M))),
            &mut || drop(black_box(symbol.png(&Look::default()))),
            &mut || drop(module.instance().unwrap()),
        ],
    );
    let [served, native, plan, matrix, png, instance] = times.try_into().unwrap_or_default();
    let row = |what: &str, step: f64, whole: f64, peer: &str| Row {
        what: what.to_owned(),
        ours: time(step),
        peer: format!("{peer} {}", time(whole)),
        promise: Promise::None(step / whole * 100.0, " %"),
    };
    let rest = native - 2.0 * plan - matrix - png;
    vec![
        row(
            "create with PNG, as served: fresh pooled instance, deadline on",
            served,
            native,
            "native core",
        ),
        row("  of it: making and dropping the instance", instance, served, "as served"),
        row("  native core: reading, in both calls", 2.0 * plan, native, "native"),
        row("  native core: QR matrix", matrix, native, "native"),
        row("  native core: PNG", png, native, "native"),
        row("  native core: deciding, minting, base64, JSON", rest, native, "native"),
    ]
}

fn findings() -> Findings {
    let format = CodeFormat::new(Alphabet::Decimal, 8).unwrap();
    let mut policy = Policy::new(format, 5, ValidityBounds { min: 60, max: 86_400 }).unwrap();
    policy.issuing_allowed = true;
    policy.usual_validity = 8 * 60 * 60;
    policy.max_live = 100;
    policy.revealable = true;
    let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: false };
    let now = Timestamp::from_seconds(1_800_000_000).unwrap();
    let seed = Seed::from_words([1, 2, 3, 4]).unwrap();
    Findings { rows: vec![row], ..Findings::of(now, seed, Some(policy)) }
}

fn native(call: &Call<'_>) {
    let Ok(Planned::Needs(_)) = engine::plan(black_box(call)) else { return };
    let settled = engine::settle(call, findings()).unwrap();
    assert_eq!(settled.commit.issued.len(), 1);
    black_box(settled.reply.body.reveal());
}

fn guest(instance: &mut Instance, call: &Call<'_>) {
    let Ok(Planned::Needs(needs)) = instance.plan(black_box(call)) else { return };
    let settled = instance.settle(call, &needs, &findings()).unwrap();
    assert_eq!(settled.commit.issued.len(), 1);
    black_box(settled.reply.body.reveal());
}
