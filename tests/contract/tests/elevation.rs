//! Elevation from end to end: rules and computers are imported, a code is requested as on the
//! vendor's page, and entered at the computer it is for.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails so")]

use codemint::clock::ClockError;
use codemint::issuer::{Caller, Request};
use codemint::keys::{KeyRing, RootKey};
use codemint::offline::{
    Account, Computer, Declined, InProcess, OfflineKey, OfflineModule, OfflineVerifier,
    ProcessMemory, Refusal, Remembered, Valid,
};
use codemint::store::{MemoryStore, RuleImport, SubjectImport};
use codemint::words::{
    Alphabet, CodeFormat, Policy, Purpose, Span, SubjectKey, Timestamp, ValidityBounds,
};
use codemint::{Clock, Issuer, Module};
use futures_executor::block_on;
use std::fs::File;
use std::path::Path;

const TENANT: &str = "demo";
/// 2026-03-14T09:26:53Z.
const NOW: u64 = 1_773_480_413;
const DEVICE: &str = "9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90";

const SAMPLE: &str = r#"{
  "ComputerName": "CENL02",
  "ComputerDomain": "domain.ad",
  "UserName": "serviceaccount",
  "UserDomain": "domain.ad",
  "ValidityTimeIndex": 1,
  "Reason": "Printer driver installation",
  "TemporaryAccountName": "tempadmin"
}"#;

#[derive(Clone, Copy)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Result<Timestamp, ClockError> {
        Ok(Timestamp::from_seconds(NOW).unwrap())
    }

    fn monotonic(&self) -> std::time::Duration {
        std::time::Duration::from_secs(NOW)
    }
}

fn offline_key() -> OfflineKey {
    OfflineKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap()
}

/// The sample directory, and these subjects.
fn directory(subjects: &[SubjectImport]) -> MemoryStore {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/directory");
    let store = MemoryStore::new();
    let file = File::open(folder.join("subjects.csv")).unwrap();
    let known = SubjectImport::from_csv(file).map(Result::unwrap);
    known.chain(subjects.iter().cloned()).for_each(|subject| store.insert_subject(TENANT, subject));
    let file = File::open(folder.join("rules.csv")).unwrap();
    RuleImport::from_csv(file).for_each(|rule| store.insert_rule(TENANT, rule.unwrap()));
    store
}

fn policy() -> Policy {
    let format = CodeFormat::new(Alphabet::Decimal, 20).unwrap();
    let bounds = ValidityBounds { min: 60, max: 86_400 };
    let span = |index| Span { index, seconds: Some(3_600 * (1 + u32::from(index))) };
    let mut policy = Policy::new(format, 5, bounds).unwrap();
    policy.issuing_allowed = true;
    policy.usual_validity = 3_600;
    policy.spans = (0..8).map(span).collect();
    policy
}

fn issuer(store: MemoryStore, offline: Option<OfflineKey>) -> Issuer {
    let ring = KeyRing::of(RootKey::from_hex(&"fedcba9876543210".repeat(4)).unwrap());
    let builder = Issuer::builder(Module::embedded().unwrap())
        .store(store.clone())
        .directory(store)
        .clock(Stopped)
        .key_ring(ring)
        .policy(TENANT, Purpose::Elevation, policy());
    let builder = match offline {
        Some(key) => builder.offline_key(TENANT, key),
        None => builder,
    };
    builder.build().unwrap()
}

/// The status and the text of the answer: the code, if there is one.
fn ask(issuer: &Issuer, body: &str) -> (u16, String) {
    let routes = issuer.module().routes().iter();
    let route = (0..).zip(routes).find(|(_, r)| r.template.ends_with("/generateActivationCode"));
    let caller = Caller::Tenant { tenant: TENANT, name: "key 1" };
    let request = Request::of(route.unwrap().0, caller, body.as_bytes());
    let answer = block_on(issuer.answer(&request));
    let reply = match answer {
        Ok(answer) => answer.reply,
        Err(failure) => failure.reply,
    };
    let text = String::from_utf8(reply.body.reveal().to_vec()).unwrap();
    (reply.status, text.trim_matches('"').to_owned())
}

/// The computer's verdict on a code, with the key that is provisioned to it.
fn enter(
    name: &str,
    device: Option<&str>,
    code: &str,
    module: impl OfflineModule + 'static,
) -> Result<Valid, Declined> {
    let key = SubjectKey::of_computer(name, "Domain.AD");
    let computer = Computer::of_key(&key, device).unwrap();
    let key = offline_key().device_key(TENANT, &computer).unwrap();
    let memory = ProcessMemory::new(Remembered::nothing());
    let verifier = OfflineVerifier::new(key, Box::new(module), Box::new(memory), Box::new(Stopped));
    verifier.verify(&Account::parse("TempAdmin").unwrap(), code).unwrap()
}

#[test]
fn a_computer_accepts_the_code_that_was_issued_for_it() {
    let (status, code) = ask(&issuer(directory(&[]), Some(offline_key())), SAMPLE);
    assert_eq!((status, code.len()), (200, 20), "{code}");
    let valid = enter("cenl02", None, &code, InProcess).unwrap();
    assert_eq!((valid.terms.validity_index(), valid.terms.single_use()), (1, true));
    assert_eq!(valid.terms.issued().seconds(), NOW / 60 * 60);
    assert_eq!(enter("cenl02", None, &code, Module::embedded().unwrap()), Ok(valid));
    for (name, device) in [("CENL03", None), ("CENL02", Some(DEVICE))] {
        let declined = enter(name, device, &code, InProcess);
        assert_eq!(declined, Err(Declined::Refused(Refusal::Wrong)), "{name} {device:?}");
    }
}

/// Without the tenant's offline key the code is drawn at random, and no computer accepts it.
#[test]
fn a_drawn_code_is_wrong_at_a_computer() {
    let (status, code) = ask(&issuer(directory(&[]), None), SAMPLE);
    assert_eq!((status, code.len()), (200, 20), "{code}");
    let declined = enter("CENL02", None, &code, InProcess);
    assert_eq!(declined, Err(Declined::Refused(Refusal::Wrong)));
}

#[test]
fn the_device_id_in_the_directory_enters_the_key() {
    let computer = SubjectImport {
        device: Some(DEVICE.to_uppercase()),
        purposes: vec![Purpose::Elevation],
        ..SubjectImport::of("DOMAIN.AD\\cenl02$")
    };
    let issuer = issuer(directory(&[computer]), Some(offline_key()));
    let (status, code) = ask(&issuer, SAMPLE);
    assert_eq!(status, 200, "{code}");
    assert!(enter("CENL02", Some(DEVICE), &code, InProcess).is_ok());
    assert!(enter("CENL02", None, &code, InProcess).is_err());
    let given = |id: &str| SAMPLE.replace("{", &format!("{{ \"AADDeviceId\": \"{id}\","));
    assert_eq!(ask(&issuer, &given(DEVICE)).0, 200);
    // Another device ID means another computer, which is unknown.
    assert_eq!(ask(&issuer, &given(&DEVICE.replace('9', "8"))).0, 404);
}

/// Names beyond ASCII: provisioning derives the key from the subject's key, as the issuer does.
#[test]
fn a_computer_of_any_name_accepts_its_code() {
    let computer = SubjectImport {
        purposes: vec![Purpose::Elevation],
        ..SubjectImport::of("domain.ad\\PC-ÄÖ$")
    };
    let store = directory(&[computer]);
    let rule = "account,spans,local_accounts\ndomain.ad\\serviceaccount,0-3,tempadmin\n";
    let rules = RuleImport::from_csv(rule.as_bytes());
    rules.for_each(|rule| store.insert_rule(TENANT, rule.unwrap()));
    let body = SAMPLE.replace("CENL02", "pc-äÖ");
    let (status, code) = ask(&issuer(store, Some(offline_key())), &body);
    assert_eq!(status, 200, "{code}");
    assert!(enter("Pc-Äö", None, &code, InProcess).is_ok());
}

#[test]
fn what_the_rules_do_not_allow_is_refused() {
    let issuer = issuer(directory(&[]), Some(offline_key()));
    for (from, to, status) in [
        ("serviceaccount", "ServiceAccount", 200),
        ("CENL02", "cenl02", 200),
        ("serviceaccount", "anotheraccount", 403),
        ("CENL02", "CENL03", 404),
        (": 1,", ": 3,", 200),
        (": 1,", ": 4,", 403),
        (": 1,", ": 8,", 400),
        ("tempadmin", "admin", 403),
    ] {
        let (found, text) = ask(&issuer, &SAMPLE.replace(from, to));
        assert_eq!(found, status, "{to}: {text}");
    }
}
