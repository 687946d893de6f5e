//! Detection of subjects that a request repeats.

use crate::words::SubjectKey;
use alloc::{vec, vec::Vec};

/// A hash table of the subjects' places in the caller's list.
///
/// A set of keys would copy each key, and compare it with a dozen others on insertion. The hash is
/// not keyed, so a caller may send subjects that all collide; each is then compared with all before
/// it, of which a request has at most 1,000.
pub(super) struct Places {
    /// A place plus 1; 0 for a free slot. At least half of the slots stay free.
    slots: Vec<u32>,
}

impl Places {
    /// A table for this many subjects.
    pub(super) fn of(subjects: usize) -> Self {
        Self { slots: vec![0; (2 * subjects).next_power_of_two()] }
    }

    /// Whether the subject is new; if so, records `place` as its place. `at` returns the subject at
    /// a place that was recorded.
    pub(super) fn is_new<'a>(
        &mut self,
        subject: &SubjectKey,
        place: usize,
        at: impl Fn(usize) -> Option<&'a SubjectKey>,
    ) -> bool {
        let count = self.slots.len();
        let begin = hash(subject.as_str()) as usize & (count - 1);
        let slots = (begin..count).chain(0..begin);
        for slot in slots {
            match self.slots.get_mut(slot) {
                Some(free @ 0) => {
                    *free = place as u32 + 1;
                    return true;
                }
                Some(kept) if at(*kept as usize - 1) == Some(subject) => return false,
                _ => {}
            }
        }
        true
    }
}

/// FNV-1a with 64 bits, folded to 32 by XOR (RFC 9923).
fn hash(text: &str) -> u32 {
    let one = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, one);
    (hash >> 32 ^ hash) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn each_subject_is_new_once() {
        let subjects: Vec<_> = (0..1_000)
            .map(|number| SubjectKey::from_canonical(format!("{}@example.com", number % 600)))
            .collect();
        let mut places = Places::of(subjects.len());
        for (place, subject) in subjects.iter().enumerate() {
            let new = places.is_new(subject, place, |place| subjects.get(place));
            assert_eq!(new, place < 600, "{place}");
        }
    }

    #[test]
    fn colliding_subjects_are_distinguished() {
        // Two slots: the second subject hashes to the slot of the first, or to the one beside it.
        for name in ["a", "b", "c", "d", "e", "f"] {
            let subjects = ["x", name].map(|name| SubjectKey::from_canonical(name.into()));
            let mut places = Places::of(1);
            for (place, subject) in subjects.iter().enumerate() {
                assert!(places.is_new(subject, place, |place| subjects.get(place)));
                assert!(!places.is_new(subject, place, |place| subjects.get(place)));
            }
        }
    }
}
