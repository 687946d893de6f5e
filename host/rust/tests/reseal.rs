//! Changing the root key under a store that is in use: rotate, reseal, retire.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails so")]

use codemint::Entropy;
use codemint::entropy::{EntropyError, SystemEntropy};
use codemint::issuer::{ResealError, Resealed, reseal};
use codemint::keys::{Binding, KeyId, KeyRing, Keys};
use codemint::store::{
    Applied, MemoryStore, NewMail, NewRecord, Reseal, SqliteStore, Store, WaitingMail, Write,
};
use codemint::words::{Code, Purpose, RecordId, Timestamp};
use futures_executor::block_on;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use tempfile::TempDir;

const TENANT: &str = "tenant";
const PURPOSE: Purpose = Purpose::Activation;

/// A store, and a key file.
struct Host {
    store: Arc<dyn Store>,
    reseal: Arc<dyn Reseal>,
    key_file: PathBuf,
    _folder: TempDir,
}

fn hosts() -> [Host; 2] {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let memory = Arc::new(MemoryStore::new());
    let sqlite = Arc::new(SqliteStore::open(folders[1].path().join("codes.db")).unwrap());
    let [one, other] = folders;
    let host = |store: Arc<dyn Store>, reseal: Arc<dyn Reseal>, folder: TempDir| {
        let key_file = folder.path().join("codes.key");
        KeyRing::from_file_or_new(&key_file).unwrap();
        Host { store, reseal, key_file, _folder: folder }
    };
    [host(memory.clone(), memory, one), host(sqlite.clone(), sqlite, other)]
}

fn keys(path: &Path) -> Keys {
    Keys::of_ring(&KeyRing::from_file(path).unwrap())
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(1_704_067_200 + seconds).unwrap()
}

fn id(n: u64) -> RecordId {
    RecordId::from_words(((at(0).seconds() * 1000) << 16) | 0x7000, (1 << 63) | n)
}

/// The n-th code as text.
fn text(n: u64) -> String {
    format!("{n:09}")
}

fn nonce() -> [u8; 24] {
    let mut nonce = [0; 24];
    SystemEntropy.fill(&mut nonce).unwrap();
    nonce
}

/// A write of the n-th code of that subject, optionally with an encrypted copy and with a mail.
fn issue(keys: &Keys, n: u64, subject: &str, copied: bool, mailed: bool) -> Write {
    let code = Code::parse(&text(n)).unwrap();
    let seal = || keys.seal(TENANT, id(n), &code, nonce()).unwrap();
    let binding = Binding { tenant: TENANT, purpose: PURPOSE, subject };
    let record = NewRecord {
        id: id(n),
        subject: subject.into(),
        digest: keys.digest(binding, &code),
        not_before: at(0),
        not_after: at(600),
        max_tries: 5,
        several: true,
        sealed_code: copied.then(seal),
        hidden: false,
        max_uses: 1,
        note: None,
        terms: None,
        issuer: "operator".into(),
        format: None,
        batch: None,
        remove_at: Some(at(700)),
    };
    let to = "to@example.com".into();
    let mail = mailed.then(|| NewMail { record: id(n), to, sealed_code: seal(), locale: None });
    Write {
        tenant: TENANT.into(),
        purpose: Some(PURPOSE),
        at: at(0),
        changed: Vec::new(),
        records: vec![record],
        superseded: Vec::new(),
        mails: mail.into_iter().collect(),
        audit: Vec::new(),
        anonymous: false,
        answer: None,
    }
}

impl Host {
    fn keys(&self) -> Keys {
        keys(&self.key_file)
    }

    fn done(&self, write: Write) {
        assert_eq!(block_on(self.store.apply(write)).unwrap(), Applied::Done);
    }

    fn reseal(&self) -> Resealed {
        block_on(reseal(&*self.reseal, &self.keys(), &SystemEntropy)).unwrap()
    }

    fn retire(&self) -> Vec<KeyId> {
        KeyRing::retire(&self.key_file, || block_on(self.reseal.keys_in_use())).unwrap()
    }

    /// Whether the n-th code of that subject matches, and its encrypted copy can be decrypted if it has
    /// one.
    fn knows(&self, n: u64, subject: &str) -> bool {
        let live = block_on(self.store.records_of(TENANT, PURPOSE, subject, 0)).unwrap();
        let live = live.into_iter().find(|stored| stored.known.id == id(n));
        let Some(stored) = live else { return false };
        let keys = self.keys();
        let binding = Binding { tenant: TENANT, purpose: PURPOSE, subject };
        let opens = stored.sealed_code.is_none_or(|sealed| {
            keys.unseal(TENANT, id(n), &sealed).is_ok_and(|code| code.reveal() == text(n))
        });
        opens && keys.matches(&stored.digest, binding, &Code::parse(&text(n)).unwrap())
    }

    fn waiting(&self) -> Vec<WaitingMail> {
        block_on(self.store.due_mails(TENANT, Timestamp::MAX, usize::MAX)).unwrap()
    }

    /// The codes in the waiting mails.
    fn mails(&self) -> Vec<String> {
        let keys = self.keys();
        let mails = self.waiting().into_iter();
        let opened = mails.map(|waiting| {
            let code = keys.unseal(TENANT, waiting.mail.record, &waiting.mail.sealed_code);
            code.map_or("unopened".into(), |code| code.reveal().to_owned())
        });
        opened.collect()
    }
}

#[test]
fn the_four_steps_change_the_key() {
    for host in hosts() {
        let first = host.keys().current();
        host.done(issue(&host.keys(), 1, "a", true, false));
        host.done(issue(&host.keys(), 2, "a", true, true));
        host.done(issue(&host.keys(), 3, "b", false, true));
        host.done(issue(&host.keys(), 4, "b", false, false));
        host.done(issue(&host.keys(), 5, "b", false, true));
        host.done(Write {
            superseded: vec![(id(5), 1)],
            ..issue(&host.keys(), 6, "b", true, false)
        });
        let second = KeyRing::rotate(&host.key_file).unwrap();
        host.done(issue(&host.keys(), 7, "c", true, true));
        for (n, subject) in [(1, "a"), (2, "a"), (3, "b"), (4, "b"), (6, "b"), (7, "c")] {
            assert!(host.knows(n, subject), "code {n} after the rotation");
        }
        assert_eq!(host.retire(), [], "the old key is in use");
        assert_eq!(host.reseal(), Resealed { resealed: 5, unopened: 0, overtaken: 0 });
        for (n, subject) in [(1, "a"), (2, "a"), (3, "b"), (4, "b"), (6, "b"), (7, "c")] {
            assert!(host.knows(n, subject), "code {n} after resealing");
        }
        assert_eq!(host.mails(), [2, 3, 5, 7].map(text));
        assert_eq!(host.reseal(), Resealed::default(), "the second time there is nothing to do");
        // The fourth has no encrypted copy: the old key stays until it is removed.
        let used = block_on(host.reseal.keys_in_use()).unwrap();
        assert_eq!(used, [first, second].into());
        assert_eq!(host.retire(), []);
        assert_eq!(block_on(host.store.remove_expired(at(700), 99)).unwrap(), 6);
        host.done(issue(&host.keys(), 8, "a", true, false));
        assert_eq!(host.retire(), [first]);
        assert!(host.knows(8, "a"));
    }
}

#[test]
fn a_code_of_a_retired_key_does_not_match() {
    for host in hosts() {
        host.done(issue(&host.keys(), 1, "a", true, true));
        KeyRing::rotate(&host.key_file).unwrap();
        // Without checking which keys are in use.
        KeyRing::retire(&host.key_file, || Ok::<_, ()>([].into())).unwrap();
        assert!(!host.knows(1, "a"));
        assert_eq!(host.mails(), ["unopened"]);
        let expected = Resealed { unopened: 1, ..Resealed::default() };
        assert_eq!(host.reseal(), expected, "what cannot be decrypted is left alone");
    }
}

/// Otherwise an attacker who can write to the store, but has no key, could have a digest made.
#[test]
fn an_encrypted_copy_of_another_code_is_left_alone() {
    for host in hosts() {
        let mut forged = issue(&host.keys(), 1, "a", true, false);
        let other = issue(&host.keys(), 2, "a", true, false);
        forged.records[0].digest.clone_from(&other.records[0].digest);
        host.done(forged);
        KeyRing::rotate(&host.key_file).unwrap();
        assert_eq!(host.reseal(), Resealed { unopened: 1, ..Resealed::default() });
    }
}

#[test]
fn without_randomness_nothing_is_resealed() {
    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
            bytes.fill(0);
            Ok(())
        }
    }
    let [host, _] = hosts();
    host.done(issue(&host.keys(), 1, "a", true, false));
    KeyRing::rotate(&host.key_file).unwrap();
    let failed = block_on(reseal(&*host.reseal, &host.keys(), &Zeros));
    assert!(matches!(failed, Err(ResealError::Entropy(EntropyError::Stuck))));
    assert!(host.knows(1, "a"));
}

/// Superseding, sending, issuing and two concurrent reseals: nothing is lost, and ended codes stay
/// ended.
#[test]
fn resealing_loses_nothing_in_a_race() {
    const CODES: u64 = 1_000;
    for host in hosts() {
        let subject = |n: u64| format!("subject-{n}");
        let old = host.keys();
        (0..CODES).for_each(|n| host.done(issue(&old, n, &subject(n), true, true)));
        KeyRing::rotate(&host.key_file).unwrap();
        let ended = AtomicBool::new(false);
        thread::scope(|scope| {
            let working = scope.spawn(|| {
                let keys = host.keys();
                for n in 0..CODES {
                    match n % 4 {
                        0 => host.done(Write {
                            superseded: vec![(id(n), 1)],
                            ..issue(&keys, CODES + n, &subject(n), true, false)
                        }),
                        1 => block_on(host.store.forget_mail(id(n))).unwrap(),
                        _ => {}
                    }
                }
                ended.store(true, SeqCst);
            });
            let resealers: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        let mut sum = host.reseal().resealed;
                        while !ended.load(SeqCst) {
                            sum += host.reseal().resealed;
                        }
                        sum
                    })
                })
                .collect();
            working.join().unwrap();
            let resealed: usize = resealers.into_iter().map(|one| one.join().unwrap()).sum();
            assert!(resealed >= 500, "{resealed}");
        });
        host.reseal();
        assert_eq!(host.retire().len(), 1, "nothing is left under the old key");
        for n in 0..CODES {
            let has_ended = n % 4 == 0;
            let known = if has_ended { CODES + n } else { n };
            assert!(host.knows(known, &subject(n)), "the code of {n}");
            assert_eq!(host.knows(n, &subject(n)), !has_ended, "code {n}");
        }
        let mails = host.waiting();
        assert_eq!(mails.len() as u64, CODES * 3 / 4, "no mail lost, none sent twice");
        let keys = host.keys();
        for waiting in mails {
            let record = waiting.mail.record;
            assert!(keys.unseal(TENANT, record, &waiting.mail.sealed_code).is_ok(), "{record}");
        }
    }
}
