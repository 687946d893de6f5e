//! What standards say of a policy: met, not met, or a deviation that is accepted, and why.
//!
//! Sources: NIST SP 800-63A and 800-63B, OWASP ASVS 5.0 (section V6.5 and V6.6), RFC 8628 section
//! 5.1. Most of them speak of authentication; a code here is no factor of it, but the bar is theirs.

use super::strength::{Strength, one_in};
use codemint::words::Policy;
use std::fmt;

/// What is said of one rule.
pub(super) struct Finding {
    standard: &'static str,
    rule: &'static str,
    verdict: Verdict,
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Met,
    NotMet(String),
    /// Not met, and accepted: why.
    Accepted(&'static str),
}

/// A day, and ten minutes, in seconds.
const DAY: u32 = 24 * 60 * 60;
const TEN_MINUTES: u32 = 10 * 60;

/// What each rule says of a policy.
pub(super) fn findings(policy: &Policy, strength: &Strength) -> Vec<Finding> {
    let entropy = |bits: f64| {
        let enough = strength.bits >= bits;
        if enough { Verdict::Met } else { Verdict::NotMet(format!("{:.1} bits", strength.bits)) }
    };
    let finding = |standard, rule, verdict| Finding { standard, rule, verdict };
    vec![
        finding("NIST SP 800-63B", "20 bits where tries are limited", entropy(20.0)),
        finding("NIST SP 800-63B", "at most 100 wrong tries", Verdict::Met),
        finding("NIST SP 800-63A", "a mailed code lives 24 hours at most", mailed(policy)),
        finding("OWASP ASVS 6.5.1", "a code is good once", once(policy)),
        finding("OWASP ASVS 6.5.2", "slow salted hash below 112 bits", slow_hash(strength)),
        finding("OWASP ASVS 6.5.3", "drawn by a secure generator", Verdict::Met),
        finding("OWASP ASVS 6.5.4", "20 bits", entropy(20.0)),
        finding("OWASP ASVS 6.5.5", "out-of-band codes live 10 minutes at most", short(strength)),
        finding("OWASP ASVS 6.6.3", "guesses are limited", Verdict::Met),
        finding("RFC 8628 5.1", "a guess succeeds with 2^-32 at most", guessed(strength)),
    ]
}

fn mailed(policy: &Policy) -> Verdict {
    let life = policy.validity().max;
    if !policy.mail_configured || life <= DAY {
        return Verdict::Met;
    }
    Verdict::NotMet(format!("{life} s"))
}

fn once(policy: &Policy) -> Verdict {
    match policy.max_uses {
        1 => Verdict::Met,
        0 => Verdict::NotMet("as often as wanted".to_owned()),
        uses => Verdict::NotMet(format!("{uses} times")),
    }
}

fn slow_hash(strength: &Strength) -> Verdict {
    if strength.bits >= 112.0 {
        return Verdict::Met;
    }
    Verdict::Accepted(
        "a slow hash of so few codes falls in hours; the key lies outside the database",
    )
}

fn short(strength: &Strength) -> Verdict {
    if strength.life <= TEN_MINUTES {
        return Verdict::Met;
    }
    Verdict::Accepted("the code enrols or activates, it is no factor of a login")
}

/// The RFC's own example: eight letters of 20, five tries.
fn guessed(strength: &Strength) -> Verdict {
    if strength.chance <= 2.0_f64.powi(-32) {
        return Verdict::Met;
    }
    // There a guess may hit anybody's code; here the guesser must name the subject too, so that
    // whoever guesses has one subject's codes before it. Below this it is too likely all the same.
    if strength.chance <= 1e-5 {
        return Verdict::Accepted(
            "a guess must name the subject too, and locks that subject's codes",
        );
    }
    Verdict::NotMet(one_in(strength.chance))
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verdict, why) = match &self.verdict {
            Verdict::Met => ("met", String::new()),
            Verdict::NotMet(found) => ("NOT MET", format!(": {found}")),
            Verdict::Accepted(why) => ("deviation accepted", format!(": {why}")),
        };
        write!(f, "{:<17} {:<42} {verdict}{why}", self.standard, self.rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codemint::words::{Alphabet, CodeFormat, ValidityBounds};

    fn verdicts(alphabet: Alphabet, length: u8, max: u32, change: fn(&mut Policy)) -> Vec<String> {
        let format = CodeFormat::new(alphabet, length).unwrap();
        let mut policy = Policy::new(format, 5, ValidityBounds { min: 60, max }).unwrap();
        change(&mut policy);
        let found = findings(&policy, &Strength::of(&policy));
        found.iter().map(ToString::to_string).collect()
    }

    fn of<'a>(found: &'a [String], standard: &str) -> &'a str {
        found.iter().find(|line| line.starts_with(standard)).unwrap()
    }

    #[test]
    fn a_strong_policy_meets_all_but_what_is_accepted() {
        let found = verdicts(Alphabet::Crockford32, 23, 600, |_| {});
        assert!(found.iter().all(|line| line.ends_with(" met")), "{found:#?}");
        let found = verdicts(Alphabet::Decimal, 8, 3600, |_| {});
        assert!(!found.iter().any(|line| line.contains("NOT MET")), "{found:#?}");
        let accepted = found.iter().filter(|line| line.contains("deviation accepted: ")).count();
        assert_eq!(accepted, 3, "{found:#?}");
    }

    #[test]
    fn each_weakness_is_named() {
        let found = verdicts(Alphabet::Decimal, 6, 2 * 86_400, |policy| {
            policy.mail_configured = true;
            policy.max_uses = 3;
            policy.max_live = 100;
        });
        for (standard, told) in [
            ("NIST SP 800-63B", "NOT MET: 19.9 bits"),
            ("NIST SP 800-63A", "NOT MET: 172800 s"),
            ("OWASP ASVS 6.5.1", "NOT MET: 3 times"),
            ("OWASP ASVS 6.5.4", "NOT MET: 19.9 bits"),
            ("RFC 8628", "NOT MET: 1 chance in 2000"),
        ] {
            assert!(of(&found, standard).ends_with(told), "{standard}: {found:#?}");
        }
        let endless = verdicts(Alphabet::Decimal, 8, 600, |policy| policy.max_uses = 0);
        assert!(of(&endless, "OWASP ASVS 6.5.1").ends_with("NOT MET: as often as wanted"));
    }
}
