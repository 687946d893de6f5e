//! Encryption: the form in which a code is stored if it must be shown again.

use super::derived::Derived;
use super::id::{FORMAT, KeyId};
use super::key_set::Keys;
use super::length_prefix::with_length;
use codemint_core::words::{Code, RecordId};
use xaes_256_gcm::aead::{Aead as _, KeyInit as _, Payload};
use xaes_256_gcm::{Nonce, Xaes256Gcm};
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// An encrypted value cannot be decrypted: its key is missing, it is of another record, or it is
/// damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the encrypted code cannot be decrypted with these keys for this record")]
pub struct Unsealable;

impl Keys {
    /// Encrypts a code under the current key for one record of one tenant: the format byte 1, the
    /// key ID (4 bytes), a nonce (24 bytes), then the code encrypted with XAES-256-GCM (the C2SP
    /// specification of that name) under the seal key, with a tag of 16 bytes at the end and
    /// `part(1) ‖ part(tenant) ‖ part(record ID)` as associated data; `part` as for the digest, the
    /// ID as its 16 bytes.
    ///
    /// `nonce` must be random; with 24 bytes, random nonces do not collide.
    ///
    /// # Errors
    /// [`Unsealable`] never in practice: only 64 GiB or more cannot be encrypted (NIST SP 800-38D
    /// section 5.2.1.1).
    pub fn seal(
        &self,
        tenant: &str,
        record: RecordId,
        code: &Code,
        nonce: [u8; NONCE],
    ) -> Result<Vec<u8>, Unsealable> {
        self.current.seal(&associated(tenant, record), code.reveal().as_bytes(), nonce)
    }

    /// Decrypts a code.
    ///
    /// # Errors
    /// [`Unsealable`] when the bytes were not encrypted under one of these keys for this tenant and
    /// record.
    pub fn unseal(&self, tenant: &str, record: RecordId, bytes: &[u8]) -> Result<Code, Unsealable> {
        let derived = self.of_stored(bytes).ok_or(Unsealable)?;
        let opened = derived.unseal(&associated(tenant, record), bytes)?;
        std::str::from_utf8(&opened).ok().and_then(Code::parse).ok_or(Unsealable)
    }
}

impl Derived {
    /// Format byte, key ID, nonce, ciphertext.
    pub(super) fn seal(
        &self,
        associated: &[u8],
        secret: &[u8],
        nonce: [u8; NONCE],
    ) -> Result<Vec<u8>, Unsealable> {
        let payload = Payload { msg: secret, aad: associated };
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), payload).map_err(|_| Unsealable)?;
        let mut bytes = self.id.head().to_vec();
        bytes.extend(nonce);
        bytes.extend(sealed);
        Ok(bytes)
    }

    pub(super) fn unseal(
        &self,
        associated: &[u8],
        bytes: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        let rest = bytes.get(KeyId::HEAD..).ok_or(Unsealable)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(Unsealable)?;
        let payload = Payload { msg: sealed, aad: associated };
        let opened = self.cipher().decrypt(&Nonce::from(*nonce), payload);
        Ok(Zeroizing::new(opened.map_err(|_| Unsealable)?))
    }

    fn cipher(&self) -> Xaes256Gcm {
        Xaes256Gcm::new(&self.seal.into())
    }
}

fn associated(tenant: &str, record: RecordId) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in [&[FORMAT][..], tenant.as_bytes(), &record.to_bytes()] {
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

    /// The ciphertext under a key of 32 equal bytes, as in the specification's vectors.
    fn encrypted(key: u8, associated: &[u8]) -> String {
        let keys = Derived { id: KeyId([0; 4]), digest: [0; 32], seal: [key; 32] };
        let sealed = keys.seal(associated, b"XAES-256-GCM", *b"ABCDEFGHIJKLMNOPQRSTUVWX").unwrap();
        sealed[KeyId::HEAD + NONCE..].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// c2sp.org/XAES-256-GCM, "Test vectors": one for each way of deriving the subkey K1.
    #[test]
    fn the_cipher_matches_the_specifications_vectors() {
        assert_eq!(encrypted(1, b""), "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
        let second = "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d";
        assert_eq!(encrypted(3, b"c2sp.org/XAES-256-GCM"), second);
        assert_ne!(encrypted(3, b"c2sp.org/XAES-256-GCm"), second);
    }

    #[test]
    fn a_code_decrypts_only_for_its_key_tenant_and_record() {
        let record = RecordId::from_u128(7);
        let code = Code::parse("123456789").unwrap();
        let sealed = keys("01").seal("demo", record, &code, [9; 24]).unwrap();
        assert_eq!(keys("01").unseal("demo", record, &sealed).unwrap().reveal(), "123456789");
        assert!(keys("02").unseal("demo", record, &sealed).is_err());
        assert!(keys("01").unseal("other", record, &sealed).is_err());
        assert!(keys("01").unseal("demo", RecordId::from_u128(8), &sealed).is_err());
        for place in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[place] ^= 1;
            assert!(keys("01").unseal("demo", record, &damaged).is_err(), "byte {place}");
            assert!(keys("01").unseal("demo", record, &sealed[..place]).is_err(), "cut {place}");
        }
    }
}
