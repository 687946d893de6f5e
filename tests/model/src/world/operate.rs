//! Operations on existing codes.

use super::{Expected, Of, World, problem};
use crate::ask::{Deed, rfc3339};
use crate::record::{Record, State};
use crate::rules::{OPERATOR, PURPOSES, TENANTS};
use serde_json::{Value, json};

impl World {
    pub(super) fn operate(&mut self, deed: Deed, tenant: usize, id: &str) -> Expected {
        let now = self.write();
        let of = |record: &Record| record.tenant == tenant && record.id == id;
        let Some(place) = self.records.iter().position(of) else {
            self.note(tenant, "record-unknown", Of::None);
            return problem(404, "no-such-code", "There is no such code.");
        };
        let phase = self.records[place].phase(now);
        let (event, answer) = match deed {
            Deed::Inspect => ("inspected", Expected::Reply(200, self.inspected(place))),
            Deed::Void if self.records[place].is_live() => {
                self.records[place].state = State::Voided;
                ("voided", Expected::Reply(200, json!({ "id": id, "state": "voided" })))
            }
            Deed::Unlock if phase == "locked" => {
                self.records[place].state = State::Pending;
                self.records[place].tries = 0;
                ("unlocked", Expected::Reply(200, json!({ "id": id, "state": "pending" })))
            }
            Deed::Void => (
                "state-refused",
                wrong_state(phase, "The code is no longer live and cannot be voided."),
            ),
            Deed::Unlock => ("state-refused", wrong_state(phase, "The code is not locked.")),
        };
        self.note(tenant, event, Of::Record(place));
        answer
    }

    fn inspected(&self, place: usize) -> Value {
        let mut record = self.shown(&self.records[place]);
        let history = self.trail.iter().filter(|entry| entry.record == Some(place));
        let history: Vec<Value> =
            history.map(|entry| json!([entry.event, rfc3339(entry.at)])).collect();
        record["history"] = history.into();
        // No history here is longer than a page.
        record["history_next"] = Value::Null;
        record
    }

    /// A page of two, newest first: in the order of issue, whatever their IDs are.
    pub(super) fn list(
        &mut self,
        tenant: usize,
        subject: &str,
        phase: Option<&str>,
        after: Option<&str>,
    ) -> Expected {
        let now = self.write();
        let is_of = |record: &&Record| {
            record.tenant == tenant
                && record.subject == subject
                && phase.is_none_or(|phase| phase == record.phase(now))
        };
        let place = |id: &str| {
            let is_it = |record: &Record| record.tenant == tenant && record.id == id;
            self.records.iter().position(is_it).unwrap_or(0)
        };
        // After a record that does not exist, nothing is left.
        let end = after.map_or(self.records.len(), place);
        let mut found: Vec<&Record> = self.records[..end].iter().rev().filter(is_of).collect();
        let more = found.len() > 2;
        found.truncate(2);
        let next = found.last().filter(|_| more).map(|record| record.id.clone());
        let codes: Vec<Value> = found.into_iter().map(|record| self.shown(record)).collect();
        self.note(tenant, "searched", Of::None);
        Expected::Reply(200, json!({ "codes": codes, "next": next }))
    }

    pub(super) fn read_trail(&mut self, tenant: usize, subject: &str) -> Expected {
        self.write();
        let about = self
            .trail
            .iter()
            .filter(|entry| entry.tenant == tenant && entry.subject.as_deref() == Some(subject));
        let entries: Vec<Value> = about
            .map(|entry| {
                let record = entry.record.map(|place| self.records[place].id.clone());
                json!([entry.event, rfc3339(entry.at), record])
            })
            .collect();
        self.note(tenant, "trail-read", Of::None);
        Expected::Reply(200, json!({ "entries": entries, "next": null }))
    }

    /// A record as the API shows it.
    fn shown(&self, record: &Record) -> Value {
        json!({
            "id": record.id,
            "purpose": PURPOSES[record.purpose],
            "subject": record.subject,
            "state": record.phase(self.now()),
            "created": rfc3339(record.created),
            "not_before": rfc3339(record.not_before),
            "not_after": rfc3339(record.not_after),
            "tries": record.tries,
            "max_tries": TENANTS[record.tenant].max_tries,
            "uses": record.uses,
            "max_uses": record.max_uses,
            "hidden": false,
            "issuer": OPERATOR,
            "batch": record.batch,
        })
    }
}

/// The problem that the operation is impossible in this state of the code.
fn wrong_state(phase: &str, title: &str) -> Expected {
    let Expected::Reply(status, mut body) = problem(409, "wrong-state", title) else {
        unreachable!("a problem is a reply")
    };
    body["state"] = phase.into();
    Expected::Reply(status, body)
}
