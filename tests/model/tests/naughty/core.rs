//! The core alone, through both of its calls, with findings that decline nothing.

use crate::{generous, route};
use codemint_core::engine;
use codemint_core::journey::{
    Call, Elevating, Findings, Needs, Planned, Rule, Standing, SubjectRow,
};
use codemint_core::offline::DeviceKey;
use codemint_core::words::{Seed, Timestamp};
use codemint_model::naughty::{Naughty, REQUESTS, is_ours, spoiled};
use proptest::prelude::*;
use serde_json::Value;

const NOW: u64 = 1_795_366_800;

/// The status of the core's reply.
///
/// # Errors
/// When the core returns an error: the findings do not fit.
pub(crate) fn status(asked: &Naughty) -> Result<u16, String> {
    let route = route(asked, engine::routes().map(|route| (route.dialect, route.name)));
    let (path, query) = (asked.path(), asked.query());
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let call = Call {
        route,
        tenant: "demo",
        actor: "ann",
        sees_codes: true,
        path: &path,
        query: &query,
        body: asked.body.as_bytes(),
    };
    let needs = match engine::plan(&call).map_err(|error| error.to_string())? {
        Planned::Finished(reply) => return Ok(reply.status),
        Planned::Needs(needs) => needs,
    };
    let settled = engine::settle(&call, findings(&needs, asked));
    settled.map(|settled| settled.reply.status).map_err(|error| error.to_string())
}

fn findings(needs: &Needs, asked: &Naughty) -> Findings {
    let (now, seed) = (Timestamp::from_seconds(NOW), Seed::from_bytes([7; 32]));
    let policy = needs.purpose.map(generous);
    let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: true };
    let elevation = needs.account.as_ref().map(|_| Elevating {
        rules: vec![Rule {
            spans: u16::MAX,
            local_accounts: local_accounts(asked),
            by_device: false,
        }],
        device: None,
        device_key: DeviceKey::from_bytes(::core::array::from_fn(|place| place as u8)),
    });
    Findings {
        rows: vec![row; needs.subjects.len()],
        matches: vec![None; needs.given.len()],
        elevation,
        ..Findings::of(now.unwrap(), seed.unwrap(), policy)
    }
}

/// The local account that is requested: the rules allow any.
fn local_accounts(asked: &Naughty) -> Vec<String> {
    let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
    let places = ["/TemporaryAccountName", "/subjects/0/elevation/local_account"];
    let found = places.iter().filter_map(|place| body.pointer(place)?.as_str().map(str::to_owned));
    found.collect()
}

#[test]
fn the_core_answers_every_text_in_every_place() {
    let mut count = 0;
    for asked in crate::all() {
        let status = status(&asked).unwrap_or_else(|error| panic!("{error}: {asked:?}"));
        assert!(!is_ours(status), "{status}: {asked:?}");
        count += 1;
    }
    assert!(count > 20_000, "{count}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(0x00c0_de0f),
        ..ProptestConfig::default()
    })]

    /// Beyond the list: any text.
    #[test]
    fn the_core_answers_any_text(text in any::<String>()) {
        for asked in spoiled(&text) {
            let status = status(&asked);
            prop_assert!(status.as_ref().is_ok_and(|status| !is_ours(*status)), "{:?}: {:?}", status, asked);
        }
    }

    #[test]
    fn the_core_answers_any_bytes(body in prop::collection::vec(any::<u8>(), 0..64)) {
        for routed in REQUESTS {
            let asked = Naughty::sound(routed).with_body(String::from_utf8_lossy(&body));
            prop_assert!(status(&asked).is_ok_and(|status| !is_ours(status)), "{:?}", asked);
        }
    }
}
