//! One code, as a row of a list and as names and values.

use crate::output::{Cell, Hue, People};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A code as the API describes it. Members that are absent are empty.
#[derive(Deserialize)]
pub(super) struct Code<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    purpose: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    #[serde(borrow)]
    state: Cow<'a, str>,
    #[serde(borrow)]
    created: Cow<'a, str>,
    #[serde(borrow)]
    not_before: Cow<'a, str>,
    #[serde(borrow)]
    not_after: Cow<'a, str>,
    tries: u8,
    max_tries: u8,
    uses: u16,
    max_uses: u16,
    hidden: bool,
    #[serde(borrow)]
    issuer: Cow<'a, str>,
    #[serde(borrow, default)]
    batch: Cow<'a, str>,
    #[serde(borrow, default)]
    note: Cow<'a, str>,
    #[serde(borrow, default)]
    code: Cow<'a, str>,
    #[serde(borrow, default)]
    grants: Option<&'a RawValue>,
}

impl Code<'_> {
    /// The columns of a list.
    pub(super) const COLUMNS: [&'static str; 8] =
        ["ID", "SUBJECT", "PURPOSE", "STATE", "VALID UNTIL", "ATTEMPTS", "USES", "CODE"];

    /// A row of a list.
    pub(super) fn row(&self, people: &People) -> Vec<Cell> {
        vec![
            Cell::of(&self.id),
            Cell::of(&self.subject),
            Cell::of(&self.purpose),
            self.state_cell(),
            Cell::of(people.time(&self.not_after)),
            Cell::of(self.attempts()),
            Cell::of(self.uses()),
            Cell::of(&self.code),
        ]
    }

    /// Everything about it.
    pub(super) fn pairs(&self, people: &People) -> Vec<(&'static str, Cell)> {
        let grants = self.grants.map_or("", RawValue::get);
        vec![
            ("id", Cell::of(&self.id)),
            ("subject", Cell::of(&self.subject)),
            ("purpose", Cell::of(&self.purpose)),
            ("state", self.state_cell()),
            ("code", Cell::of(&self.code)),
            ("hidden", Cell::of(if self.hidden { "shown only when it was issued" } else { "" })),
            ("created", Cell::of(people.time(&self.created))),
            ("valid from", Cell::of(people.time(&self.not_before))),
            ("valid until", Cell::of(people.time(&self.not_after))),
            ("wrong attempts", Cell::of(self.attempts())),
            ("uses", Cell::of(self.uses())),
            ("grants", Cell::of(grants)),
            ("issued by", Cell::of(&self.issuer)),
            ("batch", Cell::of(&self.batch)),
            ("note", Cell::of(&self.note)),
        ]
    }

    fn state_cell(&self) -> Cell {
        let hue = match self.state.as_ref() {
            "pending" => Hue::Green,
            "locked" => Hue::Red,
            "not_yet_valid" => Hue::Yellow,
            _ => Hue::Dim,
        };
        Cell::of(&self.state).hue(hue)
    }

    fn attempts(&self) -> String {
        format!("{} of {}", self.tries, self.max_tries)
    }

    fn uses(&self) -> String {
        match self.max_uses {
            0 => self.uses.to_string(),
            most => format!("{} of {most}", self.uses),
        }
    }
}
