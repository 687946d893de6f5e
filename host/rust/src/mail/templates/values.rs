//! What a template may name.

use super::Part;
use crate::mail::reading::called;
use codemint_core::words::Purpose;
use minijinja::Value;

/// The values for one mail. No `Debug`: they hold the code.
pub(in crate::mail) struct Values {
    /// The code, in groups.
    pub(in crate::mail) code: String,
    /// The whole expiry.
    pub(in crate::mail) expires: String,
    /// Its day.
    pub(in crate::mail) date: String,
    /// Its time.
    pub(in crate::mail) time: String,
    /// Its zone.
    pub(in crate::mail) zone: String,
    /// Where the code is to be entered, if there is such a place.
    pub(in crate::mail) link: Option<String>,
    /// The tenant's name.
    pub(in crate::mail) tenant: String,
    /// What the code grants.
    pub(in crate::mail) purpose: Purpose,
    /// What such a code is called.
    pub(in crate::mail) called: String,
    /// The address of the picture in the same mail, if there is one.
    pub(in crate::mail) qr: Option<String>,
}

impl Values {
    /// The picture of [`Self::samples`].
    pub(super) const SAMPLE_PICTURE: &str = "cid:sample@example.com";

    /// The names that a subject may have. Not the code's: subjects are shown where nobody asked.
    const IN_SUBJECT: [&str; 3] = ["purpose", "purpose_id", "tenant"];
    /// The names that text and HTML may have beside.
    const IN_BODY: [&str; 7] = ["code", "date", "expires", "link", "qr", "time", "zone"];

    /// Whether that name stands for something in that part.
    pub(super) fn known(part: Part, name: &str) -> bool {
        Self::IN_SUBJECT.contains(&name) || part != Part::Subject && Self::IN_BODY.contains(&name)
    }

    /// The values by their names.
    pub(super) fn of(&self, part: Part) -> Vec<(&'static str, Value)> {
        let mut values = vec![
            ("tenant", Value::from(&self.tenant)),
            ("purpose", Value::from(&self.called)),
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

    /// For every purpose, with link and picture and without, values that test a template: each has
    /// what HTML must escape.
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
            called: called(purpose, "en").into(),
            qr: full.then(|| Self::SAMPLE_PICTURE.into()),
        };
        let of = |purpose| [sample(purpose, true), sample(purpose, false)];
        Purpose::ALL.into_iter().flat_map(of).collect()
    }
}
