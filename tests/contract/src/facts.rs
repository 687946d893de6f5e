//! Converts a vector's call and facts into the core's types.

use crate::records::{Recorded, TrailLine};
use crate::vector::{Call, Elevating, Facts, Fault, Listed, Live, Policy, Rule, Standing};
use codemint_core::engine;
use codemint_core::journey as core_journey;
use codemint_core::journey::{Findings, Standing as CoreStanding, SubjectRow};
use codemint_core::offline::DeviceKey;
use codemint_core::words::{
    Alphabet, CheckScheme, Code, CodeFormat, LiveCode, Policy as CorePolicy, PolicyOptions,
    RecordId, Seed, Span, State, Tick, Timestamp, ValidityBounds,
};

impl Call {
    /// The number of the route.
    ///
    /// # Errors
    /// [`Fault`] when there is no such route.
    pub fn route_number(&self) -> Result<u32, Fault> {
        (0..)
            .zip(engine::routes())
            .find(|(_, route)| route.dialect == self.dialect && route.name == self.route)
            .map(|(number, _)| number)
            .ok_or_else(|| fault("a known dialect and route", &[&self.dialect, &self.route]))
    }

    /// The values of the path template's parameters.
    #[must_use]
    pub fn path(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// The call as the core takes it, with its [`Self::path`] and its [`Self::body`].
    ///
    /// # Errors
    /// [`Fault`] when there is no such route.
    pub fn core<'a>(
        &'a self,
        path: &'a [&'a str],
        body: &'a [u8],
    ) -> Result<core_journey::Call<'a>, Fault> {
        Ok(core_journey::Call {
            route: self.route_number()?,
            tenant: &self.tenant,
            actor: &self.actor,
            sees_codes: self.sees_codes,
            path,
            query: &self.query,
            body,
        })
    }

    /// The bytes of the body.
    ///
    /// # Errors
    /// [`Fault`] when there is more than one body, or its hexadecimal digits are invalid.
    pub fn body(&self) -> Result<Vec<u8>, Fault> {
        match (&self.body_json, &self.body_text, &self.body_hex) {
            (Some(json), None, None) => Ok(json.to_string().into_bytes()),
            (None, Some(text), None) => Ok(text.clone().into_bytes()),
            (None, None, Some(digits)) => {
                bytes(digits).ok_or_else(|| fault("pairs of hexadecimal digits", &[digits]))
            }
            (None, None, None) => Ok(Vec::new()),
            _ => Err(fault("at most one of body_json, body_text, body_hex", &[])),
        }
    }
}

impl Facts {
    /// The facts as the core takes them.
    ///
    /// # Errors
    /// [`Fault`] when one of them is invalid.
    pub fn findings(&self) -> Result<Findings, Fault> {
        let row = |row: &crate::vector::Subject| SubjectRow {
            standing: row.standing.into(),
            purpose_allowed: row.purpose_allowed,
            has_mail: row.has_mail,
        };
        Ok(Findings {
            tick: tick(self.tick)?,
            rows: self.subjects.iter().map(row).collect(),
            live: self.live.iter().map(Live::code).collect::<Result<_, _>>()?,
            matches: self.matches.clone(),
            elevation: self.elevation.as_ref().map(Elevating::found).transpose()?,
            listed: self.listed.iter().map(Listed::found).collect::<Result<_, _>>()?,
            record: self.record.as_ref().map(Recorded::found).transpose()?,
            page: self.page.iter().map(Recorded::record).collect::<Result<_, _>>()?,
            trail: self.trail.iter().map(TrailLine::line).collect::<Result<_, _>>()?,
            more: self.more,
            ..Findings::of(time(self.now)?, self.seed()?, self.rules()?)
        })
    }

    pub(crate) fn rules(&self) -> Result<Option<CorePolicy>, Fault> {
        self.policy.as_ref().map(Policy::rules).transpose()
    }

    fn seed(&self) -> Result<Seed, Fault> {
        bytes(&self.seed)
            .and_then(|bytes| bytes.try_into().ok())
            .and_then(Seed::from_bytes)
            .ok_or_else(|| fault("a seed of 64 hexadecimal digits, not all 0", &[&self.seed]))
    }
}

impl Policy {
    fn format(&self) -> Result<CodeFormat, Fault> {
        let alphabet = Alphabet::named(&self.alphabet)
            .ok_or_else(|| fault("a known alphabet", &[&self.alphabet]))?;
        let name = self.check.as_deref().unwrap_or_default();
        let check = self.check.as_deref().map_or(Some(CheckScheme::None), CheckScheme::named);
        let format = CodeFormat::new(alphabet, self.length)
            .ok_or_else(|| fault("a length of 1 to 32", &[&self.length.to_string()]))?;
        let format = check
            .and_then(|check| format.with_check(check))
            .ok_or_else(|| fault("a check that goes with alphabet and length", &[name]))?;
        format
            .with_group(self.group)
            .ok_or_else(|| fault("groups of 0 to 32", &[&self.group.to_string()]))
    }

    fn rules(&self) -> Result<CorePolicy, Fault> {
        let format = self.format()?;
        let bounds = ValidityBounds { min: self.min_validity, max: self.max_validity };
        let usual = CorePolicy::new(format, self.max_tries, bounds)
            .map_err(|found| Fault(format!("invalid policy: {found:?}")))?;
        let span = |(index, seconds): &(u8, Option<u32>)| Span { index: *index, seconds: *seconds };
        let options = PolicyOptions {
            issuing_allowed: self.issuing_allowed,
            mail_configured: self.mail_configured,
            mail_domains: self.mail_domains.clone(),
            link_base: self.link_base.clone(),
            usual_validity: self.usual_validity,
            max_live: self.max_live,
            revealable: self.revealable,
            show_hidden: self.show_hidden,
            reveal_format: self.reveal_format,
            max_uses: self.max_uses,
            reason_required: self.reason_required,
            spans: self.spans.as_ref().map(|spans| spans.iter().map(span).collect()),
            qr_template: self.qr_template.clone(),
            qr_data_uri: self.qr_data_uri,
        };
        Ok(options.over(usual))
    }
}

impl Live {
    fn code(&self) -> Result<LiveCode, Fault> {
        Ok(LiveCode {
            subject: self.subject,
            id: RecordId::parse(&self.id).ok_or_else(|| fault("a UUID", &[&self.id]))?,
            version: self.version,
            state: State::named(&self.state)
                .ok_or_else(|| fault("the name of a state", &[&self.state]))?,
            not_before: time(self.not_before)?,
            not_after: time(self.not_after)?,
            format: CodeFormat::numbered(self.format),
        })
    }
}

impl Elevating {
    fn found(&self) -> Result<core_journey::Elevating, Fault> {
        let key = |digits: &String| {
            let key = bytes(digits).and_then(|bytes| bytes.try_into().ok());
            key.and_then(DeviceKey::from_bytes)
                .ok_or_else(|| fault("a key of 64 hexadecimal digits", &[digits]))
        };
        let rule = |rule: &Rule| core_journey::Rule {
            spans: rule.spans.iter().fold(0, |spans, span| spans | 1_u16 << span),
            local_accounts: rule.local_accounts.clone(),
            by_device: rule.by_device,
        };
        Ok(core_journey::Elevating {
            rules: self.rules.iter().map(rule).collect(),
            device: self.device.clone(),
            device_key: self.device_key.as_ref().map(key).transpose()?,
        })
    }
}

impl Listed {
    fn found(&self) -> Result<core_journey::Listed, Fault> {
        let code = |text: &String| Code::parse(text).ok_or_else(|| fault("a code", &[text]));
        Ok(core_journey::Listed {
            code: self.code.as_ref().map(code).transpose()?,
            created: time(self.created)?,
            not_after: time(self.not_after)?,
            note: self.note.clone(),
            issuer: self.issuer.clone(),
        })
    }
}

fn tick(number: u32) -> Result<Tick, Fault> {
    Tick::new(number).ok_or_else(|| fault("a tick of a second", &[&number.to_string()]))
}

pub(crate) fn time(seconds: u64) -> Result<Timestamp, Fault> {
    Timestamp::from_seconds(seconds)
        .ok_or_else(|| fault("a time before the year 10000", &[&seconds.to_string()]))
}

impl From<Standing> for CoreStanding {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Unknown => Self::Unknown,
            Standing::Active => Self::Active,
            Standing::Disabled => Self::Disabled,
            Standing::PendingDeletion => Self::PendingDeletion,
            Standing::Unavailable => Self::Unavailable,
        }
    }
}

fn fault(expected: &str, found: &[&str]) -> Fault {
    Fault(format!("expected {expected}, found `{}`", found.join("` `")))
}

/// Decodes pairs of hexadecimal digits.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| Some((digit(*high)? << 4 | digit(*low)?) as u8);
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pairs_of_hexadecimal_digits_are_decoded() {
        assert_eq!(bytes("00fF10"), Some(vec![0, 255, 16]));
        assert_eq!(bytes(""), Some(vec![]));
        for text in ["0", "0g", "+1", "ä"] {
            assert_eq!(bytes(text), None, "{text}");
        }
    }

    #[test]
    fn a_call_has_one_body() {
        let call = |json: &str| serde_json::from_str::<Call>(json).unwrap().body();
        let with = |body: &str| call(&format!(r#"{{"dialect":"d","route":"r"{body}}}"#));
        assert_eq!(with(r#","body_json":[ 1, {"b":2,"a":3} ]"#).unwrap(), br#"[1,{"b":2,"a":3}]"#);
        assert_eq!(with(r#","body_text":"[ 1 ]""#).unwrap(), b"[ 1 ]");
        assert_eq!(with(r#","body_hex":"5bff""#).unwrap(), [b'[', 255]);
        assert_eq!(with("").unwrap(), b"");
        for body in [r#","body_text":"","body_hex":"""#, r#","body_hex":"5""#] {
            assert!(with(body).is_err(), "{body}");
        }
    }
}
