//! The audit trail: the SDK produces the links and signatures that an independent program computed
//! (`tests/audit/recompute.py`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails so"
)]

use codemint::keys::{AuditKeys, KeyRing};
use codemint::store::audit::{Chain, Checkpoint, CheckpointKind, Entry, Misfit, WriterId};
use codemint::words::Timestamp;
use codemint_contract::report;
use serde::Deserialize;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trail {
    root_key: String,
    writer: String,
    beginning: String,
    signed_at: u64,
    entries: Vec<Linked>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Linked {
    seq: u64,
    at: i64,
    tenant: String,
    actor: String,
    purpose: Option<String>,
    subject: Option<String>,
    event: String,
    record: Option<String>,
    detail: Option<String>,
    chain: String,
    head: String,
    cut: String,
}

fn vectors() -> Vec<Trail> {
    serde_json::from_str(include_str!("../../audit/vectors.json")).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn keys(ring: &str) -> AuditKeys {
    AuditKeys::of_ring(&KeyRing::from_text(ring).unwrap())
}

/// The differences from the vector: the entry's position, and the part.
fn differences(trail: &Trail) -> Vec<(usize, &'static str)> {
    let writer = WriterId(bytes(&trail.writer).try_into().unwrap());
    let keys = keys(&trail.root_key);
    let at = Timestamp::from_seconds(trail.signed_at).unwrap();
    let mut chain = Chain::of(writer);
    let mut found = Vec::new();
    if chain.to_string() != trail.beginning {
        found.push((0, "beginning"));
    }
    for (position, linked) in trail.entries.iter().enumerate() {
        let record = linked.record.as_deref().map(bytes);
        chain = chain.with(&Entry {
            seq: linked.seq,
            at: linked.at,
            tenant: &linked.tenant,
            actor: &linked.actor,
            purpose: linked.purpose.as_deref(),
            subject: linked.subject.as_deref(),
            event: &linked.event,
            record: record.as_deref(),
            detail: linked.detail.as_deref(),
        });
        let sign = |kind| Checkpoint::signed(&keys, writer, kind, (linked.seq, chain), at);
        let (head, cut) = (sign(CheckpointKind::Head), sign(CheckpointKind::Cut));
        let holds = [
            ("chain", chain.to_string() == linked.chain),
            ("head", head.signature == bytes(&linked.head)),
            ("cut", cut.signature == bytes(&linked.cut)),
            ("check", head.check(&keys, writer).is_ok() && cut.check(&keys, writer).is_ok()),
        ];
        found.extend(
            holds.into_iter().filter(|(_, holds)| !holds).map(|(what, _)| (position, what)),
        );
    }
    found
}

#[test]
fn every_vector_holds() {
    let vectors = vectors();
    let count = vectors.iter().map(|trail| trail.entries.len()).sum::<usize>();
    assert!(count >= 14);
    let different = vectors.iter().map(|trail| differences(trail).len()).sum();
    report("wasmtime", "audit", count, different).unwrap();
    for trail in vectors {
        assert_eq!(differences(&trail), []);
    }
}

/// A change of any field changes the chain from there on; so does moving bytes between two fields.
#[test]
fn a_flipped_vector_is_detected() {
    type Flip = fn(&mut Linked);
    let flips: [Flip; 12] = [
        |entry| entry.seq ^= 1,
        |entry| entry.at ^= 1,
        |entry| entry.tenant.push('x'),
        |entry| entry.actor.push('x'),
        |entry| entry.purpose = None,
        |entry| entry.subject = None,
        |entry| entry.subject = Some(String::new()),
        |entry| entry.event.push('x'),
        |entry| entry.record = None,
        |entry| entry.detail = Some(String::new()),
        |entry| (entry.tenant, entry.actor) = ("demoo".into(), "perator".into()),
        |entry| (entry.subject, entry.detail) = (entry.detail.take(), entry.subject.take()),
    ];
    for (number, flip) in flips.into_iter().enumerate() {
        let mut trail = vectors().remove(0);
        flip(&mut trail.entries[0]);
        let found = differences(&trail);
        let count = trail.entries.len();
        let chains: Vec<_> = found.iter().filter(|(_, what)| *what == "chain").collect();
        assert_eq!(chains.len(), count, "flip {number}");
    }
    let mut trail = vectors().remove(0);
    trail.signed_at += 1;
    assert_eq!(differences(&trail).len(), 2 * trail.entries.len());
    let mut trail = vectors().remove(0);
    trail.writer.replace_range(0..1, if trail.writer.starts_with('0') { "1" } else { "0" });
    assert_eq!(differences(&trail)[0], (0, "beginning"));
}

/// Checkpoints of an earlier key still hold; an unknown key is distinguished from a forgery.
#[test]
fn a_checkpoint_holds_with_a_key_ring() {
    let new = format!("f0{}", "0e".repeat(31));
    for trail in vectors() {
        let writer = WriterId(bytes(&trail.writer).try_into().unwrap());
        let last = trail.entries.last().unwrap();
        let mut head = Checkpoint {
            kind: CheckpointKind::Head,
            seq: last.seq,
            chain: Chain(bytes(&last.chain).try_into().unwrap()),
            at: trail.signed_at.cast_signed(),
            signature: bytes(&last.head),
        };
        let both = keys(&format!("{new}\n{}\n", trail.root_key));
        assert_eq!(head.check(&both, writer), Ok(()));
        let (kind, seq) = ("head", last.seq);
        assert_eq!(head.check(&keys(&new), writer), Err(Misfit::UnknownKey { kind, seq }));
        head.at += 1;
        assert_eq!(head.check(&both, writer), Err(Misfit::Forged { kind, seq }));
    }
}
