//! The link in a mail.

use codemint_core::words::Code;
use url::Url;

/// Where a mail sends its reader: an `http` or `https` URL. It may carry the code, but only in its
/// fragment, which no browser sends to a server: whoever follows links on the reader's behalf, as
/// scanners of mail do, tells nobody the code and redeems nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

/// Why a text is no such link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// It is no URL of the web.
    #[error("it is no http or https URL without user and password")]
    Url,
    /// The code would reach servers, and their logs.
    #[error("`{{code}}` may stand behind the `#` alone")]
    Code,
}

impl Link {
    /// What stands for the code.
    pub const CODE: &'static str = "{code}";

    /// The link that this text describes.
    ///
    /// # Errors
    /// [`LinkFault`] when it is no URL of the web, or has [`Self::CODE`] before its fragment.
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

/// Percent-encoded but for what is never reserved (RFC 3986, section 2.3).
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
    fn a_link_tells_servers_no_code() {
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
