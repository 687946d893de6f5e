//! The answers for the single users of a request.

use codemint_gateway_tests::{ENROLL, Gateway, Home, Ledger, asking_for};

#[test]
fn spellings_of_one_address_are_one_user_and_the_first_is_used() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let spellings =
        ["ALICE@Example.COM", "aduser@example.com", "alice@example.com", "Alice@EXAMPLE.com"];
    let answer = gateway.client().post(asking_for(spellings));
    let codes = answer.codes();
    let echoed: Vec<&str> = codes.iter().map(|(address, _)| address.as_str()).collect();
    assert_eq!(echoed, ["ALICE@Example.COM", "aduser@example.com"]);
    assert_eq!(Ledger::open(&home).codes().len(), 2);
}

#[test]
fn a_fault_of_one_user_does_not_affect_others() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let answer = gateway.client().post(
        r#"[{"email":"nobody@example.com"}, {"email":"no address"}, {},
            {"email":"alice@example.com","code_validity":"5","validity_time_duration_unit":"MIN"},
            {"email":"amuser@example.com","code_validity":"24","validity_time_duration_unit":"HOUR"},
            {"email":"ADUser@example.com","code_send_to":"display"},
            {"email":"local_rsa_unified@example.com"}]"#,
    );
    assert_eq!(answer.status, 200);
    assert_eq!(answer.statuses(), [1002, 1003, 1003, 1004, 1000, 1004, 1006]);
    let json = answer.json();
    for item in json.items() {
        let shown = ["verify_code", "verify_code_validity_time", "verification_Link"];
        let granted = item.at("status").number() == 1000;
        assert!(shown.iter().all(|name| item.find(name).is_some() == granted), "{item:?}");
    }
    assert_eq!(Ledger::open(&home).codes().len(), 1);
}

/// The link is the tenant's, whatever host a request has.
#[test]
fn a_requests_host_is_never_in_the_link() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let client = gateway.client();
    let bearer = client.bearer();
    let link = format!("{}/enroll/admin", client.url());
    for field in ["host", "x-forwarded-host", "forwarded", "x-forwarded-proto"] {
        let value = if field == "forwarded" { "host=evil.example" } else { "evil.example" };
        let headers = [("authorization", bearer.as_str()), (field, value)];
        let answer =
            client.send("POST", ENROLL, &headers, asking_for(["alice@example.com"])).unwrap();
        assert_eq!(answer.json().items()[0].at("verification_Link").text(), link, "{field}");
        assert!(!answer.body.contains("evil"), "{field}");
    }
}
