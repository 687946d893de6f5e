//! The digest: the form in which a code is stored for comparison.

use super::derived::Derived;
use super::id::{FORMAT, KeyId};
use super::key_set::Keys;
use super::length_prefix::with_length;
use codemint_core::words::{Code, Purpose, SubjectKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq as _};

/// Format byte, key ID, HMAC.
const LENGTH: usize = KeyId::HEAD + 32;

/// What a code is bound to when it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// The tenant of the code.
    pub tenant: &'a str,
    /// What the code grants.
    pub purpose: Purpose,
    /// The subject of the code (canonical key).
    pub subject: &'a str,
}

impl Keys {
    /// The digest of a code under the current key, 37 bytes: the format byte 1, the key ID (4
    /// bytes), and
    ///
    /// `HMAC-SHA-256(digest key, part(1) ‖ part(tenant) ‖ part(purpose) ‖ part(subject) ‖
    /// part(code))`
    ///
    /// where `part(x)` is the length of `x` in bytes as a 32-bit number, most significant byte
    /// first, and then `x`; the first part is the format byte.
    ///
    /// A digest from before names were kept in normal form C has the name that it was made for
    /// after those bytes, if that was another spelling of the subject's.
    ///
    /// The hash is keyed, since all values of a short code can be tried against an unkeyed one
    /// (NIST SP 800-63B section 3.1.1.2 asks for a key "stored separately").
    #[must_use]
    pub fn digest(&self, binding: Binding<'_>, code: &Code) -> Vec<u8> {
        self.current.digest(binding, code)
    }

    /// Whether a stored digest, under any of the keys, is that of this code. Compares in constant
    /// time. A digest of another format or key never matches, nor does one with a name that is not
    /// a spelling of the subject's.
    #[must_use]
    pub fn matches(&self, stored: &[u8], binding: Binding<'_>, code: &Code) -> bool {
        // Under an unknown key the answer is no, after the same time as any other answer.
        let derived = self.of_stored(stored).unwrap_or(&self.current);
        let (digest, name) = stored.split_at_checked(LENGTH).unwrap_or((stored, &[]));
        let spelled = spelling(name, binding.subject);
        let binding = Binding { subject: spelled.unwrap_or(binding.subject), ..binding };
        let same: bool = derived.digest(binding, code).ct_eq(digest).into();
        same && spelled.is_some() != name.is_empty()
    }
}

/// The digests of one code, one under each key of a ring, for comparison with many stored ones. No
/// `Debug`.
pub(crate) struct Digests(Vec<Vec<u8>>);

impl Keys {
    /// Whether a stored digest has the name that it was made for, so that it must be compared by
    /// [`Keys::matches`] and not by [`Digests`].
    pub(crate) const fn carries_name(stored: &[u8]) -> bool {
        stored.len() > LENGTH
    }

    /// The digests as which a code of this binding may be stored. Unlike with [`Keys::matches`] for
    /// each stored digest, the time does not depend on what is stored.
    pub(crate) fn digests(&self, binding: Binding<'_>, code: &Code) -> Digests {
        Digests(self.all().map(|derived| derived.digest(binding, code)).collect())
    }
}

impl Digests {
    /// A value that is not the digest of any code.
    pub(crate) const NONE: [u8; LENGTH] = [0; LENGTH];

    /// Whether a stored digest is one of them. All are compared in constant time; a digest of
    /// another format or key never matches.
    pub(crate) fn contain(&self, stored: &[u8]) -> bool {
        let compared = self.0.iter().map(|digest| digest.ct_eq(stored));
        compared.fold(Choice::from(0), |found, same| found | same).into()
    }
}

/// The name in a digest, if it is a spelling of this canonical key.
fn spelling<'a>(name: &'a [u8], subject: &str) -> Option<&'a str> {
    let name = std::str::from_utf8(name).ok()?;
    SubjectKey::of_user(name).is_some_and(|key| key.as_str() == subject).then_some(name)
}

impl Derived {
    fn digest(&self, binding: Binding<'_>, code: &Code) -> Vec<u8> {
        let mut digest = Vec::with_capacity(LENGTH);
        digest.extend(self.id.head());
        digest.extend(self.mac(binding, code));
        digest
    }

    fn mac(&self, binding: Binding<'_>, code: &Code) -> [u8; 32] {
        // HMAC accepts keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.digest) else { return [0; 32] };
        for part in [
            &[FORMAT][..],
            binding.tenant.as_bytes(),
            binding.purpose.name().as_bytes(),
            binding.subject.as_bytes(),
            code.reveal().as_bytes(),
        ] {
            with_length(part, |bytes| mac.update(bytes));
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::RootKey;

    #[test]
    fn a_digest_of_another_spelling_matches_only_its_subject() {
        let keys = Keys::of(&RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap());
        let code = |text| Code::parse(text).unwrap();
        let of = |subject| Binding { tenant: "demo", purpose: Purpose::Activation, subject };
        let (old, new) = ("mu\u{308}ller", "m\u{fc}ller");
        let made = keys.digest(of(old), &code("12345678"));
        assert!(!keys.matches(&made, of(new), &code("12345678")), "bound to the old spelling");
        let carried = [&made, old.as_bytes()].concat();
        assert!(keys.matches(&carried, of(new), &code("12345678")));
        assert!(!keys.matches(&carried, of(new), &code("12345679")));
        // An attacker who can write to the store cannot pass one subject's code off as another's.
        for (stored, subject) in [
            (carried.clone(), "moller"),
            ([&keys.digest(of("bob"), &code("12345678")), &b"bob"[..]].concat(), new),
            ([&made, &b"\xff"[..]].concat(), new),
            ([&made, new.as_bytes()].concat(), new),
        ] {
            assert!(!keys.matches(&stored, of(subject), &code("12345678")), "{subject}");
        }
        let plain = keys.digest(of(new), &code("12345678"));
        assert!(keys.matches(&plain, of(new), &code("12345678")));
    }
}
