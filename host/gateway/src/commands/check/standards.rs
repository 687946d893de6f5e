//! What standards say of a policy: met, not met, or a deviation that is accepted, and why.
//!
//! Sources: NIST SP 800-63A and 800-63B, OWASP ASVS 5.0 (section V6.5 and V6.6), RFC 8628 section
//! 5.1. Most of them are about authentication; a code here is not an authentication factor, but the
//! same bar is applied.

use super::strength::{Strength, one_in};
use crate::output::{Cell, Hue};
use codemint::words::Policy;
use serde::Serialize;

/// One rule of a standard, and whether a policy meets it.
#[derive(Debug, Serialize)]
pub(super) struct Standard {
    standard: &'static str,
    rule: &'static str,
    verdict: Verdict,
    /// Why not, where the rule is not met.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Met,
    NotMet,
    /// Not met, and accepted.
    Accepted,
}

/// A verdict, and why.
type Judged = (Verdict, String);

/// A day, and ten minutes, in seconds.
const DAY: u32 = 24 * 60 * 60;
const TEN_MINUTES: u32 = 10 * 60;

/// What each rule says of a policy.
pub(super) fn of(policy: &Policy, strength: &Strength) -> Vec<Standard> {
    let entropy = |bits: f64| {
        let enough = strength.bits >= bits;
        if enough { met() } else { not_met(format!("{:.1} bits", strength.bits)) }
    };
    let judged =
        |standard, rule, (verdict, detail): Judged| Standard { standard, rule, verdict, detail };
    vec![
        judged("NIST SP 800-63B", "20 bits where attempts are limited", entropy(20.0)),
        judged("NIST SP 800-63B", "at most 100 wrong attempts", met()),
        judged("NIST SP 800-63A", "a mailed code is valid for 24 hours at most", mailed(policy)),
        judged("OWASP ASVS 6.5.1", "a code is valid once", once(policy)),
        judged("OWASP ASVS 6.5.2", "slow salted hash below 112 bits", slow_hash(strength)),
        judged("OWASP ASVS 6.5.3", "drawn by a secure generator", met()),
        judged("OWASP ASVS 6.5.4", "20 bits", entropy(20.0)),
        judged("OWASP ASVS 6.5.5", "an out-of-band code is valid for 10 minutes", short(strength)),
        judged("OWASP ASVS 6.6.3", "guesses are limited", met()),
        judged("RFC 8628 5.1", "a guesser succeeds with 2^-32 at most", guessed(strength)),
    ]
}

const fn met() -> Judged {
    (Verdict::Met, String::new())
}

const fn not_met(found: String) -> Judged {
    (Verdict::NotMet, found)
}

fn accepted(why: &str) -> Judged {
    (Verdict::Accepted, why.to_owned())
}

fn mailed(policy: &Policy) -> Judged {
    let life = policy.validity().max;
    if !policy.mail_configured || life <= DAY { met() } else { not_met(format!("{life} s")) }
}

fn once(policy: &Policy) -> Judged {
    match policy.max_uses {
        1 => met(),
        0 => not_met("uses are not limited".to_owned()),
        uses => not_met(format!("{uses} uses")),
    }
}

fn slow_hash(strength: &Strength) -> Judged {
    if strength.bits >= 112.0 {
        return met();
    }
    accepted("even a slow hash of so few codes is broken in hours; the key is not in the database")
}

fn short(strength: &Strength) -> Judged {
    if strength.max_validity <= TEN_MINUTES {
        return met();
    }
    accepted("the code enrols or activates; it is not a factor of a login")
}

/// The RFC's own example: eight letters of 20, five attempts.
fn guessed(strength: &Strength) -> Judged {
    if strength.chance <= 2.0_f64.powi(-32) {
        return met();
    }
    // In the RFC a guess may match any user's code. Here a guess names the subject, and only that
    // subject's codes can match. Above this bound the chance is too high nevertheless.
    if strength.chance <= 1e-5 {
        return accepted("a guess must name the subject too, and locks that subject's codes");
    }
    not_met(one_in(strength.chance))
}

impl Standard {
    pub(super) fn is_not_met(&self) -> bool {
        self.verdict == Verdict::NotMet
    }

    pub(super) fn is_accepted(&self) -> bool {
        self.verdict == Verdict::Accepted
    }

    /// A row below its policy.
    pub(super) fn row(&self) -> Vec<Cell> {
        let (verdict, hue) = match self.verdict {
            Verdict::Met => ("met", Hue::Green),
            Verdict::NotMet => ("NOT MET", Hue::Red),
            Verdict::Accepted => ("deviation accepted", Hue::Dim),
        };
        vec![
            Cell::of(format!("  {}", self.standard)),
            Cell::of(self.rule),
            Cell::of(verdict).hue(hue),
            Cell::of(&self.detail),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codemint::words::{Alphabet, CodeFormat, ValidityBounds};

    fn judged(alphabet: Alphabet, length: u8, max: u32, change: fn(&mut Policy)) -> Vec<Standard> {
        let format = CodeFormat::new(alphabet, length).unwrap();
        let mut policy = Policy::new(format, 5, ValidityBounds { min: 60, max }).unwrap();
        change(&mut policy);
        of(&policy, &Strength::of(&policy))
    }

    /// The details of the rules that are not met, by the beginning of the standard's name.
    fn detail<'a>(found: &'a [Standard], standard: &str) -> &'a str {
        let mut found = found.iter().filter(|one| one.is_not_met());
        &found.find(|one| one.standard.starts_with(standard)).unwrap().detail
    }

    #[test]
    fn a_strong_policy_meets_all_but_what_is_accepted() {
        let found = judged(Alphabet::Crockford32, 23, 600, |_| {});
        assert!(found.iter().all(|one| one.verdict == Verdict::Met), "{found:#?}");
        let found = judged(Alphabet::Decimal, 8, 3600, |_| {});
        assert!(!found.iter().any(Standard::is_not_met), "{found:#?}");
        assert_eq!(found.iter().filter(|one| one.is_accepted()).count(), 3, "{found:#?}");
    }

    #[test]
    fn each_weakness_is_reported() {
        let found = judged(Alphabet::Decimal, 6, 2 * 86_400, |policy| {
            policy.mail_configured = true;
            policy.max_uses = 3;
            policy.max_live = 100;
        });
        for (standard, expected) in [
            ("NIST SP 800-63B", "19.9 bits"),
            ("NIST SP 800-63A", "172800 s"),
            ("OWASP ASVS 6.5.1", "3 uses"),
            ("OWASP ASVS 6.5.4", "19.9 bits"),
            ("RFC 8628", "1 chance in 2000"),
        ] {
            assert_eq!(detail(&found, standard), expected, "{standard}: {found:#?}");
        }
        let endless = judged(Alphabet::Decimal, 8, 600, |policy| policy.max_uses = 0);
        assert_eq!(detail(&endless, "OWASP ASVS 6.5.1"), "uses are not limited");
    }
}
