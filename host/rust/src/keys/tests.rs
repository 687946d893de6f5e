//! Rings of keys, and changing them.

mod kill;
mod retiring;

use super::rotation::rotated;
use super::{Binding, KeyError, KeyId, KeyRing, Keys, RootKey};
use codemint_core::words::{Code, Purpose, RecordId};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const BINDING: Binding<'_> =
    Binding { tenant: "demo", purpose: Purpose::Enrolment, subject: "alice@example.com" };
const RECORD: RecordId = RecordId::from_u128(7);

fn code() -> Code {
    Code::parse("629211156").unwrap()
}

/// A key file with one key.
fn file() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codes.key");
    RootKey::from_file_or_new(&path).unwrap();
    (folder, path)
}

fn keys(path: &Path) -> Keys {
    Keys::of_ring(&KeyRing::from_file(path).unwrap())
}

/// The code's digest and encrypted copy.
fn stored(keys: &Keys) -> (Vec<u8>, Vec<u8>) {
    let sealed = keys.seal("demo", RECORD, &code(), [9; 24]).unwrap();
    (keys.digest(BINDING, &code()), sealed)
}

/// Whether digest and encrypted copy are accepted.
fn accepts(keys: &Keys, (digest, sealed): &(Vec<u8>, Vec<u8>)) -> (bool, bool) {
    let opened = keys.unseal("demo", RECORD, sealed);
    let opens = opened.is_ok_and(|opened| opened.reveal() == code().reveal());
    (keys.matches(digest, BINDING, &code()), opens)
}

fn key(byte: u8) -> String {
    format!("{byte:02x}{}", "5a".repeat(31))
}

#[test]
fn a_ring_is_lines_of_keys_and_comments() {
    let (one, two) = (key(1), key(2));
    let ids = |text: &str| KeyRing::from_text(text).map(|ring| ring.ids());
    let id = |key: &str| RootKey::from_hex(key).unwrap().id();
    assert_eq!(ids(&one).unwrap(), [id(&one)]);
    let text = format!("# current\r\n\n  {}\t\r\n  # earlier\n{one}", two.to_uppercase());
    assert_eq!(ids(&text).unwrap(), [id(&two), id(&one)]);
    for bad in ["", "\n# only words\n", "key", &format!("{one}\nkey"), &format!("{one} # current")]
    {
        assert!(matches!(ids(bad), Err(KeyError::Malformed)), "{bad:?}");
    }
    assert!(matches!(ids(&format!("{one}\n{two}\n{one}")), Err(KeyError::Twice)));
    let many = |count: u8| (0..count).map(|n| key(n) + "\n").collect::<String>();
    assert_eq!(ids(&many(32)).unwrap().len(), 32);
    assert!(matches!(ids(&many(33)), Err(KeyError::TooMany { max: 32 })));
}

#[test]
fn stored_forms_identify_their_key() {
    let keys = Keys::of(&RootKey::from_hex(&key(1)).unwrap());
    let (digest, sealed) = stored(&keys);
    for stored in [&digest, &sealed] {
        assert_eq!(KeyId::of_stored(stored), Some(keys.current()));
        assert!(stored.starts_with(&keys.current().head()));
    }
    assert_eq!(keys.current().to_string().len(), 8);
    for other in [&[][..], &digest[..4], &[2, 0, 0, 0, 0]] {
        assert_eq!(KeyId::of_stored(other), None);
    }
}

#[test]
fn codes_stay_valid_when_the_key_is_changed() {
    let (_folder, path) = file();
    let first = stored(&keys(&path));
    let mut seen = vec![first];
    for rotations in 1..=3 {
        let id = KeyRing::rotate(&path).unwrap();
        let keys = keys(&path);
        assert_eq!(keys.current(), id);
        for (age, old) in seen.iter().enumerate() {
            assert_eq!(accepts(&keys, old), (true, true), "code {age} after {rotations}");
        }
        let new = stored(&keys);
        assert!(new.0.starts_with(&id.head()) && new.1.starts_with(&id.head()));
        assert!(!seen.contains(&new));
        // Another code, subject or record still does not match.
        let other = Code::parse("629211157").unwrap();
        assert!(!keys.matches(&seen[0].0, BINDING, &other));
        assert!(!keys.matches(&seen[0].0, Binding { subject: "bob", ..BINDING }, &code()));
        assert!(keys.unseal("demo", RecordId::from_u128(8), &seen[0].1).is_err());
        seen.push(new);
    }
    // A host that was not restarted does not accept new codes.
    let text = fs::read_to_string(&path).unwrap();
    let oldest = Keys::of(&RootKey::from_hex(text.lines().last().unwrap()).unwrap());
    assert_eq!(accepts(&oldest, &seen[0]), (true, true));
    assert_eq!(accepts(&oldest, &seen[3]), (false, false));
}

/// A stored form is not accepted with another key's ID.
#[test]
fn a_forged_key_id_is_detected() {
    let (_folder, path) = file();
    let (mut digest, mut sealed) = stored(&keys(&path));
    let id = KeyRing::rotate(&path).unwrap();
    for stored in [&mut digest, &mut sealed] {
        stored[..KeyId::HEAD].copy_from_slice(&id.head());
    }
    assert_eq!(accepts(&keys(&path), &(digest, sealed)), (false, false));
}

#[test]
fn a_rotation_keeps_the_existing_text() {
    let (_folder, path) = file();
    let text = format!("# ours\n{}\n\n# theirs\n{}", key(1), key(2));
    fs::write(&path, &text).unwrap();
    KeyRing::rotate(&path).unwrap();
    let after = fs::read_to_string(&path).unwrap();
    assert_eq!(after.split_once('\n').unwrap().1, text);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn invalid_key_files_are_not_rotated() {
    let (folder, path) = file();
    let full: String = (0..32).map(|n| key(n) + "\n").collect();
    for text in ["", "torn", "password = x\n", &"00".repeat(32), &full] {
        fs::write(&path, text).unwrap();
        assert!(KeyRing::rotate(&path).is_err(), "{text:?}");
        assert!(KeyRing::retire(&path, || Ok::<_, ()>([].into())).is_err() || text == full);
    }
    assert!(KeyRing::rotate(&folder.path().join("none")).is_err());
    assert!(!folder.path().join("none").exists());
    fs::write(&path, [0xff, 0xfe]).unwrap();
    assert!(matches!(KeyRing::rotate(&path), Err(KeyError::File(_))));
}

#[test]
fn a_key_that_is_already_in_the_ring_is_not_added() {
    let twice = rotated(&key(1), &RootKey::from_hex(&key(1)).unwrap());
    assert!(matches!(twice, Err(KeyError::Twice)));
}

#[test]
fn a_new_ring_is_made_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codes.key");
    let ids = KeyRing::from_file_or_new(&path).unwrap().ids();
    assert_eq!(ids.len(), 1);
    let new = KeyRing::rotate(&path).unwrap();
    assert_eq!(KeyRing::from_file_or_new(&path).unwrap().ids(), [new, ids[0]]);
    assert!(
        matches!(RootKey::from_file(&path), Err(KeyError::Malformed)),
        "several keys in the file"
    );
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let (folder, path) = file();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let id = KeyRing::rotate(&link).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(KeyRing::from_file(&path).unwrap().ids()[0], id);
}
