//! A valid answer is accepted; every invalid one is rejected.

use super::*;
use codemint_core::words::Alphabet;

fn format(group: u8) -> CodeFormat {
    let format = CodeFormat::new(Alphabet::Decimal, 3).unwrap();
    format.with_check(CheckScheme::Damm).unwrap().with_group(group).unwrap()
}

#[test]
fn only_a_complete_code_of_the_format_is_accepted() {
    assert_eq!(core_code("5724", format(2)).unwrap().reveal(), "5724");
    for invalid in ["", "5725", "572", "57240", "57 24", "572D", "５７２４"] {
        assert_eq!(core_code(invalid, format(2)).err(), Some(Nonsense::Code), "{invalid}");
    }
}

#[test]
fn only_a_fault_that_the_format_can_have_is_accepted() {
    let counts = |found, wanted| wit::EntryFault::Length(wit::Counts { found, wanted });
    let accepted = |fault, format| core_fault(fault, format).ok();
    for (fault, expected) in [
        (wit::EntryFault::Empty, EntryFault::Empty),
        (wit::EntryFault::Symbol(128), EntryFault::Symbol { place: 128 }),
        (wit::EntryFault::NeverUsed(1), EntryFault::NeverUsed { place: 1 }),
        (counts(3, 4), EntryFault::Length { found: 3, wanted: 4 }),
        (wit::EntryFault::Check(Some(2)), EntryFault::Check { group: Some(2) }),
        (wit::EntryFault::Check(None), EntryFault::Check { group: None }),
    ] {
        assert_eq!(accepted(fault, format(2)), Some(expected));
    }
    for (number, invalid) in [
        wit::EntryFault::TooLong(128),
        wit::EntryFault::Symbol(0),
        wit::EntryFault::Symbol(129),
        wit::EntryFault::NeverUsed(0),
        counts(4, 4),
        counts(3, 5),
        counts(0, 4),
        wit::EntryFault::Check(Some(0)),
        wit::EntryFault::Check(Some(3)),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(
            matches!(core_fault(invalid, format(2)), Err(ModuleError::Nonsense(Nonsense::Bounds))),
            "invalid answer {number}"
        );
    }
    let plain = CodeFormat::new(Alphabet::Decimal, 3).unwrap();
    assert_eq!(accepted(wit::EntryFault::Check(None), plain), None, "there are no check symbols");
    let refused = core_fault(wit::EntryFault::Format("group".into()), plain);
    assert!(matches!(refused, Err(ModuleError::Refused(what)) if what == "group"));
}

#[test]
fn only_the_code_itself_is_shown() {
    let is_shown = |shown: &str, code| is_display_of(shown, &Code::parse(code).unwrap());
    for (shown, code) in
        [("5724", "5724"), ("57 24", "5724"), ("5 7 2 4", "5724"), ("1  2", "1  2"), (" 1", " 1")]
    {
        assert!(is_shown(shown, code), "{shown}");
    }
    for invalid in ["", "572", "57 25", "5724 ", " 5724", "57  24", "57-24", "57244", "57 24 24"] {
        assert!(!is_shown(invalid, "5724"), "{invalid}");
    }
}

#[test]
fn only_readable_text_is_spoken() {
    assert!(is_speech("fünf sieben, zwei vier"));
    for invalid in ["", "fünf\nsieben", "fünf\u{1b}", &"a".repeat(MAX_SPOKEN + 1)] {
        assert!(!is_speech(invalid), "{invalid:?}");
    }
}
