//! Issuing codes.

use super::{Expected, Of, Owner, World, problem};
use crate::ask::{Issue, Until, rfc3339, tenant_name};
use crate::record::{Record, State};
use crate::rules::{MAX, MIN, Rules, Standing, TENANTS, USUAL};
use serde_json::{Value, json};

impl World {
    pub(super) fn issue(&mut self, issue: &Issue) -> Expected {
        let now = self.now();
        let kept = self.kept.iter().find(|kept| kept.issue.has_key_of(issue));
        match kept.filter(|kept| kept.until >= now) {
            Some(kept) if kept.issue == *issue => {
                self.untraced.insert("repeated");
                return Expected::Same(kept.answer.clone());
            }
            Some(_) => {
                self.untraced.insert("repeated otherwise");
                let title = "The Idempotency-Key is malformed, or was used for another request.";
                return problem(422, "repeat-differs", title);
            }
            None => {}
        }
        self.write();
        let first = self.records.len();
        let mut results = Vec::new();
        for (place, subject) in issue.subjects.iter().enumerate() {
            let is_twin = issue.subjects[..place].contains(subject);
            results.push(self.issue_one(issue, subject, is_twin));
        }
        let mut body = json!({ "results": results });
        if issue.dry_run {
            body["dry_run"] = true.into();
        }
        Expected::Issued(body, first)
    }

    fn issue_one(&mut self, issue: &Issue, subject: &str, is_twin: bool) -> Value {
        let refused =
            |refusal: Value| json!({ "subject": subject, "status": "refused", "refusal": refusal });
        if is_twin {
            self.note_unless_dry(issue, "not-understood", Of::None);
            return refused(json!({ "reason": "not_understood", "path": "id" }));
        }
        let (from, until) = issue.window(self.now());
        if let Some((event, refusal)) = self.refusal(issue, subject, from, until) {
            self.note_unless_dry(issue, event, Of::Subject(subject, None));
            return refused(refusal);
        }
        if !issue.dry_run {
            self.grant(issue, subject, from, until);
        }
        let (not_before, not_after) = (rfc3339(from), rfc3339(until));
        json!({ "subject": subject, "status": "issued", "not_before": not_before, "not_after": not_after })
    }

    /// A dry run leaves no trace except its time.
    fn note_unless_dry(&mut self, issue: &Issue, event: &'static str, of: Of<'_>) {
        if issue.dry_run {
            self.untraced.insert("dry run");
        } else {
            self.note(issue.tenant, event, of);
        }
    }

    /// The first rule that declines: about the request, the subject, then its existing codes.
    fn refusal(
        &self,
        issue: &Issue,
        subject: &str,
        from: u64,
        until: u64,
    ) -> Option<(&'static str, Value)> {
        let (rules, now) = (&TENANTS[issue.tenant], self.now());
        if until <= from {
            let refusal = json!({ "reason": "over_before_begun", "not_after": rfc3339(until) });
            return Some(("time-refused", refusal));
        }
        // Long enough from its beginning, and short enough from now.
        let asked = if until - now > MAX { Some(until - now) } else { None };
        if let Some(asked) = asked.or_else(|| Some(until - from).filter(|valid| *valid < MIN)) {
            let reason = "validity_not_allowed";
            let refusal = json!({ "reason": reason, "asked_seconds": asked, "min_seconds": MIN, "max_seconds": MAX });
            return Some(("validity-refused", refusal));
        }
        if issue.uses.is_some_and(|uses| !rules.allow_uses(uses)) {
            let refusal = json!({ "reason": "too_many_uses", "max": rules.max_uses });
            return Some(("code-refused", refusal));
        }
        let unfit = match Standing::of(subject) {
            Standing::Active => None,
            Standing::Disabled => Some("subject_disabled"),
            Standing::Unknown => Some("subject_unknown"),
        };
        if let Some(reason) = unfit {
            return Some(("subject-refused", json!({ "reason": reason })));
        }
        self.is_full(issue.owner(subject), rules).then(|| {
            let refusal = json!({ "reason": "too_many_codes", "max": rules.max_live });
            ("code-refused", refusal)
        })
    }

    /// Whether the subject has the maximum number of live codes. Expired ones do not count.
    fn is_full(&self, owner: Owner<'_>, rules: &Rules) -> bool {
        let now = self.now();
        let live = self.records.iter().filter(|record| owner.has(record) && record.is_live());
        let valid = live.filter(|record| record.not_after >= now).count();
        rules.max_live > 1 && valid >= usize::from(rules.max_live)
    }

    fn grant(&mut self, issue: &Issue, subject: &str, not_before: u64, not_after: u64) {
        let rules = &TENANTS[issue.tenant];
        if rules.max_live == 1 {
            let owner = issue.owner(subject);
            let of = |record: &&mut Record| owner.has(record) && record.is_live();
            let old = self.records.iter_mut().filter(of);
            old.for_each(|record| record.state = State::Superseded);
        }
        let record = Record {
            tenant: issue.tenant,
            purpose: issue.purpose,
            subject: subject.to_owned(),
            id: String::new(),
            batch: String::new(),
            code: String::new(),
            state: State::Pending,
            created: self.now(),
            not_before,
            not_after,
            tries: 0,
            uses: 0,
            max_uses: issue.uses.unwrap_or(rules.max_uses),
        };
        self.records.push(record);
        self.note(issue.tenant, "issued", Of::Record(self.records.len() - 1));
    }
}

impl Issue {
    fn owner<'a>(&self, subject: &'a str) -> Owner<'a> {
        Owner { tenant: self.tenant, purpose: self.purpose, subject }
    }

    /// The first and last second of validity; the first is never before now.
    fn window(&self, now: u64) -> (u64, u64) {
        let from = self.from.map_or(now, |from| from.max(now));
        let until = match self.until {
            Until::Usual => from + USUAL,
            Until::Seconds(seconds) => from + seconds,
            Until::At(at) => at,
        };
        (from, until)
    }

    /// Whether both have the same idempotency key in the same tenant.
    pub(super) fn has_key_of(&self, other: &Self) -> bool {
        let tenants = (tenant_name(self.tenant), tenant_name(other.tenant));
        self.key.is_some() && self.key == other.key && tenants.0 == tenants.1
    }
}
