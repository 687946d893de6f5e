//! The gateway's certificate: whether callers accept it now, and for how long.

use crate::commands::finding::Finding;
use crate::config::{Config, TlsFiles};
use codemint::files;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::aws_lc_rs;
use rustls::{CertificateError, Error, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

const WHAT: &str = "certificate";

/// A certificate that expires within this time needs attention.
const SOON: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Checks the certificate for the name of every tenant.
pub(super) fn check(files: &TlsFiles, config: &Config) -> Finding {
    match names(config).into_iter().try_for_each(|name| for_name(files, &name, UnixTime::now())) {
        Ok(()) => Finding::ok(WHAT, "valid for every tenant, for more than 14 days"),
        Err(finding) => finding,
    }
}

/// The host names that callers use: those of the tenants, or of their base URLs.
fn names(config: &Config) -> Vec<String> {
    let of_tenant = config.tenants.iter().flat_map(|tenant| match tenant.hosts.as_slice() {
        [] => Url::parse(&tenant.base_url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .into_iter()
            .collect(),
        hosts => hosts.to_vec(),
    });
    of_tenant.collect()
}

/// Checks it for one name. The last certificate of the chain is trusted: which authorities callers
/// trust is not known here.
fn for_name(files: &TlsFiles, name: &str, now: UnixTime) -> Result<(), Finding> {
    let wrong = |detail: String| Finding::wrong(WHAT, format!("for `{name}`: {detail}"));
    let pem = files::read(&files.cert).map_err(|error| wrong(error.to_string()))?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok).collect();
    let [first, rest @ ..] = chain.as_slice() else {
        return Err(wrong("the file has no certificate".to_owned()));
    };
    let host = name.trim_start_matches('[').trim_end_matches(']');
    let server = ServerName::try_from(host).map_err(|_| wrong("not a host name".to_owned()))?;
    let verifier = verifier(chain.last().unwrap_or(first)).map_err(wrong)?;
    let at = |time| verifier.verify_server_cert(first, rest, &server, &[], time);
    let soon = UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs()) + SOON);
    match (at(now), at(soon)) {
        (Ok(_), Ok(_)) => Ok(()),
        (Ok(_), Err(_)) => {
            let detail = format!("for `{name}`: expires within 14 days: renew it");
            Err(Finding::warning(WHAT, detail))
        }
        (Err(error), _) => Err(of_error(&error, name)),
    }
}

fn verifier(root: &CertificateDer<'_>) -> Result<Arc<WebPkiServerVerifier>, String> {
    let mut roots = RootCertStore::empty();
    roots.add(root.clone().into_owned()).map_err(|error| error.to_string())?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
    builder.build().map_err(|error| error.to_string())
}

fn of_error(error: &Error, name: &str) -> Finding {
    let detail = match error {
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            let detail = "its issuer is not in the file: most callers need the whole chain";
            return Finding::warning(WHAT, format!("for `{name}`: {detail}"));
        }
        Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => "expired: renew it".to_owned(),
        Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        ) => "not valid yet: check the clock".to_owned(),
        Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => "not valid for this name: get one that names it".to_owned(),
        other => {
            // Such as a self-signed certificate of an authority, which some callers accept.
            let detail = format!("for `{name}`: some callers refuse it: {other}");
            return Finding::warning(WHAT, detail);
        }
    };
    Finding::wrong(WHAT, format!("for `{name}`: {detail}"))
}

#[cfg(test)]
mod tests;
