//! TLS 1.2 and 1.3, with a certificate that can change while the gateway runs.

use crate::config::TlsFiles;
use codemint::files;
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio_rustls::TlsAcceptor;
use zeroize::Zeroizing;

/// Why a certificate cannot be used. Never includes the content of a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// A file cannot be read.
    #[error("cannot read `{}`: {}", .0.display(), .1)]
    File(PathBuf, io::Error),
    /// A file does not hold what it should.
    #[error("`{}` holds no {} in PEM", .0.display(), .1)]
    Pem(PathBuf, &'static str),
    /// Certificate and key do not match, or are of an unsupported kind.
    #[error("the certificate in `{}` cannot be used with its key: {}", .0.display(), .1)]
    Unusable(PathBuf, rustls::Error),
    /// The library does not support the configuration.
    #[error("cannot set up TLS: {0}")]
    Setup(rustls::Error),
}

/// The gateway's certificate.
pub(crate) struct Certificate {
    files: Mutex<TlsFiles>,
    current: Arc<Current>,
    acceptor: TlsAcceptor,
    provider: Arc<CryptoProvider>,
    /// The SHA-256 of the files' content when they were last read, usable or not.
    seen: Mutex<[u8; 32]>,
}

/// A certificate that was read and can be used.
pub(crate) struct Usable {
    files: TlsFiles,
    seen: [u8; 32],
    certified: CertifiedKey,
}

/// The certificate of the next handshake.
struct Current(RwLock<Arc<CertifiedKey>>);

impl fmt::Debug for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Current")
    }
}

impl Current {
    fn set(&self, certified: CertifiedKey) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certified);
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Certificate {
    /// The protocol ID of HTTP/2 in ALPN (RFC 9113 section 3.1).
    pub(super) const HTTP2: &'static [u8] = b"h2";

    /// Loads a certificate and its key.
    ///
    /// # Errors
    /// [`TlsError`] when the files cannot be used.
    pub(crate) fn load(files: &TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let read = Files::read(files)?;
        let current = Arc::new(Current(RwLock::new(Arc::new(read.certified(files, &provider)?))));
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Setup)?;
        let mut config =
            config.with_no_client_auth().with_cert_resolver(Arc::<Current>::clone(&current));
        config.alpn_protocols = vec![Self::HTTP2.to_vec(), b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let seen = Mutex::new(read.sha256());
        Ok(Self { files: Mutex::new(files.clone()), current, acceptor, provider, seen })
    }

    pub(super) const fn acceptor(&self) -> &TlsAcceptor {
        &self.acceptor
    }

    /// Reads the certificate in other files, for [`Self::change`]. Blocks the thread.
    ///
    /// # Errors
    /// [`TlsError`] when it cannot be used.
    pub(crate) fn read(&self, files: &TlsFiles) -> Result<Usable, TlsError> {
        let read = Files::read(files)?;
        let certified = read.certified(files, &self.provider)?;
        Ok(Usable { files: files.clone(), seen: read.sha256(), certified })
    }

    /// Replaces the certificate from the next handshake on, and reloads from its files.
    pub(crate) fn change(&self, usable: Usable) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        self.current.set(usable.certified);
        (*files, *seen) = (usable.files, usable.seen);
    }

    /// Uses the files' present content, if it has changed. Unusable content is reported once, and
    /// the old certificate stays (one of the two files may have been written before the other).
    /// Blocks the thread.
    pub(super) fn reload(&self) {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let read = Files::read(&files);
        let now = read.as_ref().map_or([0; 32], Files::sha256);
        if now == *seen {
            return;
        }
        *seen = now;
        match read.and_then(|read| read.certified(&files, &self.provider)) {
            Ok(certified) => {
                self.current.set(certified);
                tracing::info!("the certificate was changed");
            }
            Err(error) => {
                tracing::warn!(cause = %error, "the old certificate stays: the new one cannot be used");
            }
        }
    }
}

/// The content of the two files. No `Debug`; the key is zeroed on drop.
struct Files {
    cert: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl Files {
    fn read(paths: &TlsFiles) -> Result<Self, TlsError> {
        let read = |path: &Path| files::read(path).map_err(|e| TlsError::File(path.to_owned(), e));
        Ok(Self { cert: read(&paths.cert)?.to_vec(), key: read(&paths.key)? })
    }

    fn sha256(&self) -> [u8; 32] {
        let parts = [Sha256::digest(&self.cert), Sha256::digest(&self.key)];
        Sha256::digest(parts.concat()).into()
    }

    fn certified(
        &self,
        files: &TlsFiles,
        provider: &CryptoProvider,
    ) -> Result<CertifiedKey, TlsError> {
        let no_certificate = || TlsError::Pem(files.cert.clone(), "certificate");
        let chain = CertificateDer::pem_slice_iter(&self.cert).collect::<Result<Vec<_>, _>>();
        let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or_else(no_certificate)?;
        let key = PrivateKeyDer::from_pem_slice(&self.key)
            .map_err(|_| TlsError::Pem(files.key.clone(), "private key"))?;
        CertifiedKey::from_der(chain, key, provider)
            .map_err(|error| TlsError::Unusable(files.cert.clone(), error))
    }
}
