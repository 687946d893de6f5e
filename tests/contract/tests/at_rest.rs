//! Codes at rest: the SDK produces the bytes that an independent program computed
//! (`tests/at-rest/recompute.py`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails so"
)]

use codemint::keys::{Binding, KeyRing, Keys, RootKey};
use codemint::words::{Code, Purpose, RecordId};
use codemint_contract::report;
use serde::Deserialize;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AtRest {
    root_key: String,
    tenant: String,
    purpose: String,
    subject: String,
    code: String,
    record: String,
    nonce: String,
    digest: String,
    sealed: String,
    request: Vec<String>,
    request_digest: String,
    answer_name: String,
    answer: String,
    answer_nonce: String,
    sealed_answer: String,
}

fn vectors() -> Vec<AtRest> {
    serde_json::from_str(include_str!("../../at-rest/vectors.json")).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// The parts that differ from the vector.
fn differences(vector: &AtRest) -> Vec<&'static str> {
    let keys = Keys::of(&RootKey::from_hex(&vector.root_key).unwrap());
    let code = Code::parse(&vector.code).unwrap();
    let purpose = Purpose::named(&vector.purpose).unwrap();
    let binding = Binding { tenant: &vector.tenant, purpose, subject: &vector.subject };
    let record = u128::from_be_bytes(bytes(&vector.record).try_into().unwrap());
    let record = RecordId::from_u128(record);
    let nonce = bytes(&vector.nonce).try_into().unwrap();
    let sealed = bytes(&vector.sealed);
    let opened = keys.unseal(&vector.tenant, record, &sealed);
    let mut holds = vec![
        ("digest", keys.digest(binding, &code) == bytes(&vector.digest)),
        ("match", keys.matches(&bytes(&vector.digest), binding, &code)),
        ("seal", keys.seal(&vector.tenant, record, &code, nonce).unwrap() == sealed),
        ("unseal", opened.is_ok_and(|opened| opened.reveal() == vector.code)),
    ];
    holds.extend(answers(&keys, vector));
    holds.into_iter().filter(|(_, holds)| !holds).map(|(what, _)| what).collect()
}

/// Checks of the stored answer to a request.
fn answers(keys: &Keys, vector: &AtRest) -> [(&'static str, bool); 4] {
    let request: Vec<_> = vector.request.iter().map(String::as_bytes).collect();
    let digest = bytes(&vector.request_digest);
    let name = bytes(&vector.answer_name).try_into().unwrap();
    let nonce = bytes(&vector.answer_nonce).try_into().unwrap();
    let (body, sealed) = (vector.answer.as_bytes(), bytes(&vector.sealed_answer));
    let opened = keys.unseal_answer(&vector.tenant, &name, &sealed);
    [
        ("request", keys.request_digest(&request) == digest),
        ("same request", keys.is_same_request(&digest, &request)),
        ("answer", keys.seal_answer(&vector.tenant, &name, body, nonce).unwrap() == sealed),
        ("answer opened", opened.is_ok_and(|opened| opened.as_slice() == body)),
    ]
}

#[test]
fn every_vector_holds() {
    let vectors = vectors();
    assert!(vectors.len() >= 10);
    let different = vectors.iter().filter(|vector| !differences(vector).is_empty()).count();
    report("wasmtime", "at-rest", vectors.len(), different).unwrap();
    for (number, vector) in vectors.iter().enumerate() {
        assert_eq!(differences(vector), [] as [&str; 0], "vector {number}");
    }
}

#[test]
fn no_two_bindings_share_a_digest() {
    let mut digests: Vec<_> = vectors().into_iter().map(|vector| vector.digest).collect();
    let count = digests.len();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), count);
}

#[test]
fn a_flipped_vector_is_detected() {
    let good = vectors().remove(0);
    let mut digest = good.clone();
    digest.digest.replace_range(60..61, if &digest.digest[60..61] == "0" { "1" } else { "0" });
    assert_eq!(differences(&digest), ["digest", "match"]);
    let mut subject = good.clone();
    subject.subject.push('x');
    assert_eq!(differences(&subject), ["digest", "match"]);
    let mut request = good.clone();
    request.request[0].push('x');
    assert_eq!(differences(&request), ["request", "same request"]);
    let mut tenant = good;
    tenant.tenant.push('x');
    let all = ["digest", "match", "seal", "unseal", "answer", "answer opened"];
    assert_eq!(differences(&tenant), all);
}

/// Vectors of an earlier key of a ring still hold; new digests are made with the first key.
#[test]
fn every_vector_holds_with_a_key_ring() {
    let new = format!("f0{}", "0e".repeat(31));
    for vector in vectors() {
        let ring = format!("{new}\n{}\n", vector.root_key);
        let keys = Keys::of_ring(&KeyRing::from_text(&ring).unwrap());
        let code = Code::parse(&vector.code).unwrap();
        let purpose = Purpose::named(&vector.purpose).unwrap();
        let binding = Binding { tenant: &vector.tenant, purpose, subject: &vector.subject };
        let record = u128::from_be_bytes(bytes(&vector.record).try_into().unwrap());
        let opened =
            keys.unseal(&vector.tenant, RecordId::from_u128(record), &bytes(&vector.sealed));
        assert!(keys.matches(&bytes(&vector.digest), binding, &code));
        assert!(opened.is_ok_and(|opened| opened.reveal() == vector.code));
        assert_ne!(keys.digest(binding, &code), bytes(&vector.digest));
        // Without the earlier key it does not match.
        let keys = Keys::of_ring(&KeyRing::from_text(&new).unwrap());
        assert!(!keys.matches(&bytes(&vector.digest), binding, &code));
    }
}
