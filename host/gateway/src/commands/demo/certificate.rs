//! The demo's certificate, made once.

use crate::config::TlsFiles;
use crate::home::Home;
use rcgen::{CertificateParams, DnType, KeyPair};
use std::io;
use std::time::{Duration, SystemTime};
use time::OffsetDateTime;
use zeroize::Zeroizing;

/// The self-signed certificate in the data folder.
pub(super) const CERTIFICATE: &str = "demo-tls.pem";
const KEY: &str = "demo-tls.key";

/// The names of the certificate: all loopback names and addresses.
const NAMES: [&str; 4] = ["localhost", "*.localhost", "127.0.0.1", "::1"];

/// The validity: longer than any demo.
const LIFE: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The files of certificate and key, which are made if they do not exist.
///
/// # Errors
/// When they cannot be made or written.
pub(super) fn files(home: &Home) -> io::Result<TlsFiles> {
    let files = TlsFiles { cert: home.file(CERTIFICATE), key: home.file(KEY) };
    if !files.cert.exists() || !files.key.exists() {
        let (cert, key) = make().map_err(io::Error::other)?;
        home.write_private(KEY, key.as_bytes())?;
        home.write_private(CERTIFICATE, cert.as_bytes())?;
    }
    Ok(files)
}

fn make() -> Result<(String, Zeroizing<String>), rcgen::Error> {
    let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
    params.distinguished_name.push(DnType::CommonName, "codemint demo");
    let now = SystemTime::now();
    // Callers whose clock is a little behind must not refuse it.
    params.not_before = OffsetDateTime::from(now - Duration::from_secs(24 * 60 * 60));
    params.not_after = OffsetDateTime::from(now + LIFE);
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok((certificate.pem(), Zeroizing::new(key.serialize_pem())))
}
