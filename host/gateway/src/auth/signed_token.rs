//! Signed tokens: RS256 and nothing else (RFC 8725 section 3.1).

use super::authorization;
use super::claims::Claims;
use crate::config::TenantConfig;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use codemint::clock::Clock;
use codemint::journey::Problem;
use codemint::module::SignedToken;
use http::HeaderMap;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Why a tenant's keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyFault {
    /// A key, or a password's hash, cannot be read.
    #[error("tenant `{tenant}`, {what}: {why}")]
    Unreadable {
        /// The tenant.
        tenant: String,
        /// What it is and whose.
        what: String,
        /// Why.
        why: String,
    },
    /// There are more keys than the scheme allows.
    #[error("tenant `{tenant}` has {count} access keys, at most {max} are allowed")]
    TooMany {
        /// The tenant.
        tenant: String,
        /// How many it has.
        count: usize,
        /// How many it may have.
        max: u8,
    },
}

impl KeyFault {
    pub(super) fn unreadable(tenant: &TenantConfig, what: String, why: String) -> Self {
        Self::Unreadable { tenant: tenant.id.clone(), what, why }
    }
}

/// Checks the signed tokens of one tenant's callers.
pub(crate) struct SignedTokens {
    rules: SignedToken,
    audience: String,
    keys: HashMap<String, DecodingKey>,
    validation: Validation,
    clock: Arc<dyn Clock>,
    known: Mutex<HashMap<[u8; 32], Known>>,
}

/// A token whose signature was found good before.
#[derive(Clone)]
struct Known {
    caller: Arc<str>,
    /// `iat` and `exp` are looked at again each time.
    claims: Arc<Claims>,
}

impl SignedTokens {
    /// How many tokens are remembered, so that a signature is checked once and not at every
    /// request. A token is remembered by its SHA-256.
    const REMEMBERED: usize = 1024;

    /// # Errors
    /// [`KeyFault`] when a key cannot be read, or there are too many.
    pub(super) fn new(
        rules: SignedToken,
        tenant: &TenantConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, KeyFault> {
        let access_keys = &tenant.credentials.access_keys;
        let count = access_keys.len();
        if count > rules.max_keys.into() {
            return Err(KeyFault::TooMany {
                tenant: tenant.id.clone(),
                count,
                max: rules.max_keys,
            });
        }
        let mut keys = HashMap::new();
        for key in access_keys {
            let fault = |why| KeyFault::unreadable(tenant, format!("access key `{}`", key.id), why);
            let pem = key.public_key.read().map_err(fault)?;
            let decoded = DecodingKey::from_rsa_pem(pem.as_bytes());
            keys.insert(key.id.clone(), decoded.map_err(|error| fault(error.to_string()))?);
        }
        let audience = format!("{}{}", tenant.base_url, rules.audience_path);
        let mut validation = Validation::new(Algorithm::RS256);
        validation.algorithms = vec![Algorithm::RS256];
        // The library checks the signature. The claims are ours: it takes times as numbers only,
        // knows no longest life, and checks an audience only where there is one.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        Ok(Self { rules, audience, keys, validation, clock, known: Mutex::default() })
    }

    /// The access id of the caller.
    pub(super) fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<str>, Problem> {
        let token = authorization::credentials(headers, "bearer");
        let token = token.ok_or(Problem::Unauthenticated)?;
        let now = self.clock.now().map_err(|_| Problem::Internal)?.seconds();
        let hash: [u8; 32] = Sha256::digest(token).into();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&hash).cloned();
        let known = match known {
            Some(known) => known,
            None => self.verify(token)?,
        };
        if !known.claims.is_current(now, &self.rules) {
            return Err(Problem::Unauthenticated);
        }
        let caller = Arc::clone(&known.caller);
        self.remember(hash, known);
        Ok(caller)
    }

    /// Checks everything about a token that does not change with time.
    fn verify(&self, token: &str) -> Result<Known, Problem> {
        check_header(token)?;
        let unverified: Claims = jsonwebtoken::dangerous::insecure_decode_claims(token)
            .map_err(|_| Problem::Unauthenticated)?;
        let key = self.keys.get(&unverified.sub).ok_or(Problem::Unauthenticated)?;
        let verified = jsonwebtoken::decode::<Claims>(token, key, &self.validation);
        let claims = verified.map_err(|_| Problem::Unauthenticated)?.claims;
        if claims.sub != unverified.sub || !claims.aud.names(&self.audience) {
            return Err(Problem::Unauthenticated);
        }
        Ok(Known { caller: claims.sub.as_str().into(), claims: Arc::new(claims) })
    }

    fn remember(&self, hash: [u8; 32], known: Known) {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= Self::REMEMBERED && !all.contains_key(&hash) {
            all.clear();
        }
        all.insert(hash, known);
    }
}

/// Refuses every algorithm but RS256, by what the header says and before anything else is read:
/// `none` and the MACs with them (RFC 8725 section 2.1). Keys in a header are never looked at, and
/// an extension that must be understood is not (RFC 7515 section 4.1.11).
fn check_header(token: &str) -> Result<(), Problem> {
    #[derive(Deserialize)]
    struct Header {
        alg: String,
        crit: Option<serde_json::Value>,
    }
    let first = token.split('.').next().unwrap_or_default();
    let json = URL_SAFE_NO_PAD.decode(first).map_err(|_| Problem::Unauthenticated)?;
    let header: Header = serde_json::from_slice(&json).map_err(|_| Problem::Unauthenticated)?;
    if header.alg != "RS256" {
        return Err(Problem::Forbidden);
    }
    if header.crit.is_some() { Err(Problem::Unauthenticated) } else { Ok(()) }
}
