//! How hard a policy's codes are to guess.

use codemint::words::Policy;
use serde::Serialize;
use std::fmt;

/// The strength of a policy's codes against an attacker who knows the subject and guesses.
#[derive(Serialize)]
pub(super) struct Strength {
    /// Bits of entropy: the symbols that are drawn, without check symbols.
    pub(super) bits: f64,
    /// The chance that a guess is right before every code of the subject is locked. A wrong guess
    /// counts against each live code, and each may be the one that is guessed.
    pub(super) chance: f64,
    /// Wrong attempts that lock a code.
    pub(super) max_tries: u8,
    /// Live codes that a subject may have.
    pub(super) max_live: u16,
    /// The longest validity of a code, in seconds.
    pub(super) max_validity: u32,
}

impl Strength {
    pub(super) fn of(policy: &Policy) -> Self {
        let format = policy.format();
        let bits = f64::from(format.length()) * f64::from(format.alphabet().size()).log2();
        let (max_tries, max_live) = (policy.max_tries(), policy.max_live.max(1));
        let guesses = f64::from(max_tries) * f64::from(max_live);
        let chance = (guesses / bits.exp2()).min(1.0);
        Self { bits, chance, max_tries, max_live, max_validity: policy.validity().max }
    }

    /// The chance of a guesser.
    pub(super) fn guessed(&self) -> String {
        one_in(self.chance)
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bits, max_tries, max_live, max_validity, .. } = self;
        write!(f, "{bits:.1} bits, {max_tries} attempts, {max_live} live, {max_validity} s")
    }
}

/// A chance as people read it.
pub(super) fn one_in(chance: f64) -> String {
    if chance >= 1.0 { "certainty".to_owned() } else { format!("1 chance in {:.0}", 1.0 / chance) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codemint::words::{Alphabet, CheckScheme, CodeFormat, ValidityBounds};

    fn policy(length: u8, tries: u8, max_live: u16) -> Policy {
        let format = CodeFormat::new(Alphabet::Decimal, length).unwrap();
        let mut policy = Policy::new(format, tries, ValidityBounds { min: 60, max: 600 }).unwrap();
        policy.max_live = max_live;
        policy
    }

    #[test]
    fn strength_follows_from_the_codes_and_the_guesses() {
        let eight = Strength::of(&policy(8, 5, 1));
        assert!((eight.bits - 26.575).abs() < 0.001);
        assert_eq!(one_in(eight.chance), "1 chance in 20000000");
        assert_eq!(one_in(Strength::of(&policy(8, 5, 10)).chance), "1 chance in 2000000");
        assert_eq!(one_in(Strength::of(&policy(1, 10, 1)).chance), "certainty");
        assert_eq!(one_in(Strength::of(&policy(1, 100, 9)).chance), "certainty");
    }

    #[test]
    fn check_symbols_make_no_code_stronger() {
        let format = CodeFormat::new(Alphabet::Decimal, 8).unwrap();
        let checked = format.with_check(CheckScheme::Mod97).unwrap();
        let bounds = ValidityBounds { min: 60, max: 600 };
        let bits = |format| Strength::of(&Policy::new(format, 5, bounds).unwrap()).bits;
        assert!((bits(format) - bits(checked)).abs() < f64::EPSILON);
    }
}
