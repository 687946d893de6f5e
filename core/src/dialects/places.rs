//! Which subjects a request names once more.

use crate::words::SubjectKey;
use alloc::{vec, vec::Vec};

/// Places of subjects in a list of the caller's, found by a sum over their bytes.
///
/// Not a set of keys: each would be copied into it, and compared with a dozen others on its way.
/// Nothing is secret about the sum, so that somebody may send subjects which all have the same one;
/// each is then compared with all before it, of which a request has 1,000 at the most.
pub(super) struct Places {
    /// A place and one more; 0 where nothing is. At least half of them stay free.
    slots: Vec<u32>,
}

impl Places {
    /// Room for so many subjects.
    pub(super) fn of(subjects: usize) -> Self {
        Self { slots: vec![0; (2 * subjects).next_power_of_two()] }
    }

    /// Whether the subject is there for the first time; then `place` is kept as its. `at` answers
    /// which subject has a place that was kept.
    pub(super) fn is_new<'a>(
        &mut self,
        subject: &SubjectKey,
        place: usize,
        at: impl Fn(usize) -> Option<&'a SubjectKey>,
    ) -> bool {
        let count = self.slots.len();
        let begin = sum(subject.as_str()) as usize & (count - 1);
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

/// FNV-1a with 64 bits, its halves laid over each other (RFC 9923).
fn sum(text: &str) -> u32 {
    let one = |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let sum = text.bytes().fold(0xcbf2_9ce4_8422_2325, one);
    (sum >> 32 ^ sum) as u32
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
    fn subjects_of_one_sum_are_told_apart() {
        // Two slots for one subject: the second comes where the first is, or beside it.
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
