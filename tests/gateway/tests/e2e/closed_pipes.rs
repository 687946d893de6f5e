//! Output and logs whose reader has closed the pipe: nothing else changes.

use codemint_gateway_tests::{Client, Gateway, Home, Ledger, asking_for, gateway_program};
use std::io::{BufRead as _, BufReader, pipe};
use std::process::{Child, Command, Stdio};

#[test]
fn a_command_whose_output_is_closed_does_not_panic() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut command = Command::new(gateway_program());
    let ended = command.arg("module").stdin(Stdio::null()).stdout(writer).output().unwrap();
    let log = String::from_utf8(ended.stderr).unwrap();
    assert!(!log.contains("panicked"), "{log}");
}

/// A gateway, killed when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only when the process has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_gateway_whose_log_is_closed_goes_on() {
    let home = Home::new();
    let _ = Gateway::demo(&home).run().stop();
    let (reader, writer) = pipe().unwrap();
    let mut command = Command::new(gateway_program());
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(home.path());
    command.env("CODEMINT_LOG", "trace").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(writer);
    let mut gateway = Running(command.spawn().unwrap());
    // `command` holds the other end of the pipe too.
    drop((command, reader));
    let mut output = BufReader::new(gateway.0.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert!(line.starts_with("codemint listening on "), "it did not start: {line:?}");
    let demo = home.demo();
    let client = Client::new(&demo.url, &demo.token);
    for round in 0..3 {
        let answer = client.post(asking_for(["alice@example.com"]));
        assert_eq!(answer.statuses(), [1000], "round {round}: {answer:?}");
        assert_eq!(client.with_token("a.b.c").post("[]").status, 401);
    }
    assert_eq!(Ledger::open(&home).codes().len(), 3);
}
