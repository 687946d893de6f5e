//! Bearer tokens, valid and invalid: JWTs built by hand, so that every part can be wrong.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// The claims of a token. Empty by default.
#[derive(Clone, Debug, Default)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// The audience and the access ID of that token, valid from now on for ten minutes.
    ///
    /// # Panics
    /// When it is not a token.
    #[must_use]
    pub fn like(token: &str) -> Self {
        let payload = token.split('.').nth(1).expect("a token has three parts");
        let payload = URL_SAFE_NO_PAD.decode(payload).expect("a token's parts are base64url");
        let old: Value = serde_json::from_slice(&payload).expect("a token's claims are JSON");
        let fresh = Self::default().with("sub", old["sub"].clone()).with("aud", old["aud"].clone());
        fresh.with("iat", json!(now())).with("exp", json!(now() + 600))
    }

    /// Sets a claim.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// Removes a claim.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// The text of a claim.
    ///
    /// # Panics
    /// When there is no such claim, or it is not a string.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0[name].as_str().expect("a string")
    }
}

/// An RSA key.
pub struct Key(KeyPair);

impl Key {
    /// Parses the key in a PEM file (PKCS#8). Text before it is ignored (RFC 7468 section 2).
    ///
    /// # Panics
    /// When there is no key.
    #[must_use]
    pub fn from_pem(pem: &str) -> Self {
        let lines = pem.lines().skip_while(|line| !line.starts_with("-----BEGIN"));
        let body: String = lines.filter(|line| !line.starts_with("-----")).collect();
        let der = STANDARD.decode(body).expect("a PEM's body is base64");
        Self(KeyPair::from_pkcs8(&der).expect("an RSA key in PKCS#8"))
    }

    /// Generates a key that no gateway knows.
    ///
    /// # Panics
    /// When there is no randomness.
    #[must_use]
    pub fn stranger() -> Self {
        Self(KeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    /// The private half as PEM (PKCS#8).
    #[must_use]
    pub fn private_pem(&self) -> String {
        let der: Pkcs8V1Der<'_> = self.0.as_der().unwrap();
        pem("PRIVATE KEY", der.as_ref())
    }

    /// The public half as PEM (SPKI).
    #[must_use]
    pub fn public_pem(&self) -> String {
        let der: PublicKeyX509Der<'_> = self.0.public_key().as_der().unwrap();
        pem("PUBLIC KEY", der.as_ref())
    }

    /// The public half as a JWK (RFC 7517).
    ///
    /// # Panics
    /// When the key is not one of 2048 bits with the usual exponent.
    #[must_use]
    pub fn jwk(&self) -> Value {
        // PKCS#1: a sequence of modulus (a zero byte, then 256) and exponent (three bytes).
        let der = self.0.public_key().as_ref();
        let (head, rest) = der.split_at(9);
        let (modulus, exponent) = rest.split_at(256);
        assert_eq!((head[8], exponent), (0, &[2, 3, 1, 0, 1][..]));
        json!({
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "n": URL_SAFE_NO_PAD.encode(modulus),
            "e": URL_SAFE_NO_PAD.encode(&exponent[2..]),
        })
    }

    /// Signs a token with the usual header.
    #[must_use]
    pub fn token(&self, claims: &Claims) -> String {
        self.token_with(&json!({"alg": "RS256", "typ": "JWT"}), claims)
    }

    /// Signs a token with any header. The signature is always RS256.
    #[must_use]
    pub fn token_with(&self, header: &Value, claims: &Claims) -> String {
        signed(header, claims, |message| {
            let mut signature = vec![0; self.0.public_modulus_len()];
            let random = SystemRandom::new();
            self.0.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
            signature
        })
    }
}

/// A token with any header, signed by the closure.
pub fn signed(header: &Value, claims: &Claims, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(&Value::Object(claims.0.clone())));
    let signature = URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// The time in seconds since 1970.
///
/// # Panics
/// When the clock is before 1970.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> =
        body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
