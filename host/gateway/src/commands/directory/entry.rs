//! Subjects and rules with the members that `import` reads, as JSON, CSV and rows of a table.

use crate::commands::spreadsheet::cell;
use crate::output::{Cell, Hue};
use codemint::journey::Standing;
use codemint::store::{RuleImport, SubjectImport};
use codemint::words::Span;
use serde::Serialize;

/// A subject, with the members of an import.
#[derive(Serialize)]
pub(super) struct Subject<'a> {
    subject: &'a str,
    standing: &'static str,
    purposes: Vec<&'static str>,
    mail: Option<&'a str>,
    device: Option<&'a str>,
    locale: Option<&'a str>,
}

/// A rule of elevation, with the members of an import.
#[derive(Serialize)]
pub(super) struct Rule<'a> {
    account: &'a str,
    /// Empty for every computer.
    computers: &'a [String],
    spans: Vec<u8>,
    local_accounts: &'a [String],
    by_device: bool,
}

impl<'a> Subject<'a> {
    /// The columns of a list.
    pub(super) const HEAD: [&'static str; 6] =
        ["SUBJECT", "STANDING", "PURPOSES", "MAIL", "DEVICE", "LOCALE"];

    pub(super) fn of(subject: &'a SubjectImport) -> Self {
        Self {
            subject: &subject.subject,
            standing: standing(subject.standing),
            purposes: subject.purposes.iter().map(|purpose| purpose.name()).collect(),
            mail: subject.mail.as_deref(),
            device: subject.device.as_deref(),
            locale: subject.locale.as_ref().map(|locale| locale.as_str()),
        }
    }

    /// A row of a list.
    pub(super) fn row(&self) -> Vec<Cell> {
        self.pairs().into_iter().map(|(_, cell)| cell).collect()
    }

    /// Everything about it.
    pub(super) fn pairs(&self) -> [(&'static str, Cell); 6] {
        let hue = if self.standing == "active" { Hue::Green } else { Hue::Yellow };
        let maybe = |text: Option<&str>| Cell::of(text.unwrap_or_default());
        [
            ("subject", Cell::of(self.subject)),
            ("standing", Cell::of(self.standing).hue(hue)),
            ("purposes", joined(&self.purposes)),
            ("mail", maybe(self.mail)),
            ("device", maybe(self.device)),
            ("locale", maybe(self.locale)),
        ]
    }

    /// A record of CSV.
    pub(super) fn cells(&self) -> [String; 6] {
        let maybe = |text: Option<&str>| text.map(cell).unwrap_or_default();
        [
            cell(self.subject),
            self.standing.to_owned(),
            self.purposes.join(";"),
            maybe(self.mail),
            maybe(self.device),
            maybe(self.locale),
        ]
    }
}

impl<'a> Rule<'a> {
    /// The columns of a list.
    pub(super) const HEAD: [&'static str; 5] =
        ["ACCOUNT", "COMPUTERS", "SPANS", "LOCAL ACCOUNTS", "BY DEVICE"];

    pub(super) fn of(rule: &'a RuleImport) -> Self {
        Self {
            account: &rule.account,
            computers: &rule.computers,
            spans: (0..=Span::MAX_INDEX).filter(|span| rule.spans >> span & 1 == 1).collect(),
            local_accounts: &rule.local_accounts,
            by_device: rule.by_device,
        }
    }

    /// A row of a list.
    pub(super) fn row(&self) -> Vec<Cell> {
        let all = self.computers.is_empty();
        vec![
            Cell::of(self.account),
            if all { Cell::of("all").hue(Hue::Dim) } else { joined(self.computers) },
            joined(&self.spans_text()),
            joined(self.local_accounts),
            Cell::of(if self.by_device { "yes" } else { "no" }),
        ]
    }

    /// A record of CSV.
    pub(super) fn cells(&self) -> [String; 5] {
        let computers = match self.computers {
            [] => "all".to_owned(),
            computers => cell(&computers.join(";")),
        };
        [
            cell(self.account),
            computers,
            self.spans_text().join(";"),
            cell(&self.local_accounts.join(";")),
            self.by_device.to_string(),
        ]
    }

    fn spans_text(&self) -> Vec<String> {
        self.spans.iter().map(u8::to_string).collect()
    }
}

/// The name of a standing, as `import` reads it. A stored subject has one of the first three.
const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::Disabled => "disabled",
        Standing::PendingDeletion => "pending-deletion",
        Standing::Unknown => "unknown",
        Standing::Unavailable => "unavailable",
    }
}

/// A cell for names, separated by commas.
fn joined<T: AsRef<str>>(names: &[T]) -> Cell {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    Cell::of(names.join(", "))
}
