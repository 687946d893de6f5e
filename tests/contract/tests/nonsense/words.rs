//! Translates the terms of the vectors into those of the contract.

use codemint_core::journey::{Authentication, Limit, Route, TenantFrom, Transport};
use codemint_core::words::RecordId;
use serde_json::{Map, Value, json};

/// The result of `plan`.
pub(crate) fn planned(answer: &Value) -> Value {
    json!({ "ok": { "needs": needs(&answer["needs"]) } })
}

/// The result of `settle`.
pub(crate) fn settled(answer: &Value, usual_format: u32) -> Value {
    let (reply, commit) = (kebab(&answer["reply"]), commit(&answer["commit"], usual_format));
    json!({ "ok": { "reply": reply, "commit": commit } })
}

fn needs(value: &Value) -> Value {
    let mut needs = kebab(value);
    let given = |pair: &Value| json!({ "subject": pair[0], "code": pair[1] });
    needs["given"] = each(&value["given"], given);
    needs["record"] = id(&value["record"]);
    if let Some(search) = needs["search"].as_object_mut() {
        for name in ["batch", "before"] {
            search.insert(name.into(), id(&value["search"][name]));
        }
    }
    if let Some(trail) = needs["trail"].as_object_mut() {
        trail.insert("record-id".into(), id(&value["trail"]["record"]));
    }
    needs
}

fn commit(value: &Value, usual_format: u32) -> Value {
    let code = |new: &Value| new["code"].as_str().unwrap().to_owned();
    let issued = |new: &Value| {
        let mut it = kebab(new);
        it["length"] = code(new).len().into();
        it["id"] = id(&new["id"]);
        if it["max-uses"].is_null() {
            it["max-uses"] = 1.into();
        }
        if it["format"].is_null() {
            it["format"] = usual_format.into();
        }
        it
    };
    let versioned = |it: &Value| json!({ "id": id(&it["id"]), "version": it["version"] });
    let changed = |it: &Value| {
        let mut change = versioned(it);
        change["transition"] = match it["transition"].as_str().unwrap() {
            "use" => "use-once".into(),
            "try" => "count-try".into(),
            "void" => "void".into(),
            other => other.into(),
        };
        change
    };
    let audit = |it: &Value| {
        let mut entry = it.clone();
        entry["record-id"] = id(&it["record"]);
        entry
    };
    let codes: String = list(&value["issued"]).iter().map(code).collect();
    json!({
        "issued": each(&value["issued"], issued),
        "codes": codes,
        "batch": id(&value["batch"]),
        "superseded": each(&value["superseded"], versioned),
        "changed": each(&value["changed"], changed),
        "mails": value["mails"],
        "audit": each(&value["audit"], audit),
    })
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn each(value: &Value, to: impl Fn(&Value) -> Value) -> Value {
    list(value).iter().map(to).collect()
}

/// A record's ID, which the vectors write as a UUID.
fn id(text: &Value) -> Value {
    let Some(text) = text.as_str() else { return Value::Null };
    let (high, low) = RecordId::parse(text).expect("a UUID").words();
    json!({ "high": high, "low": low })
}

/// The value with the contract's member names.
fn kebab(value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let named = members.iter().map(|(name, it)| (name.replace('_', "-"), kebab(it)));
    Value::Object(named.collect::<Map<_, _>>())
}

/// A route.
pub(crate) fn route(route: &Route) -> Value {
    json!({
        "dialect": route.dialect,
        "name": route.name,
        "method": route.method,
        "template": route.template,
        "tenant": match route.tenant {
            TenantFrom::Host => json!("host"),
            TenantFrom::HostLabel => json!("host-label"),
            TenantFrom::Path(name) => json!({ "path": name }),
            TenantFrom::Request => json!("request"),
        },
        "transport": match route.transport {
            Transport::Any => "any",
            Transport::Tls => "tls",
        },
        "media-type": route.media_type,
        "authentication": route.authentication.iter().map(authentication).collect::<Value>(),
        "repeat-header": route.repeat_header,
        "limit": match route.limit {
            Limit::None => "none",
            Limit::Issue => "issue",
            Limit::Present => "present",
        },
        "effects": route.effects.iter().map(|it| Value::from(it.name())).collect::<Value>(),
    })
}

fn authentication(scheme: &Authentication) -> Value {
    match scheme {
        Authentication::SignedToken(token) => json!({ "signed-token": {
            "audience-path": token.audience_path,
            "max-life": token.max_life,
            "clock-skew": token.clock_skew,
            "max-keys": token.max_keys,
        } }),
        Authentication::OpaqueToken => json!("opaque-token"),
        Authentication::Key(name) => json!({ "key": name }),
        Authentication::Basic => json!("basic"),
        Authentication::Operator(role) => json!({ "operator": role.name() }),
        Authentication::Public => json!("public"),
    }
}
