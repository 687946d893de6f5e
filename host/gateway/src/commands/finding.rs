//! What a check of an installation found.

use crate::output::{Cell, Hue};
use serde::Serialize;

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// What was checked.
    what: String,
    status: Status,
    /// What was found, and where something is wrong, what to do.
    detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Warning,
    Wrong,
}

impl Finding {
    /// It is in order.
    pub(super) fn ok(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { what: what.into(), status: Status::Ok, detail: detail.into() }
    }

    /// It works, and needs attention.
    pub(super) fn warning(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { what: what.into(), status: Status::Warning, detail: detail.into() }
    }

    /// It is wrong.
    pub(super) fn wrong(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { what: what.into(), status: Status::Wrong, detail: detail.into() }
    }

    /// It is in order with a value, or wrong.
    pub(super) fn of(what: impl Into<String>, result: Result<String, String>) -> Self {
        match result {
            Ok(detail) => Self::ok(what, detail),
            Err(detail) => Self::wrong(what, detail),
        }
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.status == Status::Wrong
    }

    pub(super) fn is_ok(&self) -> bool {
        self.status == Status::Ok
    }

    /// A row of a table without a head.
    pub(super) fn row(&self) -> Vec<Cell> {
        let (name, hue) = match self.status {
            Status::Ok => ("ok", Hue::Green),
            Status::Warning => ("warning", Hue::Yellow),
            Status::Wrong => ("WRONG", Hue::Red),
        };
        vec![Cell::of(name).hue(hue), Cell::of(&self.what), Cell::of(&self.detail)]
    }
}

/// The size of a configuration, in words.
pub(super) fn extent(tenants: usize, policies: usize) -> String {
    let tenants = if tenants == 1 { "1 tenant".to_owned() } else { format!("{tenants} tenants") };
    match policies {
        1 => format!("{tenants} and 1 policy"),
        _ => format!("{tenants} and {policies} policies"),
    }
}
