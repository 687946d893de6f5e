//! Which computer it is.

/// A computer, by what its key is derived from.
///
/// Only ASCII letters change their case: the tables for others change between versions of Unicode,
/// and a key must be derived alike for ever. Other letters must come in one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computer {
    /// Upper case.
    name: String,
    /// Lower case.
    domain: String,
    /// Lower case; empty = none.
    device_id: String,
}

/// Why something is no computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComputerFault {
    /// The name is no NetBIOS name.
    #[error(
        r#"a computer's name has 1 to 15 characters, none of \ / : * ? " < > | and no leading dot"#
    )]
    Name,
    /// The domain is empty, too long, or has white space or control characters in it.
    #[error("a computer's domain has 1 to 253 bytes, without white space")]
    Domain,
    /// The device id is no UUID.
    #[error("a device id is a UUID: 8, 4, 4, 4 and 12 hexadecimal digits with dashes between")]
    DeviceId,
}

impl Computer {
    /// The computer of that NetBIOS name (1 to 15 characters), in that domain (1 to 253 bytes, the
    /// longest DNS name; or a directory tenant's UUID, or `WORKGROUP`), with that device id (a
    /// UUID) if it has one. All are compared without regard to the case of ASCII letters.
    ///
    /// # Errors
    /// [`ComputerFault`] names the first of the three that is ill-formed.
    pub fn new(name: &str, domain: &str, device_id: Option<&str>) -> Result<Self, ComputerFault> {
        if !is_netbios_name(name) {
            return Err(ComputerFault::Name);
        }
        if !(1..=253).contains(&domain.len()) || domain.chars().any(is_blank) {
            return Err(ComputerFault::Domain);
        }
        if !device_id.is_none_or(is_uuid) {
            return Err(ComputerFault::DeviceId);
        }
        Ok(Self {
            name: name.to_ascii_uppercase(),
            domain: domain.to_ascii_lowercase(),
            device_id: device_id.unwrap_or_default().to_ascii_lowercase(),
        })
    }

    /// The computer of that canonical key, `domain\\name$`, with that device id if it has one.
    ///
    /// An issuer derives a computer's key from this one. Whoever hands a computer its key does so
    /// too, by way of [`SubjectKey::of_computer`]: a canonical key is case-folded beyond ASCII, which
    /// [`Self::new`] is not.
    ///
    /// [`SubjectKey::of_computer`]: codemint_core::words::SubjectKey::of_computer
    ///
    /// # Errors
    /// As [`Self::new`]; [`ComputerFault::Name`] for a key that is no computer's.
    pub fn of_key(key: &str, device_id: Option<&str>) -> Result<Self, ComputerFault> {
        let (domain, name) = key.rsplit_once('\\').ok_or(ComputerFault::Name)?;
        let name = name.strip_suffix('$').ok_or(ComputerFault::Name)?;
        Self::new(name, domain, device_id)
    }

    /// Name, domain and device id as they enter the derivation.
    pub(super) fn parts(&self) -> [&[u8]; 3] {
        [self.name.as_bytes(), self.domain.as_bytes(), self.device_id.as_bytes()]
    }
}

fn is_netbios_name(name: &str) -> bool {
    let allowed = |c: char| !is_blank(c) && !r#"\/:*?"<>|"#.contains(c);
    (1..=15).contains(&name.chars().count()) && !name.starts_with('.') && name.chars().all(allowed)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// RFC 9562 section 4, in either case.
pub(crate) fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ill_formed_computer_does_not_exist() {
        let id = "9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90";
        let good = Computer::new("CENL02", "domain.ad", Some(id)).unwrap();
        assert_eq!(good, Computer::new("cenl02", "Domain.AD", Some(&id.to_uppercase())).unwrap());
        assert!(Computer::new("ÄÖÜ456789012345", "WORKGROUP", None).is_ok());
        for name in ["", "1234567890123456", ".a", "a b", "a\\b", "a|b", "a\u{0}"] {
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
}
