//! The digest: the form in which a code is stored to be compared.

use super::{Binding, Derived, FORMAT, KeyId, Keys, with_length};
use codemint_core::words::Code;
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
    /// A short code has so few values that any hash without a key falls to trying them all, so the
    /// hash has a key (NIST SP 800-63B section 3.1.1.2 asks for one "stored separately").
    #[must_use]
    pub fn digest(&self, binding: Binding<'_>, code: &Code) -> Vec<u8> {
        self.current.digest(binding, code)
    }

    /// Whether a stored digest, under any of the keys, is that of this code. The time does not
    /// depend on where they differ; a digest of another format or key never matches.
    #[must_use]
    pub fn matches(&self, stored: &[u8], binding: Binding<'_>, code: &Code) -> bool {
        // Under a key that is not known the answer is no; it takes as long as any other.
        let derived = self.of_stored(stored).unwrap_or(&self.current);
        derived.digest(binding, code).ct_eq(stored).into()
    }
}

/// The digests of one code, one under each key of a ring, to be compared with many stored ones. No
/// `Debug`.
pub(crate) struct Digests(Vec<Vec<u8>>);

impl Keys {
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
