//! `[[tenants.access_keys]]`, `[[tenants.keys]]`, `[[tenants.tokens]]` and `[[tenants.accounts]]`:
//! the credentials of a tenant's callers.

use super::reader::{Found, Section};
use super::secret::SecretSource;
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// The most keys of a tenant: two, so that one can be replaced while the other is in use.
const MAX_KEYS: usize = 2;

/// The credentials of a tenant's callers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials {
    /// The public keys of callers who sign their tokens.
    pub(crate) access_keys: Vec<AccessKey>,
    /// The keys that callers send.
    pub(crate) keys: Vec<NamedSecret>,
    /// Whether such a key may be in the query, where proxies may log it.
    pub(crate) key_in_query: bool,
    /// Whether callers need no key where the tenant has none.
    pub(crate) allow_unauthenticated: bool,
    /// The registered bearer tokens.
    pub(crate) tokens: Vec<TokenDigest>,
    /// The accounts, with their password hashes.
    pub(crate) accounts: Vec<NamedSecret>,
}

/// The public key of a caller who signs tokens.
#[derive(Clone, Debug)]
pub(crate) struct AccessKey {
    /// The caller's ID; a token's `sub`.
    pub(crate) id: String,
    /// The public key, PEM.
    pub(crate) public_key: SecretSource,
}

/// A secret, or the hash of a password, and its owner.
#[derive(Clone, Debug)]
pub(crate) struct NamedSecret {
    /// The owner's name; the actor in the audit trail.
    pub(crate) name: String,
    /// The place of the secret.
    pub(crate) secret: SecretSource,
}

/// A registered bearer token. Its digest is not a credential.
#[derive(Clone, Debug)]
pub(crate) struct TokenDigest {
    /// The owner's name; the actor in the audit trail.
    pub(crate) name: String,
    /// The SHA-256 of the token.
    pub(crate) sha256: [u8; 32],
}

impl Credentials {
    pub(super) fn from(section: &mut Section<'_>, folder: &Path) -> Self {
        let access_keys = access_keys(section, folder);
        let keys_at = section.at_of("keys");
        let keys = named_secrets(section, folder, "keys", "key");
        if keys.len() > MAX_KEYS {
            section.fault(keys_at, format!("a tenant has at most {MAX_KEYS} keys"));
        }
        let key_in_query = section.optional::<bool>("key_in_query");
        let open = section.optional::<bool>("allow_unauthenticated");
        if let Some(Found { at, value: true }) = open
            && !keys.is_empty()
        {
            section.fault(at, "`allow_unauthenticated` is for tenants without keys");
        }
        Self {
            access_keys,
            keys,
            key_in_query: key_in_query.is_none_or(|found| found.value),
            allow_unauthenticated: open.is_some_and(|found| found.value),
            tokens: tokens(section),
            accounts: named_secrets(section, folder, "accounts", "password"),
        }
    }
}

fn access_keys(section: &mut Section<'_>, folder: &Path) -> Vec<AccessKey> {
    let Some(found) = section.optional::<Vec<Found<Section<'_>>>>("access_keys") else {
        return Vec::new();
    };
    let mut keys: Vec<AccessKey> = Vec::new();
    for Found { at, value: mut key } in found.value {
        let id = key.required::<String>("id").map(|found| found.value);
        let public_key = key.required::<Section<'_>>("public_key").map(|found| found.value);
        key.finish();
        let public_key = public_key.and_then(|source| SecretSource::from(source, folder));
        let (Some(id), Some(public_key)) = (id, public_key) else { continue };
        if keys.iter().any(|known| known.id == id) {
            section.fault(at, format!("access key `{id}` occurs twice"));
        }
        keys.push(AccessKey { id, public_key });
    }
    keys
}

/// An array of tables with a name and, under `member`, a secret.
fn named_secrets(
    section: &mut Section<'_>,
    folder: &Path,
    array: &str,
    member: &str,
) -> Vec<NamedSecret> {
    let Some(found) = section.optional::<Vec<Found<Section<'_>>>>(array) else {
        return Vec::new();
    };
    let mut all: Vec<NamedSecret> = Vec::new();
    for Found { at, value: mut table } in found.value {
        let name = name(&mut table);
        let secret = table.required::<Section<'_>>(member).map(|found| found.value);
        table.finish();
        let secret = secret.and_then(|source| SecretSource::from(source, folder));
        let (Some(name), Some(secret)) = (name, secret) else { continue };
        if all.iter().any(|known| known.name == name) {
            section.fault(at, format!("`{name}` occurs twice in `{array}`"));
        }
        all.push(NamedSecret { name, secret });
    }
    all
}

fn tokens(section: &mut Section<'_>) -> Vec<TokenDigest> {
    let Some(found) = section.optional::<Vec<Found<Section<'_>>>>("tokens") else {
        return Vec::new();
    };
    let mut tokens: Vec<TokenDigest> = Vec::new();
    for Found { at, value: mut table } in found.value {
        let name = name(&mut table);
        let sha256 = sha256(&mut table);
        table.finish();
        let (Some(name), Some(sha256)) = (name, sha256) else { continue };
        if tokens.iter().any(|known| known.name == name || known.sha256 == sha256) {
            section.fault(at, format!("token `{name}` occurs twice, by name or by digest"));
        }
        tokens.push(TokenDigest { name, sha256 });
    }
    tokens
}

/// A name for the audit trail. It has no colon, which ends an account's name (RFC 7617 section 2).
pub(super) fn name(table: &mut Section<'_>) -> Option<String> {
    let Found { at, value } = table.required::<String>("name")?;
    let fits = |c: char| !c.is_control() && c != ':';
    if value.trim() != value || !(1..=128).contains(&value.len()) || !value.chars().all(fits) {
        table.fault(at, "`name` must be 1 to 128 bytes without colon, control character, or white space around it");
        return None;
    }
    Some(value)
}

pub(super) fn sha256(table: &mut Section<'_>) -> Option<[u8; 32]> {
    let Found { at, value } = table.required::<String>("sha256")?;
    let (pairs, rest) = value.as_bytes().as_chunks::<2>();
    let mut digest = [0; 32];
    let mut valid = rest.is_empty() && pairs.len() == digest.len();
    for (byte, pair) in digest.iter_mut().zip(pairs) {
        let text = std::str::from_utf8(pair).unwrap_or_default();
        let parsed = u8::from_str_radix(text, 16).ok().filter(|_| !text.starts_with('+'));
        valid &= parsed.is_some();
        *byte = parsed.unwrap_or_default();
    }
    let fault = if !valid {
        "`sha256` must be 64 hexadecimal digits, as `codemint token-digest` writes them"
    } else if digest == <[u8; 32]>::from(Sha256::digest(b"")) {
        "`sha256` is the digest of an empty secret: make it again with `codemint token-digest`"
    } else {
        return Some(digest);
    };
    table.fault(at, fault);
    None
}
