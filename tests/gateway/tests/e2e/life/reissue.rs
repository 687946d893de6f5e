//! A lockout is of a code, not of its subject: a new code can be issued and redeemed at once.

use super::stages::is_clean;
use super::{ALICE, CHECK, Minted, Operator, REDEEM, other_than, present};
use codemint_gateway_tests::{Client, Gateway, Home};
use serde_json::json;

/// Presents wrong codes until the code is locked.
fn lock(client: &Client, operator: &Operator, minted: &Minted) {
    for _ in 0..5 {
        assert_eq!(present(client, REDEEM, ALICE, &other_than(&minted.code)).status, 403);
    }
    assert_eq!(operator.state(&minted.id), "locked");
    assert_eq!(present(client, REDEEM, ALICE, &minted.code).status, 403);
}

#[test]
fn after_a_lockout_a_new_code_can_be_issued_at_once() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let operator = Operator::demo(&gateway, &home);
    let client = gateway.client();
    let mut locked = operator.mint("demo", ALICE, &json!({}));
    // Each new code has all of its attempts.
    for _ in 0..3 {
        lock(&client, &operator, &locked);
        let newer = operator.mint("demo", ALICE, &json!({}));
        assert_eq!(present(&client, CHECK, ALICE, &newer.code).status, 200);
        // The old code is not live, and cannot be unlocked.
        assert_eq!(operator.state(&locked.id), "superseded");
        assert_eq!(operator.change(&locked.id, "unlock").status, 409);
        assert_eq!(present(&client, CHECK, ALICE, &locked.code).status, 403);
        operator.change(&newer.id, "void");
        locked = operator.mint("demo", ALICE, &json!({}));
    }
    assert_eq!(present(&client, REDEEM, ALICE, &locked.code).status, 200);
    let _ = gateway.stop();
    is_clean(&home);
}
