//! Offline codes: the SDK and the core produce what an independent program computed
//! (`tests/offline/recompute.py`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails so"
)]

use codemint::Module;
use codemint::offline::{
    Account, Computer, OfflineKey, OfflineModule, Refusal, Terms, Tolerance, Try, Window,
    device_key_from_hex, device_key_to_hex, digest, mint, verify,
};
use codemint::words::Timestamp;
use codemint_contract::report;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    derive: Vec<Derive>,
    mint: Vec<Mint>,
    verify: Vec<Verify>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Derive {
    title: String,
    tenant_key: String,
    tenant: String,
    computer: String,
    domain: String,
    device_id: String,
    device_key: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mint {
    title: String,
    device_key: String,
    account: String,
    issued: u64,
    validity_index: u8,
    single_use: bool,
    code: String,
    digest: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Verify {
    title: String,
    device_key: String,
    account: String,
    typed: String,
    now: u64,
    window_hours: u8,
    tolerance_seconds: u16,
    answer: Answer,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Answer {
    Valid {
        issued: u64,
        validity_index: u8,
        single_use: bool,
    },
    Refused {
        refused: String,
        #[serde(default)]
        not_before: Option<u64>,
        #[serde(default)]
        not_after: Option<u64>,
    },
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../offline/vectors.json")).unwrap()
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

fn derived(vector: &Derive) -> String {
    let key = OfflineKey::from_hex(&vector.tenant_key).unwrap();
    let device_id = (!vector.device_id.is_empty()).then_some(vector.device_id.as_str());
    let computer = Computer::new(&vector.computer, &vector.domain, device_id).unwrap();
    device_key_to_hex(&key.device_key(&vector.tenant, &computer).unwrap()).to_string()
}

/// The code and its digest.
fn minted(vector: &Mint) -> (String, String) {
    let key = device_key_from_hex(&vector.device_key).unwrap();
    let account = Account::parse(&vector.account).unwrap();
    let terms = Terms::new(at(vector.issued), vector.validity_index, vector.single_use).unwrap();
    let digest = digest(&key, &account, terms);
    let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let code = mint(&key, &account, terms);
    // The module, in its sandbox, returns the same.
    let in_module = module().mint_offline(&key, &account, terms).unwrap();
    assert_eq!(in_module.reveal(), code.reveal(), "{}", vector.title);
    (code.reveal().to_owned(), digest)
}

fn module() -> &'static Module {
    static MODULE: LazyLock<Module> = LazyLock::new(|| Module::embedded().unwrap());
    &MODULE
}

fn verified(vector: &Verify) -> Answer {
    let key = device_key_from_hex(&vector.device_key).unwrap();
    let account = Account::parse(&vector.account).unwrap();
    let window = Window::from_hours(vector.window_hours).unwrap();
    let tolerance = Tolerance::from_seconds(vector.tolerance_seconds).unwrap();
    let (typed, now) = (vector.typed.as_str(), at(vector.now));
    let answer = verify(&key, &account, typed, now, window, tolerance);
    let attempt = Try { account: &account, typed, now, window, tolerance };
    let in_module = OfflineModule::verify(module(), &key, &attempt).unwrap();
    assert_eq!(in_module, answer, "{}", vector.title);
    let refused = |name: &str, not_before: Option<Timestamp>, not_after: Option<Timestamp>| {
        let [not_before, not_after] = [not_before, not_after].map(|time| time.map(|t| t.seconds()));
        Answer::Refused { refused: name.into(), not_before, not_after }
    };
    match answer {
        Ok(valid) => Answer::Valid {
            issued: valid.terms.issued().seconds(),
            validity_index: valid.terms.validity_index(),
            single_use: valid.terms.single_use(),
        },
        Err(Refusal::Malformed(_)) => refused("malformed", None, None),
        Err(Refusal::ClockNotSet { .. }) => refused("clock not set", None, None),
        Err(Refusal::Wrong) => refused("wrong", None, None),
        Err(Refusal::NotYetValid { not_before, .. }) => {
            refused("not yet valid", Some(not_before), None)
        }
        Err(Refusal::Expired { not_after, .. }) => refused("expired", None, Some(not_after)),
    }
}

/// The titles of the vectors that differ.
fn differences(vectors: &Vectors) -> Vec<String> {
    let derive = vectors.derive.iter().filter(|v| derived(v) != v.device_key).map(|v| &v.title);
    let differs = |v: &&Mint| minted(v) != (v.code.clone(), v.digest.clone());
    let mint = vectors.mint.iter().filter(differs).map(|v| &v.title);
    let verify = vectors.verify.iter().filter(|v| verified(v) != v.answer).map(|v| &v.title);
    derive.chain(mint).chain(verify).cloned().collect()
}

#[test]
fn every_vector_holds() {
    let vectors = vectors();
    assert!(vectors.derive.len() >= 16 && vectors.mint.len() >= 20 && vectors.verify.len() >= 30);
    let Vectors { derive, mint, verify } = vectors;
    let none = || Vectors { derive: vec![], mint: vec![], verify: vec![] };
    // The module derives no keys; the SDK, the host of wasmtime, does.
    let count = derive.len();
    let different = differences(&Vectors { derive, ..none() }).len();
    report("wasmtime", "offline/derive", count, different).unwrap();
    assert_eq!(different, 0);
    let suites = [
        ("offline/mint", mint.len(), Vectors { mint, ..none() }),
        ("offline/verify", verify.len(), Vectors { verify, ..none() }),
    ];
    for (suite, count, vectors) in suites {
        let different = differences(&vectors);
        // `differences` also asserts that the module returns the same as the core.
        for host in ["native", "wasmtime"] {
            report(host, suite, count, different.len()).unwrap();
        }
        assert_eq!(different, [] as [&str; 0]);
    }
}

#[test]
fn there_is_a_vector_for_every_answer() {
    let answers = vectors().verify.into_iter().map(|vector| match vector.answer {
        Answer::Valid { .. } => "valid".to_owned(),
        Answer::Refused { refused, .. } => refused,
    });
    let answers: BTreeSet<String> = answers.collect();
    let all = ["clock not set", "expired", "malformed", "not yet valid", "valid", "wrong"];
    assert!(answers.iter().eq(all), "{answers:?}");
}

#[test]
fn every_flipped_vector_is_detected() {
    let good = vectors();
    let flip = |text: &mut String| {
        let last = if text.pop() == Some('0') { '1' } else { '0' };
        text.push(last);
    };
    for number in 0..good.derive.len() {
        let mut planted = good.clone();
        flip(&mut planted.derive[number].device_key);
        assert_eq!(differences(&planted), [good.derive[number].title.as_str()]);
    }
    for number in 0..good.mint.len() {
        let mut planted = good.clone();
        flip(&mut planted.mint[number].code);
        assert_eq!(differences(&planted), [good.mint[number].title.as_str()]);
        let mut planted = good.clone();
        flip(&mut planted.mint[number].digest);
        assert_eq!(differences(&planted), [good.mint[number].title.as_str()]);
    }
    for number in 0..good.verify.len() {
        let mut planted = good.clone();
        match &mut planted.verify[number].answer {
            Answer::Valid { single_use, .. } => *single_use = !*single_use,
            Answer::Refused { refused, .. } => flip(refused),
        }
        assert_eq!(differences(&planted), [good.verify[number].title.as_str()]);
    }
}
