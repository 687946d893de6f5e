//! The properties of a request: names and order (the vendor's), and rules (ours, based on what the
//! systems that store such names allow).

use crate::words::is_computer_name;
use alloc::string::String;

/// The NETBIOS name of the computer (vendor).
pub(super) const COMPUTER_NAME: &str = "ComputerName";
/// The domain of the computer (vendor).
pub(super) const COMPUTER_DOMAIN: &str = "ComputerDomain";
/// The device's ID in its cloud directory (vendor).
pub(super) const DEVICE: &str = "AADDeviceId";
/// The account that requests the code (vendor).
pub(super) const USER_NAME: &str = "UserName";
/// The domain of that account (vendor).
pub(super) const USER_DOMAIN: &str = "UserDomain";
/// The number of the span for which the local account is unlocked (vendor).
pub(super) const SPAN: &str = "ValidityTimeIndex";
/// Why the code is needed (vendor).
pub(super) const REASON: &str = "Reason";
/// The local account that the code unlocks (vendor).
pub(super) const LOCAL_ACCOUNT: &str = "TemporaryAccountName";

/// Every property, in the order of the vendor's table, which is also the order of errors in a
/// reply.
pub(super) const ORDER: [&str; 8] =
    [COMPUTER_NAME, COMPUTER_DOMAIN, DEVICE, USER_NAME, USER_DOMAIN, SPAN, REASON, LOCAL_ACCOUNT];

/// A property that is a text, and its complete rule: a value that follows the message is accepted.
pub(super) struct Text {
    pub(super) name: &'static str,
    /// What the value must be.
    pub(super) expected: &'static str,
    /// Normalizes the value; `None` when it breaks the rule.
    pub(super) read: fn(&str) -> Option<String>,
}

/// The computer's name: see [`is_computer_name`].
pub(super) const COMPUTER_NAME_TEXT: Text = Text {
    name: COMPUTER_NAME,
    expected: "a NETBIOS name: 1 to 15 characters, no control character, none of \
               \\ / : * ? \" < > |, no dot in front, no space at either end",
    read: |text| is_computer_name(text).then(|| text.into()),
};

/// The computer's domain. `WORKGROUP` is a DNS name by its form, and so is a GUID without braces.
pub(super) const COMPUTER_DOMAIN_TEXT: Text = Text {
    name: COMPUTER_DOMAIN,
    expected: "a DNS domain name, the ID (GUID) of a directory, or WORKGROUP",
    read: |text| guid(text).or_else(|| is_dns_name(text).then(|| text.into())),
};

/// The device's ID.
pub(super) const DEVICE_TEXT: Text =
    Text { name: DEVICE, expected: "a GUID, with or without braces", read: guid };

/// The requesting account: up to the 256 characters that a directory allows for a SAM account name.
/// The limit of 20 of old systems does not apply to cloud accounts.
pub(super) const USER_NAME_TEXT: Text = Text {
    name: USER_NAME,
    expected: "an account name: 1 to 256 characters, no control character, none of \
               \" / \\ [ ] : ; | = , + * ? < >, no dot at the end, no space at either end",
    read: |text| is_account_name(text, 256).then(|| text.into()),
};

/// The requesting account's domain. `AzureAD` is a NETBIOS name by its form.
pub(super) const USER_DOMAIN_TEXT: Text = Text {
    name: USER_DOMAIN,
    expected: "a DNS or NETBIOS name of a domain, or AzureAD",
    read: |text| (is_computer_name(text) || is_dns_name(text)).then(|| text.into()),
};

/// What [`SPAN`] must be: 0 to `words::Span::MAX_INDEX`, as a JSON number of digits only.
pub(super) const SPAN_EXPECTED: &str =
    "a whole number from 0 to 15, written without fraction or exponent";

/// What [`SPAN`] must be according to the policy.
pub(super) const SPAN_CONFIGURED: &str = "one of the configured indices";

/// The reason, as it is recorded in the audit trail.
pub(super) const REASON_TEXT: Text = Text {
    name: REASON,
    expected: "a text of at most 1024 characters, no control character among them",
    read: |text| {
        let fits = text.chars().count() <= 1024 && !text.chars().any(char::is_control);
        fits.then(|| text.into())
    },
};

/// The local account: up to the 20 characters of a local user's name on the systems in question.
pub(super) const LOCAL_ACCOUNT_TEXT: Text = Text {
    name: LOCAL_ACCOUNT,
    expected: "an account name: 1 to 20 characters, no control character, none of \
               \" / \\ [ ] : ; | = , + * ? < >, no dot at the end, no space at either end",
    read: |text| is_account_name(text, 20).then(|| text.into()),
};

/// Whether the text has 1 to `max` characters, none of them a control character or one of
/// `forbidden`, and no white space at either end, so that names which look alike are equal.
fn is_name(text: &str, max: usize, forbidden: &str) -> bool {
    (1..=max).contains(&text.chars().count())
        && !text.chars().any(|c| c.is_control() || forbidden.contains(c))
        && text.trim() == text
}

/// Whether the text is a SAM account name (Microsoft, "SAM-Account-Name attribute").
fn is_account_name(text: &str, max: usize) -> bool {
    is_name(text, max, "\"/\\[]:;|=,+*?<>") && !text.ends_with('.')
}

/// Whether the text is a DNS domain name without a final dot: up to 253 bytes, labels of 1 to 63
/// bytes (RFC 1035 section 2.3.4), no hyphen at either end of a label, the last label not a number
/// (it would be an address). Letters and digits of any script, and underscores, are accepted, as
/// directories do.
fn is_dns_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let number_like = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 253
        && text.split('.').all(is_label)
        && !text.rsplit('.').next().is_some_and(number_like)
}

/// The GUID in lower case and without braces, from `8-4-4-4-12` hexadecimal digits in any case,
/// with or without braces; `None` for any other text.
fn guid(text: &str) -> Option<String> {
    let inner = text.strip_prefix('{').map_or(Some(text), |rest| rest.strip_suffix('}'))?;
    let fits = inner.len() == 36
        && inner.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    fits.then(|| inner.to_ascii_lowercase())
}
