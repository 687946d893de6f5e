//! Bodies that must be refused, and errors that must not contain a code.

use super::body::{Change, Issue, Present, parse, parse_or_default};
use crate::journey::{Error, ErrorKind};
use alloc::string::ToString;
use serde::Deserialize;

fn fault<'de, T: Deserialize<'de>>(body: &'de str) -> Error {
    match parse::<T>(body.as_bytes()) {
        Ok(_) => panic!("understood: {body}"),
        Err(error) => error,
    }
}

#[test]
fn an_array_is_not_an_object_at_any_level() {
    let shape = |error: Error, path: &str| {
        let ErrorKind::Shape { found } = error.kind else { panic!("{path}") };
        assert!(found.starts_with("expected an object at"), "{found}");
        assert_eq!(error.path, path);
    };
    shape(fault::<Present>(r#"["demo","bob",null,"1234"]"#), "");
    shape(fault::<Change>(r#"["demo","why"]"#), "");
    assert!(parse_or_default::<Change>(b"[null,null]").is_err());
    let issue = |rest: &str| alloc::format!(r#"{{"tenant":"demo","subjects":[{rest}}}"#);
    let subject = r#"{"id":"bob"}],"#;
    for (rest, path) in [
        (r#"["bob",null,null,"1234",null,false,null]]"#.to_string(), "subjects[0]"),
        (r#"{"id":"pc","elevation":["bob","admin",0,null]}]"#.to_string(), "subjects[0].elevation"),
        (subject.to_string() + r#""validity":[null,null,600]"#, "validity"),
        (subject.to_string() + r#""format":["decimal",9,null,null]"#, "format"),
    ] {
        shape(fault::<Issue>(&issue(&rest)), path);
    }
    assert!(parse::<Issue>(issue(r#"{"id":"bob"}]"#).as_bytes()).is_ok());
}

#[test]
fn an_error_does_not_contain_what_was_given_as_the_code() {
    for body in [
        r#"{"tenant":"demo","subject":"bob","code":8642}"#,
        r#"{"tenant":"demo","subject":"bob","code":[8642]}"#,
        r#"{"tenant":"demo","subject":"bob","code":"8642","code":"8642"}"#,
        r#"{"tenant":"demo","subject":"bob","code":"8642"#,
        r#"["demo","bob",null,8642]"#,
    ] {
        let text = fault::<Present>(body).to_string();
        assert!(!text.contains("8642"), "{text}");
    }
}
