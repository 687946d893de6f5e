//! Completions and manual pages.

use super::commands::codemint;
use codemint_gateway_tests::Home;

#[test]
fn every_shell_has_completions_of_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = codemint(["completions", shell], "");
        assert!(ended.status.success(), "{ended:?}");
        for command in ["serve", "doctor", "token-digest", "completions"] {
            assert!(ended.output.contains(command), "{shell}: {command}");
        }
    }
    let ended = codemint(["completions", "abacus"], "");
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    assert!(ended.log.contains("bash"), "{ended:?}");
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let home = Home::bare();
    let ended = codemint(["man", home.path().to_str().unwrap()], "");
    assert!(ended.status.success(), "{ended:?}");
    for name in ["codemint.1", "codemint-serve.1", "codemint-config-check.1"] {
        assert!(home.text(name).contains(".TH"), "{name}");
    }
    assert!(home.text("codemint.1").contains("NO_COLOR"));
    let absent = home.file("absent");
    let ended = codemint(["man", absent.to_str().unwrap()], "");
    assert!(!ended.status.success() && ended.log.contains("absent"), "{ended:?}");
}
