//! Presenting a text as a code.

use super::{Expected, Of, Owner, World, problem};
use crate::ask::rfc3339;
use crate::damm::check_digit;
use crate::rules::{PURPOSES, Rules, Standing, TENANTS};
use serde_json::json;

/// The longest text that is processed, in bytes.
const MAX_TEXT: usize = 128;

impl World {
    pub(super) fn present(&mut self, redeem: bool, owner: Owner<'_>, text: &str) -> Expected {
        let Owner { tenant, subject, .. } = owner;
        if text.len() > MAX_TEXT {
            return problem(400, "not-understood", "The request is not understood.");
        }
        let refused = || problem(403, "not-accepted", "The code is not accepted.");
        // Nothing is written for an unknown tenant.
        let Some(rules) = TENANTS.get(tenant) else { return refused() };
        self.write();
        let Some(digits) = read(text, rules) else {
            self.note(tenant, "code-mistyped", Of::Subject(subject, None));
            return problem(422, "mistyped", "The code was mistyped.");
        };
        let found = self.code_of(owner, &digits);
        if let Some(place) = found
            && Standing::of(subject) == Standing::Active
            && self.records[place].phase(self.now()) == "pending"
        {
            return self.accept(redeem, tenant, place);
        }
        let event = self.decline(owner, found);
        self.note(tenant, event, Of::Subject(subject, found));
        refused()
    }

    /// The subject's record with this text. A live one comes first: a text may be drawn twice.
    fn code_of(&self, owner: Owner<'_>, digits: &str) -> Option<usize> {
        let of = |place: &usize| {
            let record = &self.records[*place];
            owner.has(record) && record.code == digits
        };
        let found: Vec<usize> = (0..self.records.len()).filter(of).collect();
        let live = found.iter().find(|place| self.records[**place].is_live());
        live.or(found.last()).copied()
    }

    fn accept(&mut self, redeem: bool, tenant: usize, place: usize) -> Expected {
        if redeem {
            self.records[place].spend();
        }
        self.note(tenant, if redeem { "redeemed" } else { "checked" }, Of::Record(place));
        let record = &self.records[place];
        let accepted = json!({
            "id": record.id,
            "purpose": PURPOSES[record.purpose],
            "subject": record.subject,
            "not_after": rfc3339(record.not_after),
            "uses_left": record.uses_left(),
        });
        Expected::Reply(200, accepted)
    }

    /// The cause, for the trail only. A text that is not a code of the subject that may ever be
    /// redeemed counts as a failed attempt for each code that could be redeemed now.
    fn decline(&mut self, owner: Owner<'_>, found: Option<usize>) -> &'static str {
        if Standing::of(owner.subject) != Standing::Active {
            return "subject-refused";
        }
        match found.map(|place| self.records[place].phase(self.now())) {
            Some("not_yet_valid") => "code-early",
            Some("expired") => "code-expired",
            Some("locked") => "code-locked",
            Some(_) => {
                self.count_tries(owner);
                "code-spent"
            }
            None if self.count_tries(owner) => "code-wrong",
            None => "code-absent",
        }
    }

    /// Counts a failed attempt; returns whether any code counted it.
    fn count_tries(&mut self, owner: Owner<'_>) -> bool {
        let (now, max) = (self.now(), TENANTS[owner.tenant].max_tries);
        let usable = self
            .records
            .iter_mut()
            .filter(|record| owner.has(record) && record.phase(now) == "pending");
        usable.map(|record| record.count_try(max)).count() > 0
    }
}

/// The typed text without group separators; `None` if codes have a check digit and the text cannot
/// be one.
fn read(text: &str, rules: &Rules) -> Option<String> {
    let digits: String = text.chars().filter(|symbol| !matches!(symbol, ' ' | '-')).collect();
    let is_whole = digits.len() == usize::from(rules.length) + 1
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && check_digit(&digits) == 0;
    (is_whole || !rules.check).then_some(digits)
}
