//! How hard a policy's codes are to guess.

use codemint::words::Policy;
use std::fmt;

/// The strength of a policy's codes against somebody who knows the subject and guesses.
pub(super) struct Strength {
    /// Bits of entropy: what was drawn, without check symbols.
    pub(super) bits: f64,
    /// The chance that one of the guesses is right which are allowed before every code of the
    /// subject is locked. A wrong guess counts against each live code, and each may be the one that
    /// is guessed.
    pub(super) chance: f64,
    /// Wrong guesses that lock a code.
    pub(super) tries: u8,
    /// Codes that a subject may have at a time.
    pub(super) codes: u16,
    /// The longest life of a code, in seconds.
    pub(super) life: u32,
}

impl Strength {
    pub(super) fn of(policy: &Policy) -> Self {
        let format = policy.format();
        let bits = f64::from(format.length()) * f64::from(format.alphabet().size()).log2();
        let (tries, codes) = (policy.max_tries(), policy.max_live.max(1));
        let guesses = f64::from(tries) * f64::from(codes);
        let chance = (guesses / bits.exp2()).min(1.0);
        Self { bits, chance, tries, codes, life: policy.validity().max }
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bits, chance, tries, codes, life } = self;
        write!(
            f,
            "{bits:.1} bits, {tries} tries, at most {codes} code(s) at a time, valid for {life} s at most: \
             a guesser succeeds with {}",
            one_in(*chance)
        )
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
    fn strength_is_counted_from_codes_and_guesses() {
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
