//! The identity of a computer.

use codemint_core::words::{SubjectKey, is_computer_name};

/// A computer, identified by what its key is derived from.
///
/// Only the case of ASCII letters is normalized: the tables for other letters change between
/// versions of Unicode, and the derived key must never change. Other letters must always be spelled
/// the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computer {
    /// Upper case.
    name: String,
    /// Lower case.
    domain: String,
    /// Lower case; empty if there is none.
    device_id: String,
}

/// Why something is not a computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComputerFault {
    /// The name is not a `NetBIOS` name ([`is_computer_name`]), or a key is not of a computer.
    #[error(
        r#"a computer's name has 1 to 15 characters, none of \ / : * ? " < > |, no leading dot, no white space at its ends"#
    )]
    Name,
    /// The domain is empty, too long, or contains white space or control characters.
    #[error("a computer's domain has 1 to 253 bytes, without white space")]
    Domain,
    /// The device ID is not a UUID.
    #[error("a device ID is a UUID: 8, 4, 4, 4 and 12 hexadecimal digits, separated by hyphens")]
    DeviceId,
}

impl Computer {
    /// The computer of that `NetBIOS` name ([`is_computer_name`]), in that domain (1 to 253 bytes,
    /// the longest DNS name; or a directory tenant's UUID, or `WORKGROUP`), with that device ID (a
    /// UUID) if it has one. The case of ASCII letters is ignored.
    ///
    /// # Errors
    /// [`ComputerFault`] for the first of the three that is not valid.
    pub fn new(name: &str, domain: &str, device_id: Option<&str>) -> Result<Self, ComputerFault> {
        if !is_computer_name(name) {
            return Err(ComputerFault::Name);
        }
        if !(1..=253).contains(&domain.len()) || domain.chars().any(is_blank) {
            return Err(ComputerFault::Domain);
        }
        Self::spelled(name, domain, device_id)
    }

    /// The computer of that name in that domain, neither of which is checked here.
    fn spelled(name: &str, domain: &str, device_id: Option<&str>) -> Result<Self, ComputerFault> {
        if !device_id.is_none_or(is_uuid) {
            return Err(ComputerFault::DeviceId);
        }
        Ok(Self {
            name: name.to_ascii_uppercase(),
            domain: domain.to_ascii_lowercase(),
            device_id: device_id.unwrap_or_default().to_ascii_lowercase(),
        })
    }

    /// The computer of that canonical key, `domain\\name$`, with that device ID if it has one.
    ///
    /// An issuer derives device keys from computers made this way. To provision a computer, do the
    /// same, with [`SubjectKey::of_computer`]: a canonical key is case-folded beyond ASCII, unlike
    /// [`Self::new`]. Every key of a computer is accepted ([`SubjectKey::as_computer`]); name and
    /// domain were checked when they were parsed, and folding may have made them longer.
    ///
    /// # Errors
    /// [`ComputerFault::Name`] for a key that is not of a computer; [`ComputerFault::DeviceId`].
    pub fn of_key(key: &SubjectKey, device_id: Option<&str>) -> Result<Self, ComputerFault> {
        let (domain, name) = key.as_computer().ok_or(ComputerFault::Name)?;
        Self::spelled(name, domain, device_id)
    }

    /// Name, domain and device ID as used in the derivation.
    pub(super) fn parts(&self) -> [&[u8]; 3] {
        [self.name.as_bytes(), self.domain.as_bytes(), self.device_id.as_bytes()]
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Whether a text is a UUID (RFC 9562 section 4), in either case.
pub(crate) fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_computer_cannot_be_made() {
        let id = "9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90";
        let good = Computer::new("CENL02", "domain.ad", Some(id)).unwrap();
        assert_eq!(good, Computer::new("cenl02", "Domain.AD", Some(&id.to_uppercase())).unwrap());
        assert!(Computer::new("ÄÖÜ456789012345", "WORKGROUP", None).is_ok());
        for name in ["", "1234567890123456", ".a", " a", "a\\b", "a|b", "a\u{0}"] {
            assert_eq!(Computer::new(name, "d", None), Err(ComputerFault::Name), "{name:?}");
        }
        for domain in ["", " d", "d\n", &"d".repeat(254)] {
            assert_eq!(Computer::new("C", domain, None), Err(ComputerFault::Domain), "{domain:?}");
        }
        for id in ["", &id[1..], &id.replace('-', ""), &id.replace('9', "g"), &format!("{{{id}}}")]
        {
            let fault = Computer::new("C", "d", Some(id));
            assert_eq!(fault, Err(ComputerFault::DeviceId), "{id:?}");
        }
    }

    #[test]
    fn every_key_of_a_computer_is_accepted() {
        for (name, domain) in [
            ("LAB PC 7", "domain.ad"),
            ("ŉŉŉŉŉŉŉŉŉŉŉŉŉŉŉ", "d"), // Folded, it has 30 characters.
            ("C", &"ΐ".repeat(120)),  // Folded, it has 720 bytes.
        ] {
            let key = SubjectKey::of_computer(name, domain);
            assert!(Computer::of_key(&key, None).is_ok(), "{name}");
        }
        for other in ["alice@example.com", "domain.ad\\alice", "\\pc$", "d\\$"] {
            let key = SubjectKey::of_user(other).unwrap();
            assert_eq!(Computer::of_key(&key, None), Err(ComputerFault::Name), "{other}");
        }
    }
}
