//! Real examples: vectors, and actual replies.

use crate::journey::Reply;
use serde_json::Value;

macro_rules! vector {
    ($name:literal) => {
        include_str!(concat!("../../../../../../tests/vectors/native/", $name, ".json"))
    };
}

/// The vector that is the example of a route.
pub(super) fn vector(route: &str) -> Option<Value> {
    let text = match route {
        "issue" => vector!("001-issue-one"),
        "inspect" => vector!("151-inspect"),
        "void" => vector!("173-void-with-reason"),
        "unlock" => vector!("187-unlock-with-reason"),
        "check" => vector!("224-check-good"),
        "redeem" => vector!("228-redeem-good"),
        "audit" => vector!("318-audit"),
        _ => return None,
    };
    Some(serde_json::from_str(text).unwrap())
}

/// The body of a reply.
pub(super) fn body(reply: &Reply) -> Value {
    serde_json::from_slice(reply.body.reveal()).unwrap()
}
