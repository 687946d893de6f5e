//! The example works as documented.
#![allow(clippy::unwrap_used, reason = "a test fails so")]

use std::io::Write as _;
use std::process::{Command, Stdio};

fn answer(request: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_embed-rust"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(request.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_known_user_gets_a_code_and_others_an_error() {
    let known = answer(r#"[{"email":"Alice@example.com"}]"#);
    assert!(
        known.starts_with(r#"[{"status":1000,"#) && known.contains("verify_code\":"),
        "{known}"
    );
    let unknown = answer(r#"[{"email":"bob@example.com"}]"#);
    assert!(unknown.starts_with(r#"[{"status":1002,"#), "{unknown}");
    let broken = answer("[");
    assert!(broken.starts_with(r#"{"code":"400 BAD_REQUEST""#), "{broken}");
}
