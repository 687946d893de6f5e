//! Signed tokens: RS256 and nothing else (RFC 8725 section 3.1).

use super::authorization;
use super::claims::Claims;
use super::key_fault::KeyFault;
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

/// Checks the signed tokens of one tenant's callers.
pub(super) struct SignedTokens {
    rules: SignedToken,
    audience: String,
    keys: HashMap<String, DecodingKey>,
    validation: Validation,
    clock: Arc<dyn Clock>,
    verified: Mutex<HashMap<[u8; 32], Verified>>,
}

/// A token whose signature was verified before.
#[derive(Clone)]
struct Verified {
    caller: Arc<str>,
    /// `iat` and `exp` are compared with the clock at each request.
    claims: Arc<Claims>,
}

impl SignedTokens {
    /// How many verified tokens are remembered, by their SHA-256, so that a signature is verified
    /// once and not at every request.
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
        // The library verifies the signature only. The claims are checked here: the library accepts
        // times as numbers only, has no longest lifetime, and skips a missing audience.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        Ok(Self { rules, audience, keys, validation, clock, verified: Mutex::default() })
    }

    /// The access ID of the caller.
    pub(super) fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<str>, Problem> {
        let token = authorization::credentials(headers, "bearer");
        let token = token.ok_or(Problem::Unauthenticated)?;
        let now = self.clock.now().map_err(|_| Problem::Internal)?.seconds();
        let hash: [u8; 32] = Sha256::digest(token).into();
        let known =
            self.verified.lock().unwrap_or_else(PoisonError::into_inner).get(&hash).cloned();
        let verified = match known {
            Some(verified) => verified,
            None => self.verify(token)?,
        };
        if !verified.claims.is_current(now, &self.rules) {
            return Err(Problem::Unauthenticated);
        }
        let caller = Arc::clone(&verified.caller);
        self.remember(hash, verified);
        Ok(caller)
    }

    /// Verifies everything about a token that does not depend on the time.
    fn verify(&self, token: &str) -> Result<Verified, Problem> {
        check_header(token)?;
        let unverified: Claims = jsonwebtoken::dangerous::insecure_decode_claims(token)
            .map_err(|_| Problem::Unauthenticated)?;
        let key = self.keys.get(&unverified.sub).ok_or(Problem::Unauthenticated)?;
        let verified = jsonwebtoken::decode::<Claims>(token, key, &self.validation);
        let claims = verified.map_err(|_| Problem::Unauthenticated)?.claims;
        if claims.sub != unverified.sub || !claims.aud.includes(&self.audience) {
            return Err(Problem::Unauthenticated);
        }
        Ok(Verified { caller: claims.sub.as_str().into(), claims: Arc::new(claims) })
    }

    fn remember(&self, hash: [u8; 32], verified: Verified) {
        let mut all = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= Self::REMEMBERED && !all.contains_key(&hash) {
            all.clear();
        }
        all.insert(hash, verified);
    }
}

/// Refuses every algorithm but RS256 by the token's header, before anything else is read; that
/// includes `none` and the MACs (RFC 8725 section 2.1). Keys in the header are ignored, and
/// critical extensions are refused (RFC 7515 section 4.1.11).
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
