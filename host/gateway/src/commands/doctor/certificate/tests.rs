use super::*;
use rcgen::{CertificateParams, KeyPair};
use std::path::PathBuf;
use tempfile::TempDir;
use time::OffsetDateTime;

const DAY: u64 = 24 * 60 * 60;

/// The second that all checks below take for now.
const NOW: u64 = 1_800_000_000;

/// A self-signed certificate for `codes.example`, valid from one day before [`NOW`].
fn certificate(days: i64) -> (TempDir, TlsFiles) {
    let mut params = CertificateParams::new(vec!["codes.example".to_owned()]).unwrap();
    let now = OffsetDateTime::from_unix_timestamp(NOW.cast_signed()).unwrap();
    params.not_before = now - Duration::from_secs(DAY);
    params.not_after = now + time::Duration::days(days);
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    let folder = tempfile::tempdir().unwrap();
    let cert = folder.path().join("tls.pem");
    files::write_new(&cert, pem.as_bytes()).unwrap();
    (folder, TlsFiles { cert, key: PathBuf::new() })
}

fn checked(days: i64, name: &str, now: u64) -> Result<(), Finding> {
    let (_folder, files) = certificate(days);
    for_name(&files, name, UnixTime::since_unix_epoch(Duration::from_secs(now)))
}

fn wrong(detail: &str) -> Result<(), Finding> {
    Err(Finding::wrong(WHAT, format!("for `codes.example`: {detail}")))
}

#[test]
fn a_certificate_is_checked_for_its_time_and_its_name() {
    assert_eq!(checked(30, "codes.example", NOW), Ok(()));
    assert_eq!(checked(1, "codes.example", NOW + 2 * DAY), wrong("expired: renew it"));
    assert_eq!(
        checked(30, "codes.example", NOW - 2 * DAY),
        wrong("not valid yet: check the clock")
    );
    let soon = checked(13, "codes.example", NOW).unwrap_err();
    assert!(!soon.is_wrong() && !soon.is_ok(), "{soon:?}");
    let other = checked(30, "other.example", NOW).unwrap_err();
    assert!(other.is_wrong(), "{other:?}");
}

#[test]
fn a_file_without_a_certificate_is_wrong() {
    let (_folder, files) = certificate(30);
    std::fs::write(&files.cert, "no PEM").unwrap();
    let checked = for_name(&files, "codes.example", UnixTime::now());
    assert_eq!(checked, wrong("the file has no certificate"));
}
