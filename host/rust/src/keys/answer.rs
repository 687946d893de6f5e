//! The forms in which answers are stored for repeated requests.

use super::derived::Derived;
use super::id::{FORMAT, KeyId};
use super::key_set::Keys;
use super::length_prefix::with_length;
use super::seal::Unsealable;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

impl Keys {
    /// The digest of a request's content under the current key: the format byte 1, the key ID (4
    /// bytes), and `HMAC-SHA-256(digest key, part(1) ‖ part("request") ‖ part(p) …)` over its
    /// parts, with `part` as for a code's digest. The hash is keyed because a body may contain a
    /// code, which an unkeyed hash would disclose.
    #[must_use]
    pub fn request_digest(&self, parts: &[&[u8]]) -> Vec<u8> {
        self.current.request_digest(parts)
    }

    /// Whether a stored digest, under any of the keys, is that of these parts. Compares in constant
    /// time.
    #[must_use]
    pub fn is_same_request(&self, stored: &[u8], parts: &[&[u8]]) -> bool {
        let derived = self.of_stored(stored).unwrap_or(&self.current);
        derived.request_digest(parts).ct_eq(stored).into()
    }

    /// Encrypts an answer's body under the current key, as [`Self::seal`] does a code, with
    /// `part(1) ‖ part(tenant) ‖ part("answer") ‖ part(name)` as associated data.
    ///
    /// # Errors
    /// [`Unsealable`] never in practice: only 64 GiB or more cannot be encrypted.
    pub fn seal_answer(
        &self,
        tenant: &str,
        name: &[u8; 32],
        body: &[u8],
        nonce: [u8; 24],
    ) -> Result<Vec<u8>, Unsealable> {
        self.current.seal(&associated(tenant, name), body, nonce)
    }

    /// Decrypts an answer's body.
    ///
    /// # Errors
    /// [`Unsealable`] when the bytes were not encrypted under one of these keys for this tenant and
    /// name.
    pub fn unseal_answer(
        &self,
        tenant: &str,
        name: &[u8; 32],
        bytes: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        self.of_stored(bytes).ok_or(Unsealable)?.unseal(&associated(tenant, name), bytes)
    }
}

impl Derived {
    fn request_digest(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut digest = Vec::with_capacity(KeyId::HEAD + 32);
        digest.extend(self.id.head());
        // HMAC accepts keys of any length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.digest) {
            for part in [&[FORMAT][..], b"request"].iter().chain(parts) {
                with_length(part, |bytes| mac.update(bytes));
            }
            digest.extend(mac.finalize().into_bytes());
        }
        digest
    }
}

fn associated(tenant: &str, name: &[u8; 32]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in [&[FORMAT][..], tenant.as_bytes(), b"answer", name] {
        with_length(part, |piece| bytes.extend_from_slice(piece));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::RootKey;

    fn keys(first: &str) -> Keys {
        Keys::of(&RootKey::from_hex(&format!("{first}{}", "5a".repeat(31))).unwrap())
    }

    #[test]
    fn an_answer_decrypts_only_for_its_key_tenant_and_name() {
        let (name, other) = ([7; 32], [8; 32]);
        let sealed = keys("01").seal_answer("demo", &name, b"{}", [9; 24]).unwrap();
        assert_eq!(&**keys("01").unseal_answer("demo", &name, &sealed).unwrap(), b"{}");
        assert!(keys("02").unseal_answer("demo", &name, &sealed).is_err());
        assert!(keys("01").unseal_answer("two", &name, &sealed).is_err());
        assert!(keys("01").unseal_answer("demo", &other, &sealed).is_err());
    }

    #[test]
    fn requests_differ_by_their_parts_and_part_boundaries() {
        let keys = keys("01");
        let digest = keys.request_digest(&[b"issue", b"ab"]);
        assert!(keys.is_same_request(&digest, &[b"issue", b"ab"]));
        for parts in [&[&b"issue"[..], b"ac"][..], &[b"issuea", b"b"], &[b"issue"], &[]] {
            assert!(!keys.is_same_request(&digest, parts));
        }
        assert!(!keys.is_same_request(&[], &[b"issue", b"ab"]));
    }
}
