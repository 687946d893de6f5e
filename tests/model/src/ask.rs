//! Requests, in the model's terms and as HTTP requests.

use crate::rules::{NO_TENANT, PURPOSES, TENANTS};
use serde_json::{Map, Value, json};

/// When the validity of a code ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// After the usual validity.
    Usual,
    /// After so many seconds.
    Seconds(u64),
    /// At that second.
    At(u64),
}

/// A request for codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The tenant's index.
    pub tenant: usize,
    /// The purpose's index.
    pub purpose: usize,
    /// The subjects.
    pub subjects: Vec<String>,
    /// How often each may be redeemed.
    pub uses: Option<u16>,
    /// The first second of validity.
    pub from: Option<u64>,
    /// When the validity ends.
    pub until: Until,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// The header `Idempotency-Key`.
    pub key: Option<String>,
}

/// An operation on a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Void it.
    Void,
    /// Unlock it and reset its failed attempts.
    Unlock,
    /// Read it.
    Inspect,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A request for codes.
    Issue(Issue),
    /// A text is presented as a code; an index beyond the tenants is an unknown tenant.
    Present {
        /// Whether to redeem it, or only to check it.
        redeem: bool,
        /// The tenant's index.
        tenant: usize,
        /// The purpose's index.
        purpose: usize,
        /// The subject it is presented for.
        subject: String,
        /// The text.
        text: String,
    },
    /// An operation on the record with that ID.
    On {
        /// The operation.
        deed: Deed,
        /// The tenant's index.
        tenant: usize,
        /// The record's ID.
        id: String,
    },
    /// A subject's records in that phase are listed, in pages of two.
    List {
        /// The tenant's index.
        tenant: usize,
        /// The subject.
        subject: String,
        /// Only records in this phase.
        phase: Option<&'static str>,
        /// The last record of the previous page.
        after: Option<String>,
    },
    /// The audit trail about a subject.
    Trail {
        /// The tenant's index.
        tenant: usize,
        /// The subject.
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

/// An HTTP response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Request {
    /// Whether the route is public.
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

/// Formats a time as RFC 3339.
///
/// # Panics
/// When the time is out of range.
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
        // The first one is the default.
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
