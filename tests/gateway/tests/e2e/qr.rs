//! `codemint qr`, drawn without the module.

use super::commands::codemint;
use codemint::qr::{Backdrop, Level, QuietZone, Symbol};

/// What is drawn for a terminal.
fn drawn(text: &str) -> String {
    let symbol = Symbol::encode(text.as_bytes(), Level::M).unwrap();
    symbol.terminal(QuietZone::new(4).unwrap(), Backdrop::Dark)
}

#[test]
fn a_text_comes_from_the_command_line_or_from_standard_input() {
    for (argument, input, text) in [
        ("hello", "", "hello"),
        ("-", "hello", "hello"),
        ("-", "hello\n", "hello"),
        ("-", "hello\r\n", "hello"),
        ("-", "two\nlines\n", "two\nlines"),
        ("-", "\n\n", "\n"),
    ] {
        let ended = codemint(["qr", argument], input);
        assert!(ended.status.success(), "{argument} {input:?}: {ended:?}");
        assert_eq!(ended.output, drawn(text), "{argument} {input:?}");
    }
    assert_ne!(drawn("hello"), drawn("hello\n"));
}

#[test]
fn what_cannot_be_drawn_says_what_to_do() {
    for (input, part) in [("", "is empty"), ("\n", "is empty")] {
        let ended = codemint(["qr", "-"], input);
        assert!(!ended.status.success() && ended.log.contains(part), "{ended:?}");
    }
    let ended = codemint(["qr", "-"], &"a".repeat(2332));
    assert!(!ended.status.success() && ended.log.contains("too long for level M"), "{ended:?}");
    // The control: one byte less fits.
    assert!(codemint(["qr", "-"], &"a".repeat(2331)).status.success());
}
