//! Calls of any route: no path, query or body makes planning or settling panic, and the reply is
//! JSON with a status that fits.

use crate::findings::{Found, found};
use crate::{cases, ensure, is_fixed};
use codemint_core::engine;
use codemint_core::journey::{Call, Findings, Listed, Needs, Planned, Reply, Route};
use codemint_core::words::{Code, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

/// The parts of a call that come from the client.
#[derive(Clone, Debug)]
struct Parts {
    route: usize,
    path: Vec<String>,
    query: String,
    body: Vec<u8>,
}

impl Parts {
    fn has_fixed_answer(&self) -> bool {
        engine::routes().nth(self.route).is_some_and(is_fixed)
    }

    /// Calls a function with the call.
    fn with<T>(&self, act: impl FnOnce(&Call<'_>) -> T) -> T {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let (query, body) = (self.query.as_str(), self.body.as_slice());
        let route = self.route as u32;
        act(&Call {
            tenant: "demo",
            actor: "operator",
            path: &path,
            query,
            body,
            ..Call::of(route, &[])
        })
    }
}

/// Text of pieces that parsers recognize, mixed with other characters.
fn text(pieces: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(pieces).prop_map(String::from),
        2 => "[ -~]",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

fn segment() -> impl Strategy<Value = String> {
    let pieces =
        &["bob", "a@b.example", "%", "%2F", "%25", "%00", "%c3%a4", "%c0%af", "%ff", "+", "n"];
    let id =
        select(&["018c8b8e-3f58-7c4d-8123-456789abcdef", "018c8b8e%2D3f58-7c4d-8123-4567"][..]);
    prop_oneof![1 => text(pieces, 5), 1 => id.prop_map(String::from)]
}

fn query() -> impl Strategy<Value = String> {
    let pieces = &[
        "responseQrType",
        "%72esponseQrType",
        "=",
        "=mpower",
        "=normal",
        "&",
        "qrCode=true",
        "qrCode",
        "=false",
        "%",
        "%3D",
        "+",
        ";",
        "x=1",
        "limit=5&",
        "cursor=7",
        "state=locked",
        "subject=bob&",
        "responseQrType=mpower&",
        "qrCode=true&",
    ];
    prop_oneof![1 => Just(String::new()), 1 => text(pieces, 6)]
}

/// Objects with members of various dialects, well-formed or not.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let value = select(
        &[
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1.5",
            "1e99",
            "[]",
            "{}",
            "\"\"",
            "\"1617136566\"",
            "1617136566000",
            "99999999999999999999",
            "\"12345673\"",
            "\"é\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
        ][..],
    );
    let name = select(
        &[
            "activationCode",
            "activationNotAfter",
            "secret",
            "info",
            "email",
            "code_validity",
            "tenant",
            "subject",
            "code",
            "reason",
            "x",
        ][..],
    );
    let member = (name, value).prop_map(|(name, value)| format!("\"{name}\":{value}"));
    let members = prop::collection::vec(member, 0..5).prop_map(|members| members.join(","));
    prop_oneof![
        1 => Just(Vec::new()),
        6 => members.clone().prop_map(|members| format!("{{{members}}}").into_bytes()),
        1 => members.prop_map(|members| format!("[{{{members}}}]").into_bytes()),
        1 => text(&["{", "}", "\"", ":", ",", "null", "[", "]"], 12).prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..60),
    ]
}

fn parts() -> impl Strategy<Value = Parts> {
    let routes = engine::routes().count();
    (0..routes, prop::collection::vec(segment(), 0..4), query(), body()).prop_map(
        |(route, path, query, body)| {
            // Hosts pass one value for each name in the template; here the number may differ.
            Parts { route, path, query, body }
        },
    )
}

fn well_formed(reply: &Reply, statuses: core::ops::Range<u16>) -> Result<(), String> {
    ensure!(statuses.contains(&reply.status), "the status is {}", reply.status);
    ensure!(reply.content_type.starts_with("application/"), "of type {}", reply.content_type);
    let body: Result<Value, _> = serde_json::from_slice(reply.body.reveal());
    ensure!(body.is_ok(), "the reply is not JSON");
    Ok(())
}

/// Findings that fit the needs and answer all of them.
fn findings(found: &Found, needs: &Needs, template: &str) -> Option<Findings> {
    let mut findings = found.fitting(needs.subjects.len())?;
    findings.matches = needs.given.iter().map(|_| None).collect();
    let policy = findings.policy.as_mut()?;
    policy.qr_template = template.into();
    policy.show_hidden = !template.is_empty();
    policy.max_live = 1 + template.len() as u16 % 3;
    let listed = |code| Listed {
        code,
        created: Timestamp::MAX,
        not_after: Timestamp::MAX,
        note: None,
        issuer: "operator".into(),
    };
    if needs.listed {
        findings.listed = vec![listed(Code::parse("12345673")), listed(None)];
    }
    Some(findings)
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn any_call_is_planned_and_settled(
        parts in parts(),
        found in found(),
        template in text(&["{tenantId}", "{userName}", "{activationCode}", "{", "}", "x:"], 6),
    ) {
        let result = parts.with(|call| match engine::plan(call) {
            Ok(Planned::Finished(reply)) if reply.status == 200 && parts.has_fixed_answer() => {
                well_formed(&reply, 200..201)
            }
            Ok(Planned::Finished(reply)) => well_formed(&reply, 400..500),
            // Findings about accounts are covered by another property.
            Ok(Planned::Needs(needs)) if needs.account.is_some() => Ok(()),
            Ok(Planned::Needs(needs)) => {
                let findings = findings(&found, &needs, &template).unwrap();
                let settled = engine::settle(call, findings).map_err(|error| error.to_string())?;
                ensure!(
                    settled.commit.issued.is_empty() || settled.reply.status == 200,
                    "a code is issued with status {}", settled.reply.status
                );
                well_formed(&settled.reply, 200..600)
            }
            Err(error) => Err(error.to_string()),
        });
        prop_assert_eq!(result, Ok(()));
    }
}

/// The number of names in a template.
fn names(route: &Route) -> usize {
    route.template.matches('{').count()
}

/// Calls of routes with names in their paths are both understood and refused; otherwise the
/// property above would cover little. The other routes have properties of their own.
#[test]
fn some_calls_are_understood() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::new(cases(1));
    for (number, route) in engine::routes().enumerate().filter(|(_, route)| names(route) > 0) {
        let mut understood = [0, 0];
        for _ in 0..2_000 {
            let mut parts = parts().new_tree(&mut runner).unwrap().current();
            parts.route = number;
            parts.path.resize(names(route), "bob".into());
            let planned = parts.with(engine::plan).unwrap();
            understood[usize::from(matches!(planned, Planned::Needs(_)))] += 1;
        }
        assert!(understood.iter().all(|count| *count >= 10), "{}: {understood:?}", route.name);
    }
}
