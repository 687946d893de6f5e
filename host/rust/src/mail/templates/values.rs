//! The values that templates can use.

use super::part::Part;
use crate::mail::wording::code_name;
use codemint_core::words::Purpose;
use minijinja::Value;

/// The values for one mail. No `Debug`: they contain the code.
pub(in crate::mail) struct Values {
    /// The code, in groups.
    pub(in crate::mail) code: String,
    /// The expiry: date, time and zone.
    pub(in crate::mail) expires: String,
    /// The date of the expiry.
    pub(in crate::mail) date: String,
    /// The time of the expiry.
    pub(in crate::mail) time: String,
    /// The time zone of the expiry.
    pub(in crate::mail) zone: String,
    /// The page on which the code is entered, if there is one.
    pub(in crate::mail) link: Option<String>,
    /// The tenant's name.
    pub(in crate::mail) tenant: String,
    /// What the code grants.
    pub(in crate::mail) purpose: Purpose,
    /// What such a code is called.
    pub(in crate::mail) code_name: String,
    /// The URL of the picture in the same mail, if there is one.
    pub(in crate::mail) qr: Option<String>,
}

impl Values {
    /// The picture of [`Self::samples`].
    pub(super) const SAMPLE_PICTURE: &str = "cid:sample@example.com";

    /// The values for subjects. The code is not among them: subjects are shown in notifications.
    const IN_SUBJECT: [&str; 3] = ["purpose", "purpose_id", "tenant"];
    /// The additional values for text and HTML.
    const IN_BODY: [&str; 7] = ["code", "date", "expires", "link", "qr", "time", "zone"];

    /// Whether that part has a value of this name.
    pub(super) fn known(part: Part, name: &str) -> bool {
        Self::IN_SUBJECT.contains(&name) || part != Part::Subject && Self::IN_BODY.contains(&name)
    }

    /// The values of a part by name.
    pub(super) fn of(&self, part: Part) -> Vec<(&'static str, Value)> {
        let mut values = vec![
            ("tenant", Value::from(&self.tenant)),
            ("purpose", Value::from(&self.code_name)),
            ("purpose_id", Value::from(self.purpose.name())),
        ];
        if part != Part::Subject {
            let optional =
                |text: &Option<String>| text.as_ref().map_or(Value::from(()), Value::from);
            values.extend([
                ("code", Value::from(&self.code)),
                ("expires", Value::from(&self.expires)),
                ("date", Value::from(&self.date)),
                ("time", Value::from(&self.time)),
                ("zone", Value::from(&self.zone)),
                ("link", optional(&self.link)),
                ("qr", optional(&self.qr)),
            ]);
        }
        values
    }

    /// Sample values to test templates with: for every purpose, with link and picture and without,
    /// and with characters that HTML must escape.
    pub(super) fn samples() -> Vec<Self> {
        let sample = |purpose: Purpose, full: bool| Self {
            code: "<1&2\"3'>".into(),
            expires: "22 November 2026, 17:10:03 (UTC)".into(),
            date: "22 November 2026".into(),
            time: "17:10:03".into(),
            zone: "UTC".into(),
            link: full.then(|| "https://codes.example.com/?a&b".into()),
            tenant: "Sample \"<&'> & Sons".into(),
            purpose,
            code_name: code_name(purpose, "en").into(),
            qr: full.then(|| Self::SAMPLE_PICTURE.into()),
        };
        let of = |purpose| [sample(purpose, true), sample(purpose, false)];
        Purpose::ALL.into_iter().flat_map(of).collect()
    }
}
