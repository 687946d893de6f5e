//! The demo's key pair for signed tokens.

use super::names::{ACCESS_KEY, PUBLIC_KEY};
use crate::home::Home;
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io;
use zeroize::Zeroizing;

/// Makes a key pair and writes both halves.
///
/// # Errors
/// When the operating system gives no randomness, or the files cannot be written.
pub(super) fn make(home: &Home) -> io::Result<()> {
    let failed = |_| io::Error::other("cannot make a key pair");
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let private: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    let private = Zeroizing::new(pem("PRIVATE KEY", private.as_ref()));
    home.write_private(ACCESS_KEY, private.as_bytes())?;
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(failed)?;
    home.write_private(PUBLIC_KEY, pem("PUBLIC KEY", public.as_ref()).as_bytes())?;
    Ok(())
}

/// The PEM form (RFC 7468).
fn pem(label: &str, der: &[u8]) -> String {
    let base64 = Zeroizing::new(STANDARD.encode(der));
    let mut text = format!("-----BEGIN {label}-----\n");
    for (place, digit) in base64.chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            text.push('\n');
        }
        text.push(digit);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

/// Writes the ID of the key and the audience of its tokens before the key in its file, and returns
/// the new text.
///
/// # Errors
/// When the file cannot be read or written.
pub(super) fn label(home: &Home, access_id: &str, audience: &str) -> io::Result<Zeroizing<String>> {
    let known = home.read_text(ACCESS_KEY)?;
    let key = known.find("-----BEGIN").and_then(|start| known.get(start..)).unwrap_or_default();
    let text = Zeroizing::new(format!("access-id: {access_id}\naudience: {audience}\n{key}"));
    home.write_private(ACCESS_KEY, text.as_bytes())?;
    Ok(text)
}
