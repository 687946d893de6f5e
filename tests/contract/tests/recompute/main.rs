//! Every ID and every code of every vector, computed a second time.
//!
//! Written from the description of the mint alone, with its own block function from RFC 8439, so
//! that it shares no line with what it checks.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the lints exempt test functions only, not what they call"
)]

mod check;
mod offline;
mod stream;

use codemint_contract::{Facts, Issued, Vector, load};
use serde_json::Value;
use stream::Stream;

/// The symbols of an alphabet, from `tests/vectors/README.md`.
fn symbols(alphabet: &str) -> &'static str {
    match alphabet {
        "decimal" => "0123456789",
        "base20" => "BCDFGHJKLMNPQRSTVWXZ",
        "base31" => "23456789ABCDEFGHJKMNPQRSTUVWXYZ",
        "crockford32" => "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
        other => panic!("`{other}` is not an alphabet"),
    }
}

/// The codes that callers chose, with their subjects.
type Given = [(u32, String)];

/// The first issued ID or code that does not derive from the seed, and how many words were rejected
/// meanwhile. A given code takes nothing from the stream.
///
/// The ID of a batch is the first value taken from the stream.
fn recompute(
    facts: &Facts,
    batch: Option<&String>,
    issued: &[Issued],
    given: &Given,
) -> (Option<String>, u32) {
    let mut stream = Stream::new(&facts.seed);
    if let Some(batch) = batch {
        let id = stream.id(facts.now, facts.tick);
        if *batch != id {
            return (Some(format!("batch: {batch} instead of {id}")), stream.rejected);
        }
    }
    for (n, issued) in issued.iter().enumerate() {
        let id = stream.id(facts.now, facts.tick);
        let given = given.iter().find(|(subject, _)| *subject == issued.subject);
        let given = given.map(|(_, text)| text.clone());
        let code = offline_code(facts, issued).or(given).unwrap_or_else(|| {
            let (alphabet, length, check) = format(facts, issued);
            let symbols = symbols(alphabet);
            let drawn = stream.code(symbols, length);
            let check = check.map(|scheme| check::symbols(scheme, symbols, &drawn));
            drawn + &check.unwrap_or_default()
        });
        if issued.id != id {
            return (Some(format!("id {n}: {} instead of {id}", issued.id)), stream.rejected);
        }
        if issued.code != code {
            return (Some(format!("code {n}: {} instead of {code}", issued.code)), stream.rejected);
        }
    }
    (None, stream.rejected)
}

/// The alphabet, the length and the check scheme of a drawn code: those of its own format, or else
/// of the policy.
fn format<'a>(facts: &'a Facts, issued: &Issued) -> (&'a str, usize, Option<&'a str>) {
    const ALPHABETS: [&str; 4] = ["decimal", "base20", "base31", "crockford32"];
    const SCHEMES: [&str; 6] = ["none", "mod97", "damm", "verhoeff", "letter-pair", "mod37"];
    let policy = facts.policy.as_ref().unwrap();
    let Some(number) = issued.format else {
        return (&policy.alphabet, policy.length.into(), policy.check.as_deref());
    };
    let [length, alphabet, check, _] = number.to_le_bytes();
    let check = Some(SCHEMES[usize::from(check)]).filter(|scheme| *scheme != "none");
    (ALPHABETS[usize::from(alphabet)], length.into(), check)
}

/// The code where it does not derive from the seed: where the computer has its own key.
fn offline_code(facts: &Facts, issued: &Issued) -> Option<String> {
    let key = facts.elevation.as_ref()?.device_key.as_ref()?;
    let terms: Value = serde_json::from_str(issued.terms.as_ref()?).unwrap();
    let (account, index) = (terms["localAccount"].as_str()?, terms["span"].as_u64()?);
    Some(offline::code(key, account, facts.now, index as u32, issued.max_uses == 1))
}

/// The facts, the batch, the issued and the given codes of a vector that issues any.
fn issued(vector: &Vector) -> Option<(&Facts, Option<&String>, &[Issued], &Given)> {
    let commit = vector.expected.commit.as_ref()?;
    let (batch, issued) = (commit.batch.as_ref(), commit.issued.as_slice());
    let given = vector.expected.needs.as_ref()?.given.as_slice();
    Some((vector.facts.as_ref()?, batch, issued, given))
        .filter(|_| batch.is_some() || !issued.is_empty())
}

#[test]
fn every_id_and_code_of_every_vector_derives_from_its_seed() {
    let (mut codes, mut offline, mut wanted, mut rejected) = (0, 0, 0, 0);
    let mut alphabets = std::collections::BTreeSet::new();
    let mut schemes = std::collections::BTreeSet::new();
    let entries = load().unwrap();
    for entry in &entries {
        let Some((facts, batch, issued, given)) = issued(&entry.vector) else { continue };
        let (fault, rejected_here) = recompute(facts, batch, issued, given);
        assert_eq!(fault, None, "{}", entry.name);
        codes += issued.len();
        offline += issued.iter().filter(|code| offline_code(facts, code).is_some()).count();
        wanted += given.len();
        rejected += rejected_here;
        for issued in issued {
            let (alphabet, _, check) = format(facts, issued);
            alphabets.insert(alphabet);
            schemes.extend(check);
        }
    }
    // Otherwise the test would prove little.
    assert!(codes >= 200, "only {codes} codes");
    assert!(offline >= 5, "only {offline} offline codes");
    assert!(wanted >= 5, "only {wanted} given codes");
    assert!(rejected >= 10, "only {rejected} words were rejected");
    assert_eq!(alphabets.len(), 4);
    assert!(schemes.len() >= 3, "only {schemes:?}");
}

#[test]
fn a_wrong_id_and_a_wrong_code_are_detected() {
    let entries = load().unwrap();
    let (facts, _, issued, _) = entries.iter().find_map(|entry| issued(&entry.vector)).unwrap();
    let with = |change: fn(&mut Issued)| {
        let mut planted = issued.to_vec();
        change(planted.last_mut().unwrap());
        recompute(facts, None, &planted, &[]).0.unwrap()
    };
    let last = issued.len() - 1;
    let fault = with(|issued| issued.id.replace_range(35.., "x"));
    assert!(fault.starts_with(&format!("id {last}: ")), "{fault}");
    let fault = with(|issued| issued.code = issued.code.chars().rev().collect());
    assert!(fault.starts_with(&format!("code {last}: ")), "{fault}");
    let mut later = facts.clone();
    later.now += 1;
    assert!(recompute(&later, None, issued, &[]).0.unwrap().starts_with("id 0: "));
    let mut later = facts.clone();
    later.tick += 1;
    assert!(recompute(&later, None, issued, &[]).0.unwrap().starts_with("id 0: "));
    let mut other = facts.clone();
    other.seed.replace_range(63.., if facts.seed.ends_with('0') { "1" } else { "0" });
    assert!(recompute(&other, None, issued, &[]).0.unwrap().starts_with("id 0: "));
}
