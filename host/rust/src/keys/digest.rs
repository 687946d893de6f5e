//! The digest: the form in which a code is stored to be compared.

use super::{Binding, Derived, FORMAT, KeyId, Keys, with_length};
use codemint_core::words::{Code, SubjectKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq as _};

/// Format byte, key id, HMAC.
const LENGTH: usize = KeyId::HEAD + 32;

impl Keys {
    /// The digest of a code under the current key, 37 bytes: the format byte 1, the key id (4 bytes), and
    ///
    /// `HMAC-SHA-256(digest key, part(1) ‖ part(tenant) ‖ part(purpose) ‖ part(subject) ‖ part(code))`
    ///
    /// where `part(x)` is the length of `x` in bytes as a 32-bit number, most significant byte
    /// first, and then `x`; the first part is the format byte.
    ///
    /// A digest that was made before names were kept in normal form C carries, behind those bytes,
    /// the name that it was made for, where that was another spelling of the subject's.
    ///
    /// A short code has so few values that any hash without a key falls to trying them all, so the
    /// hash has a key (NIST SP 800-63B section 3.1.1.2 asks for one "stored separately").
    #[must_use]
    pub fn digest(&self, binding: Binding<'_>, code: &Code) -> Vec<u8> {
        self.current.digest(binding, code)
    }

    /// Whether a stored digest, under any of the keys, is that of this code. The time does not
    /// depend on where they differ; a digest of another format or key never matches, nor does one
    /// that carries a name which is not a spelling of the subject's.
    #[must_use]
    pub fn matches(&self, stored: &[u8], binding: Binding<'_>, code: &Code) -> bool {
        // Under a key that is not known the answer is no; it takes as long as any other.
        let derived = self.of_stored(stored).unwrap_or(&self.current);
        let (digest, name) = stored.split_at_checked(LENGTH).unwrap_or((stored, &[]));
        let spelled = spelling(name, binding.subject);
        let binding = Binding { subject: spelled.unwrap_or(binding.subject), ..binding };
        let same: bool = derived.digest(binding, code).ct_eq(digest).into();
        same && spelled.is_some() != name.is_empty()
    }
}

/// The digests of one code, one under each key of a ring, to be compared with many stored ones. No
/// `Debug`.
pub(crate) struct Digests(Vec<Vec<u8>>);

impl Keys {
    /// Whether a stored digest carries the name that it was made for, so that [`Digests`] do not
    /// have it and [`Keys::matches`] must say.
    pub(crate) const fn carries_name(stored: &[u8]) -> bool {
        stored.len() > LENGTH
    }

    /// The digests that a code of this binding may be stored as. It takes the same time whatever is
    /// stored, unlike [`Keys::matches`] for each stored digest.
    pub(crate) fn digests(&self, binding: Binding<'_>, code: &Code) -> Digests {
        let all = std::iter::once(&self.current).chain(&self.earlier);
        Digests(all.map(|derived| derived.digest(binding, code)).collect())
    }
}

impl Digests {
    /// A stored digest that no code has.
    pub(crate) const NONE: [u8; LENGTH] = [0; LENGTH];

    /// Whether a stored digest is one of them. Each is compared, in constant time; a digest of
    /// another format or key is none.
    pub(crate) fn contain(&self, stored: &[u8]) -> bool {
        let compared = self.0.iter().map(|digest| digest.ct_eq(stored));
        compared.fold(Choice::from(0), |found, same| found | same).into()
    }
}

/// The name that a digest carries, if it is a spelling of this canonical key.
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
        // HMAC takes keys of any length, so this key fits.
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
    use codemint_core::words::Purpose;

    #[test]
    fn a_digest_of_another_spelling_is_the_subjects_and_nobody_elses() {
        let keys = Keys::of(&RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap());
        let code = |text| Code::parse(text).unwrap();
        let of = |subject| Binding { tenant: "demo", purpose: Purpose::Activation, subject };
        let (old, new) = ("mu\u{308}ller", "m\u{fc}ller");
        let made = keys.digest(of(old), &code("12345678"));
        assert!(!keys.matches(&made, of(new), &code("12345678")), "bound to the old spelling");
        let carried = [&made, old.as_bytes()].concat();
        assert!(keys.matches(&carried, of(new), &code("12345678")));
        assert!(!keys.matches(&carried, of(new), &code("12345679")));
        // Whoever can write to the store gets nobody's code taken for another's.
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
