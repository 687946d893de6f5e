//! `[tls]` and `[proxy]`: what is between the gateway and its callers.

use super::reader::{Found, Section};
use ipnet::IpNet;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// The files of the gateway's certificate and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    /// The certificate and its chain, PEM.
    pub(crate) cert: PathBuf,
    /// The private key, PEM.
    pub(crate) key: PathBuf,
}

impl TlsFiles {
    pub(super) fn from(mut section: Section<'_>, folder: &Path) -> Option<Self> {
        let cert = section.required::<String>("cert");
        let key = section.required::<String>("key");
        section.finish();
        Some(Self { cert: folder.join(cert?.value), key: folder.join(key?.value) })
    }
}

/// The networks of the proxies that are trusted to report how a call reached them.
pub(super) fn trusted_proxies(whole: &mut Section<'_>) -> Vec<IpNet> {
    let Some(found) = whole.optional::<Section<'_>>("proxy") else { return Vec::new() };
    let mut section = found.value;
    let named = section.required::<Vec<Found<String>>>("trusted");
    let mut trusted = Vec::new();
    for Found { at, value } in named.map(|found| found.value).unwrap_or_default() {
        let single = || value.parse::<IpAddr>().map(IpNet::from);
        match value.parse::<IpNet>().or_else(|_| single()) {
            Ok(network) if network.prefix_len() == 0 => {
                section
                    .fault(at, format!("`{value}` is every address: any caller would be trusted"));
            }
            Ok(network) => trusted.push(network),
            Err(_) => section.fault(
                at,
                format!("`{value}` is not an address or a network: write it like 10.0.0.0/8"),
            ),
        }
    }
    section.finish();
    trusted
}

/// Whether an address to listen on can be reached only from this machine.
pub(crate) fn is_loopback(listen: &str) -> bool {
    let host = listen.rsplit_once(':').map_or(listen, |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn loopback_addresses_are_recognized() {
        for listen in ["127.0.0.1:80", "127.9.9.9:0", "[::1]:443", "localhost:80", "LocalHost:1"] {
            assert!(is_loopback(listen), "{listen}");
        }
        for listen in
            ["0.0.0.0:80", "[::]:80", "10.0.0.1:80", "example.com:80", "localhost.evil:1", ":80"]
        {
            assert!(!is_loopback(listen), "{listen}");
        }
    }
}
