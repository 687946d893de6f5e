//! The claims of a signed token (RFC 7519 section 4.1).

use codemint::module::SignedToken;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Deserializer, Serialize, de};

/// The claims that are read; all others are ignored.
#[derive(Deserialize)]
pub(super) struct Claims {
    pub(super) sub: String,
    pub(super) aud: Audience,
    pub(super) iat: Moment,
    pub(super) exp: Moment,
}

/// One audience or several.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    /// Whether it includes `audience`. One trailing slash is ignored.
    pub(super) fn includes(&self, audience: &str) -> bool {
        let same = |given: &String| given.strip_suffix('/').unwrap_or(given) == audience;
        match self {
            Self::One(given) => same(given),
            Self::Several(given) => given.iter().any(same),
        }
    }
}

/// Seconds since 1970, given as a number or as a string of decimal digits. A fraction is cut off.
#[derive(Clone, Copy)]
pub(super) struct Moment(pub(super) u64);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Whole(u64),
            Fraction(f64),
            Text(String),
        }
        /// The end of the year 9999.
        const LATEST: f64 = 253_402_300_799.0;
        match Either::deserialize(input)? {
            Either::Whole(seconds) => Ok(Self(seconds)),
            Either::Fraction(seconds) if (0.0..=LATEST).contains(&seconds) => {
                Ok(Self(seconds as u64))
            }
            Either::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().map(Self).map_err(de::Error::custom)
            }
            Either::Fraction(_) | Either::Text(_) => Err(de::Error::custom("not a time")),
        }
    }
}

impl Claims {
    /// Whether the token is valid at `now`: issued, not expired, and not valid for longer than the
    /// rules allow. `now` is in seconds since 1970.
    pub(super) fn is_current(&self, now: u64, rules: &SignedToken) -> bool {
        let skew = u64::from(rules.clock_skew);
        let life = self.exp.0.checked_sub(self.iat.0);
        life.is_some_and(|life| life <= rules.max_life.into())
            && self.iat.0 <= now + skew
            && now < self.exp.0.saturating_add(skew)
    }
}

/// Signs a token for `subject`, valid for `seconds` from `now`.
///
/// # Errors
/// When `private_key` is not an RSA key in PEM.
pub(crate) fn sign(
    private_key: &[u8],
    subject: &str,
    audience: &str,
    now: u64,
    seconds: u32,
) -> Result<String, jsonwebtoken::errors::Error> {
    #[derive(Serialize)]
    struct New<'a> {
        sub: &'a str,
        aud: &'a str,
        iat: u64,
        exp: u64,
    }
    let claims = New { sub: subject, aud: audience, iat: now, exp: now + u64::from(seconds) };
    let key = EncodingKey::from_rsa_pem(private_key)?;
    jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(iat: &str, exp: &str) -> Option<Claims> {
        let json = format!(
            r#"{{"sub":"a","aud":["x","https://h/api/"],"iat":{iat},"exp":{exp},"jti":1}}"#
        );
        serde_json::from_str(&json).ok()
    }

    fn current(iat: &str, exp: &str) -> bool {
        let rules = SignedToken {
            audience_path: String::new(),
            max_life: 3600,
            clock_skew: 60,
            max_keys: 10,
        };
        claims(iat, exp).is_some_and(|claims| claims.is_current(10_000, &rules))
    }

    #[test]
    fn times_are_numbers_or_strings() {
        for (iat, exp) in [("10000", "10600"), ("\"10000\"", "\"10600\""), ("9999.5", "1.06e4")] {
            assert!(current(iat, exp), "{iat} {exp}");
        }
        for (iat, exp) in [
            ("null", "10600"),
            ("\"\"", "10600"),
            ("\"+1\"", "10600"),
            ("-5", "100"),
            ("1e300", "1e301"),
            ("\"99999999999999999999\"", "10600"),
            ("[1]", "10600"),
        ] {
            assert!(!current(iat, exp), "{iat} {exp}");
        }
    }

    #[test]
    fn a_token_is_valid_from_its_issue_to_its_expiry_with_a_minute_of_skew() {
        assert!(current("10060", "10100") && !current("10061", "10100"));
        assert!(current("9000", "9941") && !current("9000", "9940"));
        assert!(current("10000", "13600") && !current("10000", "13601"));
        assert!(!current("10000", "9999"));
    }

    #[test]
    fn an_audience_is_compared_whole_except_for_one_slash() {
        let claims = claims("1", "2").unwrap();
        assert!(claims.aud.includes("https://h/api"));
        assert!(!claims.aud.includes("https://h/ap") && !claims.aud.includes("https://h/api/v1"));
        assert!(!Audience::One("https://h/api//".into()).includes("https://h/api"));
    }
}
