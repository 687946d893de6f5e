//! The link in a mail.

use codemint_core::words::Code;
use url::Url;

/// The link in a mail: an `http` or `https` URL. It may contain the code, but only in its fragment,
/// which browsers do not send to servers: a mail scanner that follows the link discloses no code
/// and redeems none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

/// Why a text is not a valid link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// It is not a URL of the web.
    #[error("it is not an http or https URL without user and password")]
    Url,
    /// The code would reach servers, and their logs.
    #[error("`{{code}}` is allowed only after the `#`")]
    Code,
}

impl Link {
    /// The placeholder for the code.
    pub const CODE: &'static str = "{code}";

    /// Parses a link.
    ///
    /// # Errors
    /// [`LinkFault`] when it is not a URL of the web, or has [`Self::CODE`] before its fragment.
    pub fn parse(text: &str) -> Result<Self, LinkFault> {
        let bare = text.replace(Self::CODE, "0");
        let url = Url::parse(&bare).map_err(|_| LinkFault::Url)?;
        let is_clean = !text.chars().any(|c| c.is_control() || c.is_whitespace());
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        if !is_web || !is_clean || !url.username().is_empty() || url.password().is_some() {
            return Err(LinkFault::Url);
        }
        let before = text.split_once('#').map_or(text, |(before, _)| before);
        if before.contains(Self::CODE) { Err(LinkFault::Code) } else { Ok(Self(text.to_owned())) }
    }

    /// The link for that code.
    #[must_use]
    pub fn of(&self, code: &Code) -> String {
        self.0.replace(Self::CODE, &encoded(code.reveal()))
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let piece = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_discloses_no_code_to_servers() {
        let code = Code::parse("12 3&#\"").unwrap();
        let link = Link::parse("https://codes.example.com/redeem?lang=de#code={code}").unwrap();
        let expected = "https://codes.example.com/redeem?lang=de#code=12%203%26%23%22";
        assert_eq!(link.of(&code), expected);
        assert_eq!(Link::parse("http://a.example").unwrap().of(&code), "http://a.example");
        for text in ["https://a.example/{code}", "https://a.example/?c={code}#{code}"] {
            assert_eq!(Link::parse(text), Err(LinkFault::Code), "{text}");
        }
        for text in [
            "",
            "codes.example.com",
            "javascript:alert(1)",
            "ftp://a.example",
            "https://",
            "https://u:p@a.example",
            "https://a.example/\r\nBcc: x",
            "https://a.example/ x",
        ] {
            assert_eq!(Link::parse(text), Err(LinkFault::Url), "{text:?}");
        }
    }
}
