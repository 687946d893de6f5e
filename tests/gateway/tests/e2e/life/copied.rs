//! Marks that come along when a code is copied, for example from right-to-left text.

use super::config::{operator, serve};
use super::{CHECK, CODES, REDEEM, other_than, unless_busy};
use serde_json::json;

/// The text before and after a code: marks of direction (Unicode Standard Annex #9) and characters
/// without width.
const MARKS: [(&str, &str); 14] = [
    ("\u{200e}", ""),
    ("", "\u{200e}"),
    ("\u{200f}", "\u{200f}"),
    ("\u{61c}", "\u{61c}"),
    ("\u{202a}", "\u{202c}"),
    ("\u{202b}", "\u{202c}"),
    ("\u{202d}", "\u{202c}"),
    ("\u{202e}", "\u{202c}"),
    ("\u{2066}", "\u{2069}"),
    ("\u{2067}", "\u{2069}"),
    ("\u{2068}", "\u{2069}"),
    ("\u{200b}", "\u{feff}"),
    ("\u{2060}", "\u{ad}"),
    ("\u{202b}\u{201e}\u{200e}", "\u{200e}\u{201c}\u{202c},"),
];

/// A tenant and a purpose whose codes have no check symbol, and others whose codes have one.
const POLICIES: [(&str, &str); 2] = [("one", "enrolment"), ("two", "activation")];

#[test]
fn marks_around_a_code_are_ignored_and_cost_no_attempt() {
    let site = serve(&[]);
    let chief = operator(&site, "chief");
    let client = site.client();
    for (tenant, purpose) in POLICIES {
        let present = |path: &str, code: &str| {
            let body = json!({
                "tenant": tenant, "subject": "ann", "purpose": purpose, "code": code,
            });
            let answer =
                unless_busy(|| client.send("POST", path, &[], body.to_string()).ok()).unwrap();
            answer.status
        };
        let tries = |id: &str| {
            let shown = chief.get(&format!("{CODES}/{id}?tenant={tenant}"));
            shown.json().at("tries").number()
        };
        for (before, behind) in MARKS {
            let minted = chief.mint(tenant, "ann", &json!({ "purpose": purpose }));
            let typed = format!("{before}{}{behind}", minted.code);
            assert_eq!(present(CHECK, &typed), 200, "{tenant}: {typed:?}");
            assert_eq!(tries(&minted.id), 0, "{tenant}: {typed:?}");
            assert_eq!(present(REDEEM, &typed), 200, "{tenant}: {typed:?}");
        }
        // The control: with the same marks another code is wrong.
        let minted = chief.mint(tenant, "ann", &json!({ "purpose": purpose }));
        let typed = format!("\u{202b}{}\u{202c}", other_than(&minted.code));
        let status = present(CHECK, &typed);
        match tenant {
            "one" => assert_eq!((status, tries(&minted.id)), (403, 1)),
            // A check symbol that does not fit is noticed before anything is compared.
            _ => assert_eq!((status, tries(&minted.id)), (422, 0)),
        }
    }
    let _ = site.stop();
}
