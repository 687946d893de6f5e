//! All spellings of one address are one user, and a trailing comma changes nothing.

use crate::findings::{Found, found};
use crate::{ROUTE, bodies, cases};
use codemint_core::engine;
use codemint_core::journey::{Call, Planned};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// Domains in Unicode and in the ASCII form of IDNA.
const DOMAINS: [(&str, &str); 4] = [
    ("bücher.example", "xn--bcher-kva.example"),
    ("例子.广告", "xn--fsqu00a.xn--4rr70v"),
    ("mañana.example", "xn--maana-pta.example"),
    ("example.com", "example.com"),
];

/// A local part of random letters.
fn local_part() -> impl Strategy<Value = String> {
    let letter = select("abcxyz019éßσжёñ".chars().collect::<Vec<_>>());
    prop::collection::vec(letter, 1..9).prop_map(String::from_iter)
}

/// The text with each letter in either case.
fn in_any_case(text: &str) -> impl Strategy<Value = String> + use<> {
    let spellings = |c: char| {
        let other = String::from_iter(c.to_uppercase());
        select(vec![c.to_string(), other])
    };
    text.chars().map(spellings).collect::<Vec<_>>().prop_map(|letters| letters.concat())
}

/// One address in two to five spellings, and its key.
fn spellings() -> impl Strategy<Value = (String, Vec<String>)> {
    let address = (local_part(), select(&DOMAINS[..]));
    address.prop_flat_map(|(local, (unicode, ascii))| {
        let domain = prop_oneof![in_any_case(unicode), in_any_case(ascii)];
        let spelling =
            (in_any_case(&local), domain).prop_map(|(local, domain)| format!("{local}@{domain}"));
        // Case folding turns ß into ss and every sigma into σ.
        let key = format!("{}@{ascii}", local.replace('ß', "ss"));
        (Just(key), prop::collection::vec(spelling, 2..6))
    })
}

/// The subjects in the needs of a body, and the addresses in its reply.
fn asked_and_answered(body: &str, found: &Found) -> Option<(Vec<String>, Vec<String>)> {
    let call = Call::of(ROUTE, body.as_bytes());
    let Ok(Planned::Needs(needs)) = engine::plan(&call) else { return None };
    let findings = found.fitting(needs.subjects.len())?;
    let settled = engine::settle(&call, findings).ok()?;
    let items: Vec<Value> = serde_json::from_slice(settled.reply.body.reveal()).ok()?;
    let email = |item: &Value| {
        let details = item.get("userDetailsRequestForVerifyCodeGeneration")?;
        details.get("email")?.as_str().map(str::to_owned)
    };
    let subjects = needs.subjects.into_iter().map(|subject| subject.into_string()).collect();
    Some((subjects, items.iter().filter_map(email).collect()))
}

/// The whole result of a body as text, for comparison.
fn outcome(body: &str, found: &Found) -> Option<String> {
    let call = Call::of(ROUTE, body.as_bytes());
    let needs = match engine::plan(&call).ok()? {
        Planned::Needs(needs) => needs,
        Planned::Finished(reply) => {
            return Some(String::from_utf8_lossy(reply.body.reveal()).into());
        }
    };
    let settled = engine::settle(&call, found.fitting(needs.subjects.len())?).ok()?;
    let issued = settled.commit.issued.iter();
    let issued: Vec<_> = issued.map(|issued| (issued.id, issued.code.reveal())).collect();
    let text = String::from_utf8_lossy(settled.reply.body.reveal());
    let commit = &settled.commit;
    let rest = (&commit.superseded, &commit.mails, &commit.audit);
    Some(format!("{:?} {:?} {text} {issued:?} {rest:?}", needs.subjects, needs.ignored))
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn spellings_of_one_address_are_one_user((key, spellings) in spellings(), found in found()) {
        let users: Vec<_> = spellings.iter().map(|email| json!({ "email": email })).collect();
        let (asked, answered) = asked_and_answered(&bodies::body(&users), &found).unwrap();
        prop_assert_eq!(asked, [key]);
        prop_assert_eq!(&answered, &spellings[..1]);
    }

    /// The control for the property above: with one more letter it is another user.
    #[test]
    fn another_letter_is_another_user(
        (key, mut spellings) in spellings(),
        letter in select(&["q", "Q", "q.", "+"][..]),
        found in found(),
    ) {
        spellings.push(format!("{letter}{}", spellings[0]));
        let users: Vec<_> = spellings.iter().map(|email| json!({ "email": email })).collect();
        let (asked, answered) = asked_and_answered(&bodies::body(&users), &found).unwrap();
        prop_assert_eq!(asked, [key.clone(), format!("{}{key}", letter.to_lowercase())]);
        prop_assert_eq!(answered, [&*spellings[0], spellings.last().unwrap()]);
    }

    #[test]
    fn a_trailing_comma_changes_nothing(
        users in prop_oneof![9 => bodies::users(8), 1 => bodies::users(120)],
        space in "[ \t\r\n]{0,3}",
        found in found(),
    ) {
        let without = bodies::body(&users);
        let open = without.strip_suffix(']').unwrap();
        let with = format!("{open}{space},{space}]{space}");
        let outcome_without = outcome(&without, &found);
        prop_assert!(outcome_without.is_some());
        prop_assert_eq!(outcome(&with, &found), outcome_without);
    }
}

/// The control: commas at other places are rejected.
#[test]
fn another_comma_is_an_error() {
    for body in ["[{},,]", "[,{}]", "[{},],", "[{,}]", "[{},[],]", "[,]"] {
        let planned = engine::plan(&Call::of(ROUTE, body.as_bytes()));
        assert!(matches!(planned, Ok(Planned::Finished(_))), "{body}");
    }
    let planned = engine::plan(&Call::of(ROUTE, b"[{},]"));
    assert!(matches!(planned, Ok(Planned::Needs(_))));
}
