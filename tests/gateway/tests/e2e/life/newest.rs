//! Lists are in exact order, the newest first, also for codes of the same second.

use super::*;
use codemint_gateway_tests::Json;

/// All IDs of the list, page by page from the newest.
fn listed(operator: &Operator, limit: usize) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = operator.get(&format!("{CODES}?subject=demotest&limit={limit}{cursor}"));
        assert_eq!(answer.status, 200, "{answer:?}");
        let page = answer.json();
        let found = page.at("codes").items().iter();
        ids.extend(found.map(|code| code.at("id").text().to_owned()));
        if *page.at("next") == Json::Null {
            return ids;
        }
        cursor = format!("&cursor={}", page.at("next").text());
    }
}

#[test]
fn codes_of_one_second_are_listed_in_the_order_in_which_they_were_issued() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let operator = Operator::demo(&gateway, &home);
    let mut made = Vec::new();
    // A poller that reads the newest first and stops at the last known ID misses none.
    for n in 0..40 {
        made.push(operator.mint("demo", "demotest", &json!({ "purpose": "activation" })).id);
        let answer = operator.get(&format!("{CODES}?subject=demotest&limit=1"));
        let first = answer.json().at("codes").items()[0].at("id").text().to_owned();
        assert_eq!(first, made[n], "code {n}");
    }
    assert!(made.is_sorted_by(|one, next| one < next), "{made:#?}");
    made.reverse();
    for limit in [1, 7, 100] {
        assert_eq!(listed(&operator, limit), made, "in pages of {limit}");
    }
    let _ = gateway.stop();
}
