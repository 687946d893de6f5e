//! Bodies that are one JSON object: arbitrary ones, and requests for an elevation.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Names of members of various dialects, and some unknown ones.
const NAMES: [&str; 13] = [
    "ComputerName",
    "ComputerDomain",
    "AADDeviceId",
    "UserName",
    "UserDomain",
    "ValidityTimeIndex",
    "Reason",
    "TemporaryAccountName",
    "computerName",
    "email",
    "",
    "é",
    "x",
];

/// Any JSON, up to four levels deep.
pub(crate) fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..6)
                .prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => select(&NAMES[..]).prop_map(String::from), 1 => ".{0,80}"]
}

/// The text of any object. Names may appear more than once.
pub(crate) fn any_object() -> impl Strategy<Value = String> {
    prop::collection::vec((name(), any_value()), 0..10).prop_map(|members| {
        let members = members.iter().map(|(name, value)| format!("{}:{value}", json!(name)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    })
}

/// The text of a request for an elevation: each member mostly valid, occasionally any value.
pub(crate) fn elevation() -> impl Strategy<Value = String> {
    let or_any = |values: &'static [&'static str]| {
        let usual = select(values).prop_map(Value::from);
        prop_oneof![30 => usual, 1 => any_value()]
    };
    let index = prop_oneof![30 => (0_u8..17).prop_map(Value::from), 1 => any_value()];
    let device = or_any(&["0d1e2f3a-0000-4000-8000-00000000000f", "not a GUID"]);
    let reason = or_any(&["Printer driver installation", "", " "]);
    (
        or_any(&["CENL02", "cenl02", "PC 7"]),
        or_any(&["domain.ad", "WORKGROUP"]),
        prop::option::of(device),
        or_any(&["serviceaccount", "a@b.example"]),
        or_any(&["domain.ad", "AzureAD"]),
        index,
        prop::option::of(reason),
        or_any(&["tempadmin", "TempAdmin", "other"]),
    )
        .prop_map(|(computer, domain, device, user, user_domain, index, reason, account)| {
            let members = [
                ("ComputerName", Some(computer)),
                ("ComputerDomain", Some(domain)),
                ("AADDeviceId", device),
                ("UserName", Some(user)),
                ("UserDomain", Some(user_domain)),
                ("ValidityTimeIndex", Some(index)),
                ("Reason", reason),
                ("TemporaryAccountName", Some(account)),
            ];
            let given = members.into_iter().filter_map(|(name, v)| Some((name.to_owned(), v?)));
            Value::Object(given.collect::<Map<_, _>>()).to_string()
        })
}
