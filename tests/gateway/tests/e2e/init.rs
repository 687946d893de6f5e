//! `codemint config init`: what it writes is accepted by `config check`, and runs.

use super::commands::codemint;
use codemint_gateway_tests::{Client, Home, Process, gateway_program};
use std::fs;
use std::process::Command;

#[test]
fn a_new_configuration_is_accepted_and_runs() {
    let home = Home::bare();
    let config = home.file("codemint.toml");
    let config = config.to_str().unwrap();
    let ended = codemint(["config", "init", config, "--tenant", "acme"], "");
    assert!(ended.status.success(), "{ended:?}");
    for name in ["codemint.toml", "codes.key", "operator.token"] {
        assert_eq!(home.mode(name), 0o600, "{name}");
    }
    let token = home.text("operator.token");
    let shown = format!("{}{}{}", ended.output, ended.log, home.text("codemint.toml"));
    assert!(!shown.contains(token.trim()) && !shown.contains(home.text("codes.key").trim()));

    let checked = codemint(["config", "check", config], "");
    assert!(checked.status.success() && checked.log.is_empty(), "{checked:?}");
    assert!(!checked.output.contains("\"wrong\""), "{checked:?}");

    let mut command = Command::new(gateway_program());
    command.args(["serve", "--config", config, "--listen", "127.0.0.1:0"]);
    let mut process = Process::start(command);
    let line = process.first_line().unwrap_or_else(|ended| panic!("{ended:?}"));
    let client = Client::new(line.strip_prefix("codemint listening on ").unwrap(), "");
    let ask = |token: &str| {
        let bearer = format!("Bearer {token}");
        client.send("GET", "/v1/codes", &[("authorization", bearer.as_str())], ()).unwrap().status
    };
    assert_eq!((ask(token.trim()), ask("another-token-31415926")), (200, 401));
    process.ask_to_end();
    assert!(process.end().status.success());
}

#[test]
fn nothing_is_overwritten() {
    for name in ["codemint.toml", "codes.key", "operator.token"] {
        let home = Home::bare();
        home.write(name, "precious");
        let config = home.file("codemint.toml");
        let ended = codemint(["config", "init", config.to_str().unwrap()], "");
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        assert!(ended.log.contains(name) && ended.log.contains("exists"), "{ended:?}");
        assert_eq!(home.text(name), "precious");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "{name}");
    }
}
