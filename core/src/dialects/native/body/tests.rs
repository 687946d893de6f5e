//! Errors do not contain values of the body.

use super::*;
use crate::dialects::native::problem;
use alloc::format;

#[test]
fn an_error_has_no_value_in_it() {
    const CODE: &str = "299792458";
    for (body, expected) in [
        ("CODE", "expected an object at line 1 column 9"),
        ("\"CODE\"", "expected an object at line 1 column 11"),
        ("\"CODE, expected x\"", "expected an object at line 1 column 23"),
        ("{\"tenant\":CODE}", "expected a string at line 1 column 19"),
        ("{\"tenant\":\"a\",\"subject\":-CODE}", "expected a string"),
        ("{\"tenant\":\"a\",\"code\":CODE}", "must be a string"),
        ("{\"colour\":CODE}", "unknown field `colour`"),
    ] {
        let body = body.replace("CODE", CODE);
        let error = parse::<Present>(body.as_bytes()).err().unwrap();
        let reply = problem::not_understood(&error);
        let text = core::str::from_utf8(reply.body.reveal()).unwrap();
        assert!(text.contains(expected) && !text.contains(CODE), "{body}: {text}");
        // The control: the library's own error contains the value.
        let library = serde_json::from_str::<Present>(&body).err().unwrap();
        let has_value = format!("{library}").contains(CODE);
        assert_eq!(has_value, !body.contains("colour"), "{body}: {library}");
    }
}
