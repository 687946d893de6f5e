//! Keys that are retired, and keys that must not be.

use super::{accepts, file, key, keys, stored};
use crate::keys::{KeyId, KeyRing, RetireError};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Retires all keys but these.
fn retire(path: &Path, used: &[KeyId]) -> Vec<KeyId> {
    let used: BTreeSet<_> = used.iter().copied().collect();
    KeyRing::retire(path, || Ok::<_, ()>(used)).unwrap()
}

fn ids(path: &Path) -> Vec<KeyId> {
    KeyRing::from_file(path).unwrap().ids()
}

#[test]
fn a_retired_key_is_not_accepted_any_more() {
    let (folder, path) = file();
    let old = stored(&keys(&path));
    KeyRing::rotate(&path).unwrap();
    let middle = stored(&keys(&path));
    KeyRing::rotate(&path).unwrap();
    let [newest, second, first] = ids(&path)[..] else { panic!("three keys") };
    assert_eq!(retire(&path, &[newest, second, first]), []);
    assert_eq!(ids(&path), [newest, second, first]);
    assert_eq!(retire(&path, &[second]), [first]);
    assert_eq!(accepts(&keys(&path), &old), (false, false));
    assert_eq!(accepts(&keys(&path), &middle), (true, true));
    // The current key stays, whether anything is under it or not.
    assert_eq!(retire(&path, &[]), [second]);
    assert_eq!(ids(&path), [newest]);
    assert_eq!(retire(&path, &[]), []);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 1);
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["codes.key", "codes.key.lock"], "a draft or a hold was left");
}

#[test]
fn comments_and_other_keys_stay() {
    let (_folder, path) = file();
    let text = format!("# a\n{}\n# b\n{}\n# c\n{}", key(1), key(2), key(3));
    fs::write(&path, text).unwrap();
    let [_, second, third] = ids(&path)[..] else { panic!("three keys") };
    assert_eq!(retire(&path, &[third]), [second]);
    let expected = format!("# a\n{}\n# b\n# c\n{}", key(1), key(3));
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[test]
fn a_key_that_is_held_stays() {
    let (_folder, path) = file();
    let (ring, hold) = KeyRing::hold(&path).unwrap();
    let old = ring.ids()[0];
    let new = KeyRing::rotate(&path).unwrap();
    // A host that was not restarted issues under the old key, though nothing is stored under it.
    assert_eq!(retire(&path, &[]), []);
    assert_eq!(ids(&path), [new, old]);
    let (ring, _other) = KeyRing::hold(&path).unwrap();
    assert_eq!(ring.ids(), [new, old], "a later host holds the new key");
    assert_eq!(retire(&path, &[]), []);
    drop(hold);
    assert_eq!(retire(&path, &[]), [old]);
    assert_eq!(ids(&path), [new]);
}

#[test]
fn nothing_is_retired_if_the_keys_in_use_are_unknown() {
    let (_folder, path) = file();
    KeyRing::rotate(&path).unwrap();
    let before = ids(&path);
    let failed = KeyRing::retire(&path, || Err("the store is closed"));
    assert!(matches!(failed, Err(RetireError::InUse("the store is closed"))));
    assert_eq!(ids(&path), before);
}

#[test]
fn concurrent_rotations_lose_no_key() {
    let (_folder, path) = file();
    let first = ids(&path)[0];
    let mut new: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> =
            (0..16).map(|_| scope.spawn(|| KeyRing::rotate(&path).unwrap())).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let found = ids(&path);
    assert_eq!(found.last(), Some(&first));
    let mut rotated = found[..16].to_vec();
    rotated.sort();
    new.sort();
    assert_eq!(rotated, new);
}
