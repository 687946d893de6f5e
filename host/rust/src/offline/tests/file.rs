//! The memory in a file, and its format.

use super::*;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("offline");
    (folder, path)
}

fn used_at(path: &Path, clock: &ManualClock) -> String {
    let code = minted(ISSUED, true);
    let memory = FileMemory::create(path).unwrap();
    assert!(attempt(&verifier(memory, clock), &code).is_ok());
    code
}

#[test]
fn a_file_is_private_and_holds_no_code() {
    let (folder, path) = folder();
    let code = used_at(&path, &ManualClock::at(ISSUED));
    let content = fs::read(&path).unwrap();
    assert_eq!(content.len(), 1 + 5 * 8 + 40 + 32);
    let numbers = [&code[..12], &code[12..]].map(|digits| digits.parse::<u64>().unwrap());
    for number in numbers {
        let bytes = number.to_be_bytes();
        let trimmed = &bytes[bytes.iter().position(|byte| *byte != 0).unwrap()..];
        assert!(!content.windows(trimmed.len()).any(|window| window == trimmed));
    }
    assert!(!content.windows(4).any(|window| window == &code.as_bytes()[..4]));
    assert!(!content.windows(32).any(|window| window == key().reveal()));
    #[cfg(unix)]
    for entry in fs::read_dir(folder.path()).unwrap() {
        use std::os::unix::fs::PermissionsExt as _;
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
    }
    drop(folder);
}

#[test]
fn a_missing_or_damaged_file_is_not_an_empty_memory() {
    let (_folder, path) = folder();
    assert!(matches!(FileMemory::open(&path), Err(MemoryError::Failed(_))));
    let clock = ManualClock::at(ISSUED);
    used_at(&path, &clock);
    assert!(matches!(FileMemory::create(&path), Err(MemoryError::Failed(_))));

    let memory = FileMemory::open(&path).unwrap();
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    let answer = verifier(memory.clone(), &clock).verify(&account("tempadmin"), WRONG);
    assert!(matches!(answer, Err(OfflineError::Memory(MemoryError::Damaged(_)))));
    assert!(FileMemory::open(&path).is_err());
    fs::remove_file(&path).unwrap();
    assert!(verifier(memory, &clock).verify(&account("tempadmin"), WRONG).is_err());
}

#[test]
fn every_damage_is_detected() {
    let (_folder, path) = folder();
    used_at(&path, &ManualClock::at(ISSUED));
    let whole = fs::read(&path).unwrap();
    let decoded = Remembered::decode(&whole).unwrap();
    assert_eq!(decoded.seen(), at(ISSUED));
    assert_eq!(decoded.encode(), whole);
    for place in 0..whole.len() {
        assert_eq!(Remembered::decode(&whole[..place]), Err(Damaged), "cut {place}");
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        assert_eq!(Remembered::decode(&damaged), Err(Damaged), "byte {place}");
    }
}

#[test]
fn a_draft_left_by_a_crash_does_no_harm() {
    let (folder, path) = folder();
    let clock = ManualClock::at(ISSUED);
    let code = used_at(&path, &clock);
    fs::write(folder.path().join("offline.draft"), "half a memo").unwrap();
    let memory = FileMemory::open(&path).unwrap();
    assert_eq!(
        attempt(&verifier(memory, &clock), &code),
        Err(Declined::Used { issued: at(ISSUED) })
    );
    assert!(!folder.path().join("offline.draft").exists());
}

#[test]
fn a_renewed_memory_accepts_no_older_code() {
    let (_folder, path) = folder();
    let clock = ManualClock::at(ISSUED);
    let code = used_at(&path, &clock);
    // The clock was once a hundred days ahead; then the file is renewed.
    clock.set(ISSUED + 100 * 24 * HOUR);
    assert!(attempt(&verifier(FileMemory::open(&path).unwrap(), &clock), WRONG).is_err());
    clock.set(ISSUED + 600);
    let verify = |typed: &str| attempt(&verifier(FileMemory::open(&path).unwrap(), &clock), typed);
    let fresh = minted(ISSUED + 960, true);
    assert!(matches!(verify(&fresh), Err(Declined::Refused(Refusal::Expired { .. }))));

    FileMemory::renew(&path, at(ISSUED + 600)).unwrap();
    clock.set(ISSUED + 960);
    for issued in [ISSUED, ISSUED + 840] {
        let typed = if issued == ISSUED { code.clone() } else { minted(issued, false) };
        let unremembered = Declined::Unremembered { issued: at(issued), from: at(ISSUED + 600) };
        assert_eq!(verify(&typed), Err(unremembered));
    }
    assert!(verify(&fresh).is_ok());
    assert!(matches!(verify(&fresh), Err(Declined::Used { .. })));
}

#[test]
fn used_codes_are_forgotten_after_the_longest_window() {
    let (_folder, path) = folder();
    let clock = ManualClock::at(ISSUED);
    let code = used_at(&path, &clock);
    let length = || fs::metadata(&path).unwrap().len();
    let with_one = length();
    // Even if window and tolerance are set to their maximum afterwards.
    clock.set(ISSUED + 73 * HOUR);
    let wide = verifier(FileMemory::open(&path).unwrap(), &clock)
        .with_window(Window::from_hours(72).unwrap())
        .with_tolerance(Tolerance::from_seconds(3_600).unwrap());
    assert_eq!(attempt(&wide, &code), Err(Declined::Used { issued: at(ISSUED) }));
    assert_eq!(length(), with_one);
    clock.advance(1);
    assert!(matches!(attempt(&wide, &code), Err(Declined::Refused(Refusal::Expired { .. }))));
    assert_eq!(length(), with_one - 40);
}
