//! What is asked, in the model's words and as an HTTP request.

use crate::rules::{NO_TENANT, PURPOSES, TENANTS};
use serde_json::{Map, Value, json};

/// Until when a code is to be valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// As long as is usual.
    Usual,
    /// For so many seconds.
    Seconds(u64),
    /// Until that second.
    At(u64),
}

/// Codes are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The tenant's place.
    pub tenant: usize,
    /// The purpose's place.
    pub purpose: usize,
    /// For whom.
    pub subjects: Vec<String>,
    /// How often each may be redeemed.
    pub uses: Option<u16>,
    /// From which second on.
    pub from: Option<u64>,
    /// Until when.
    pub until: Until,
    /// Whether only to see what would become of it.
    pub dry_run: bool,
    /// The name of the request (`Idempotency-Key`).
    pub key: Option<String>,
}

/// What is done with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Revoked.
    Void,
    /// Its tries are given back.
    Unlock,
    /// Only looked at.
    Inspect,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Codes are asked for.
    Issue(Issue),
    /// A text is presented as a code; a place beyond the tenants is a tenant that nobody has.
    Present {
        /// Whether to redeem it, or only to see whether it would do.
        redeem: bool,
        /// The tenant's place.
        tenant: usize,
        /// The purpose's place.
        purpose: usize,
        /// Whose it is said to be.
        subject: String,
        /// The text.
        text: String,
    },
    /// Something is done with the record of that name.
    On {
        /// What is done.
        deed: Deed,
        /// The tenant's place.
        tenant: usize,
        /// The record's name.
        id: String,
    },
    /// A subject's records in that phase are listed, in pages of two.
    List {
        /// The tenant's place.
        tenant: usize,
        /// Whose.
        subject: String,
        /// Those that stand so.
        phase: Option<&'static str>,
        /// The last record of the page before.
        after: Option<String>,
    },
    /// The audit trail about a subject.
    Trail {
        /// The tenant's place.
        tenant: usize,
        /// About whom.
        subject: String,
    },
}

/// An HTTP request. Those of `check` and `redeem` are public, all others an operator's.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    /// The body; empty where there is none.
    pub body: String,
    /// The header `Idempotency-Key`.
    pub key: Option<String>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Request {
    /// Whether anybody may ask that.
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self.path.as_str(), "/v1/check" | "/v1/redeem")
    }
}

/// The name of a tenant.
#[must_use]
pub fn tenant_name(place: usize) -> &'static str {
    TENANTS.get(place).map_or(NO_TENANT, |rules| rules.tenant)
}

/// A time as RFC 3339 has it.
///
/// # Panics
/// When the calendar has no such time.
#[must_use]
pub fn rfc3339(seconds: u64) -> String {
    jiff::Timestamp::from_second(i64::try_from(seconds).unwrap()).unwrap().to_string()
}

impl Ask {
    /// The request as it goes over the wire.
    #[must_use]
    pub fn request(&self) -> Request {
        let get = |path| Request { method: "GET", path, body: String::new(), key: None };
        let post = |path: String, body: Value, key: Option<String>| Request {
            method: "POST",
            path,
            body: body.to_string(),
            key,
        };
        match self {
            Self::Issue(issue) => post("/v1/codes".into(), issue.body(), issue.key.clone()),
            Self::Present { redeem, tenant, purpose, subject, text } => {
                let path = if *redeem { "/v1/redeem" } else { "/v1/check" };
                let tenant = tenant_name(*tenant);
                let mut body = json!({ "tenant": tenant, "subject": subject, "code": text });
                if *purpose > 0 {
                    body["purpose"] = PURPOSES[*purpose].into();
                }
                post(path.into(), body, None)
            }
            Self::On { deed, tenant, id } => {
                let (tenant, path) = (tenant_name(*tenant), format!("/v1/codes/{id}"));
                match deed {
                    Deed::Void => post(path + "/void", json!({ "tenant": tenant }), None),
                    Deed::Unlock => post(path + "/unlock", json!({ "tenant": tenant }), None),
                    Deed::Inspect => get(format!("{path}?tenant={tenant}")),
                }
            }
            Self::List { tenant, subject, phase, after } => {
                let tenant = tenant_name(*tenant);
                let mut path = format!("/v1/codes?tenant={tenant}&subject={subject}&limit=2");
                let more = [("state", *phase), ("cursor", after.as_deref())];
                for (name, value) in more {
                    path.extend(value.map(|value| format!("&{name}={value}")));
                }
                get(path)
            }
            Self::Trail { tenant, subject } => {
                let tenant = tenant_name(*tenant);
                get(format!("/v1/audit?tenant={tenant}&subject={subject}&limit=1000"))
            }
        }
    }
}

impl Issue {
    fn body(&self) -> Value {
        let subjects = self.subjects.iter().map(|id| json!({ "id": id })).collect();
        let mut body = Map::new();
        body.insert("tenant".into(), tenant_name(self.tenant).into());
        body.insert("subjects".into(), Value::Array(subjects));
        // Where nothing is said it is the first.
        if self.purpose > 0 {
            body.insert("purpose".into(), PURPOSES[self.purpose].into());
        }
        let mut validity = Map::new();
        validity.extend(self.from.map(|from| ("not_before".to_owned(), rfc3339(from).into())));
        match self.until {
            Until::Usual => {}
            Until::Seconds(seconds) => drop(validity.insert("seconds".into(), seconds.into())),
            Until::At(at) => drop(validity.insert("not_after".into(), rfc3339(at).into())),
        }
        if !validity.is_empty() {
            body.insert("validity".into(), validity.into());
        }
        body.extend(self.uses.map(|uses| ("uses".to_owned(), uses.into())));
        if self.dry_run {
            body.insert("dry_run".into(), true.into());
        }
        body.into()
    }
}
