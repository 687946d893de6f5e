//! Changing the root key under a store that is in use: rotate, reseal, retire.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails so")]

use codemint::Entropy;
use codemint::entropy::{EntropyError, SystemEntropy};
use codemint::issuer::{ResealError, Resealed, reseal};
use codemint::keys::{Binding, KeyId, KeyRing, Keys};
use codemint::store::{
    Applied, MemoryStore, NewMail, NewRecord, Reseal, SqliteStore, Store, Write,
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

/// A store of either kind, and a key file.
struct House {
    store: Arc<dyn Store>,
    reseal: Arc<dyn Reseal>,
    key_file: PathBuf,
    _folder: TempDir,
}

fn houses() -> [House; 2] {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let memory = Arc::new(MemoryStore::new());
    let sqlite = Arc::new(SqliteStore::open(folders[1].path().join("codes.db")).unwrap());
    let [one, other] = folders;
    let house = |store: Arc<dyn Store>, reseal: Arc<dyn Reseal>, folder: TempDir| {
        let key_file = folder.path().join("codes.key");
        KeyRing::from_file_or_new(&key_file).unwrap();
        House { store, reseal, key_file, _folder: folder }
    };
    [house(memory.clone(), memory, one), house(sqlite.clone(), sqlite, other)]
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

/// The text of the n-th code.
fn text(n: u64) -> String {
    format!("{n:09}")
}

fn nonce() -> [u8; 24] {
    let mut nonce = [0; 24];
    SystemEntropy.fill(&mut nonce).unwrap();
    nonce
}

/// A write of the n-th code of that subject, sealed if wanted, with a mail if wanted.
fn issue(keys: &Keys, n: u64, subject: &str, sealed: bool, mailed: bool) -> Write {
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
        sealed_code: sealed.then(seal),
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

impl House {
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

    /// Whether the n-th code of that subject is found, and opens if a copy was kept.
    fn knows(&self, n: u64, subject: &str) -> bool {
        let kept = block_on(self.store.kept_codes(TENANT, PURPOSE, subject)).unwrap();
        let Some(kept) = kept.into_iter().find(|kept| kept.id == id(n)) else { return false };
        let keys = self.keys();
        let binding = Binding { tenant: TENANT, purpose: PURPOSE, subject };
        let opens = kept.sealed_code.is_none_or(|sealed| {
            keys.unseal(TENANT, id(n), &sealed).is_ok_and(|code| code.reveal() == text(n))
        });
        opens && keys.matches(&kept.digest, binding, &Code::parse(&text(n)).unwrap())
    }

    /// The codes that the waiting mails carry.
    fn mails(&self) -> Vec<String> {
        let keys = self.keys();
        let mails = block_on(self.store.waiting_mails(99)).unwrap().into_iter();
        let opened = mails.map(|waiting| {
            let code = keys.unseal(TENANT, waiting.mail.record, &waiting.mail.sealed_code);
            code.map_or("unopened".into(), |code| code.reveal().to_owned())
        });
        opened.collect()
    }
}

#[test]
fn the_four_steps_change_the_key() {
    for house in houses() {
        let first = house.keys().current();
        house.done(issue(&house.keys(), 1, "a", true, false));
        house.done(issue(&house.keys(), 2, "a", true, true));
        house.done(issue(&house.keys(), 3, "b", false, true));
        house.done(issue(&house.keys(), 4, "b", false, false));
        house.done(issue(&house.keys(), 5, "b", false, true));
        house.done(Write {
            superseded: vec![(id(5), 1)],
            ..issue(&house.keys(), 6, "b", true, false)
        });
        let second = KeyRing::rotate(&house.key_file).unwrap();
        house.done(issue(&house.keys(), 7, "c", true, true));
        for (n, subject) in [(1, "a"), (2, "a"), (3, "b"), (4, "b"), (6, "b"), (7, "c")] {
            assert!(house.knows(n, subject), "code {n} after the rotation");
        }
        assert_eq!(house.retire(), [], "much is under the old key");
        assert_eq!(house.reseal(), Resealed { resealed: 5, unopened: 0, overtaken: 0 });
        for (n, subject) in [(1, "a"), (2, "a"), (3, "b"), (4, "b"), (6, "b"), (7, "c")] {
            assert!(house.knows(n, subject), "code {n} after resealing");
        }
        assert_eq!(house.mails(), [2, 3, 5, 7].map(text));
        assert_eq!(house.reseal(), Resealed::default(), "once is enough");
        // The fourth has no copy: the old key stays for it until it is over.
        let used = block_on(house.reseal.keys_in_use()).unwrap();
        assert_eq!(used, [first, second].into());
        assert_eq!(house.retire(), []);
        assert_eq!(block_on(house.store.remove_expired(at(700), 99)).unwrap(), 6);
        house.done(issue(&house.keys(), 8, "a", true, false));
        assert_eq!(house.retire(), [first]);
        assert!(house.knows(8, "a"));
    }
}

#[test]
fn a_code_of_a_retired_key_is_not_known() {
    for house in houses() {
        house.done(issue(&house.keys(), 1, "a", true, true));
        KeyRing::rotate(&house.key_file).unwrap();
        // Without asking the store.
        KeyRing::retire(&house.key_file, || Ok::<_, ()>([].into())).unwrap();
        assert!(!house.knows(1, "a"));
        assert_eq!(house.mails(), ["unopened"]);
        let expected = Resealed { unopened: 1, ..Resealed::default() };
        assert_eq!(house.reseal(), expected, "what does not open is left alone");
    }
}

/// Whoever can write to the store, and has no key, gets no digest made.
#[test]
fn a_seal_that_is_not_of_its_digest_is_left_alone() {
    for house in houses() {
        let mut forged = issue(&house.keys(), 1, "a", true, false);
        let other = issue(&house.keys(), 2, "a", true, false);
        forged.records[0].digest.clone_from(&other.records[0].digest);
        house.done(forged);
        KeyRing::rotate(&house.key_file).unwrap();
        assert_eq!(house.reseal(), Resealed { unopened: 1, ..Resealed::default() });
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
    let [house, _] = houses();
    house.done(issue(&house.keys(), 1, "a", true, false));
    KeyRing::rotate(&house.key_file).unwrap();
    let failed = block_on(reseal(&*house.reseal, &house.keys(), &Zeros));
    assert!(matches!(failed, Err(ResealError::Entropy(EntropyError::Stuck))));
    assert!(house.knows(1, "a"));
}

/// Superseding, sending, issuing and another who reseals, all at once: nothing is lost, and what
/// was over stays so.
#[test]
fn resealing_loses_nothing_in_a_race() {
    const CODES: u64 = 1_000;
    for house in houses() {
        let subject = |n: u64| format!("subject-{n}");
        let old = house.keys();
        (0..CODES).for_each(|n| house.done(issue(&old, n, &subject(n), true, true)));
        KeyRing::rotate(&house.key_file).unwrap();
        let ended = AtomicBool::new(false);
        thread::scope(|scope| {
            let working = scope.spawn(|| {
                let keys = house.keys();
                for n in 0..CODES {
                    match n % 4 {
                        0 => house.done(Write {
                            superseded: vec![(id(n), 1)],
                            ..issue(&keys, CODES + n, &subject(n), true, false)
                        }),
                        1 => block_on(house.store.forget_mail(id(n))).unwrap(),
                        _ => {}
                    }
                }
                ended.store(true, SeqCst);
            });
            let resealers: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        let mut sum = house.reseal().resealed;
                        while !ended.load(SeqCst) {
                            sum += house.reseal().resealed;
                        }
                        sum
                    })
                })
                .collect();
            working.join().unwrap();
            let resealed: usize = resealers.into_iter().map(|one| one.join().unwrap()).sum();
            assert!(resealed >= 500, "{resealed}");
        });
        house.reseal();
        assert_eq!(house.retire().len(), 1, "nothing is left under the old key");
        for n in 0..CODES {
            let is_over = n % 4 == 0;
            let known = if is_over { CODES + n } else { n };
            assert!(house.knows(known, &subject(n)), "the code of {n}");
            assert_eq!(house.knows(n, &subject(n)), !is_over, "code {n}");
        }
        let mails = block_on(house.store.waiting_mails(usize::MAX)).unwrap();
        assert_eq!(mails.len() as u64, CODES * 3 / 4, "no mail lost, none sent twice");
        let keys = house.keys();
        for waiting in mails {
            let record = waiting.mail.record;
            assert!(keys.unseal(TENANT, record, &waiting.mail.sealed_code).is_ok(), "{record}");
        }
    }
}
