use super::*;
use crate::words::Timestamp;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use proptest::prelude::*;

mod mistakes;

/// 2026-03-14T09:26:00Z, a whole minute.
const ISSUED: u64 = 1_773_480_360;
const HOUR: u64 = 3_600;
/// The seconds after which the counter wraps.
const ROUND: u64 = 60 << 20;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

fn key(first: u8) -> DeviceKey {
    DeviceKey::from_bytes(core::array::from_fn(|place| first.wrapping_add(place as u8))).unwrap()
}

fn account() -> Account {
    Account::parse("tempadmin").unwrap()
}

fn minted(issued: u64, index: u8, single_use: bool) -> String {
    let terms = Terms::new(at(issued), index, single_use).unwrap();
    mint(&key(1), &account(), terms).reveal().to_string()
}

fn tried(typed: &str, now: u64) -> Result<Valid, Refusal> {
    verify(&key(1), &account(), typed, at(now), Window::DEFAULT, Tolerance::DEFAULT)
}

#[test]
fn a_code_contains_the_terms_it_was_minted_with() {
    for index in 0..=Terms::MAX_VALIDITY_INDEX {
        for single_use in [false, true] {
            let code = minted(ISSUED + 59, index, single_use);
            assert!(code.len() == 20 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            let valid = tried(&code, ISSUED + 90).unwrap();
            assert_eq!(valid.terms.issued(), at(ISSUED));
            assert_eq!(valid.terms.validity_index(), index);
            assert_eq!(valid.terms.single_use(), single_use);
        }
    }
}

#[test]
fn a_code_is_valid_for_one_key_and_one_account() {
    let code = minted(ISSUED, 3, false);
    let verify = |key: &DeviceKey, name: &str| {
        let account = Account::parse(name).unwrap();
        verify(key, &account, &code, at(ISSUED), Window::DEFAULT, Tolerance::DEFAULT)
    };
    assert!(verify(&key(1), "TempAdmin").is_ok());
    assert_eq!(verify(&key(2), "tempadmin"), Err(Refusal::Wrong));
    assert_eq!(verify(&key(1), "tempadmin2"), Err(Refusal::Wrong));
}

#[test]
fn the_edges_of_the_window_are_included() {
    let code = minted(ISSUED, 0, true);
    let (not_before, not_after) = (ISSUED - 300, ISSUED + HOUR + 300);
    for now in [not_before, ISSUED, ISSUED + HOUR, not_after] {
        let valid = tried(&code, now).unwrap();
        assert_eq!((valid.not_before, valid.not_after), (at(not_before), at(not_after)));
    }
    let (early, late) = (at(not_before - 1), at(not_after + 1));
    let not_yet = Refusal::NotYetValid { now: early, not_before: at(not_before) };
    assert_eq!(tried(&code, not_before - 1), Err(not_yet));
    let expired = Refusal::Expired { now: late, not_after: at(not_after) };
    assert_eq!(tried(&code, not_after + 1), Err(expired));
}

#[test]
fn window_and_tolerance_can_be_configured() {
    let code = minted(ISSUED, 0, false);
    let verify = |now, hours, seconds| {
        let window = Window::from_hours(hours).unwrap();
        let tolerance = Tolerance::from_seconds(seconds).unwrap();
        verify(&key(1), &account(), &code, at(now), window, tolerance).is_ok()
    };
    assert!(verify(ISSUED, 1, 0) && !verify(ISSUED - 1, 1, 0));
    assert!(verify(ISSUED + 72 * HOUR, 72, 0) && !verify(ISSUED + 72 * HOUR + 1, 72, 0));
    assert!(verify(ISSUED - HOUR, 1, 3_600) && !verify(ISSUED - HOUR - 1, 1, 3_600));
    assert_eq!((Window::from_hours(0), Window::from_hours(73)), (None, None));
    assert_eq!(Tolerance::from_seconds(3_601), None);
}

#[test]
fn the_counter_may_wrap_in_the_middle_of_a_window() {
    let origin = Terms::earliest().seconds();
    for round in 1..=10 {
        let turn = origin + round * ROUND;
        // Issued in the last minute of a round and typed in the first of the next; then the
        // reverse, with the computer's clock behind.
        let last = minted(turn - 1, 5, true);
        assert_eq!(tried(&last, turn).unwrap().terms.issued(), at(turn - 60), "round {round}");
        assert_eq!(tried(&last, turn + HOUR).unwrap().terms.issued(), at(turn - 60));
        let first = minted(turn, 5, true);
        assert_eq!(tried(&first, turn - 1).unwrap().terms.issued(), at(turn), "round {round}");
        assert!(matches!(tried(&first, turn - 301), Err(Refusal::NotYetValid { .. })));
    }
}

#[test]
fn the_nearest_issue_counts() {
    let code = minted(ISSUED, 0, false);
    let half = ROUND / 2;
    assert!(matches!(tried(&code, ISSUED + half), Err(Refusal::Expired { .. })));
    let next =
        Refusal::NotYetValid { now: at(ISSUED + half + 60), not_before: at(ISSUED + ROUND - 300) };
    assert_eq!(tried(&code, ISSUED + half + 60), Err(next));
    // Documented and not prevented: when the counter wraps, the code is valid again.
    assert_eq!(tried(&code, ISSUED + ROUND).unwrap().terms.issued(), at(ISSUED + ROUND));
    // Close to the start of the counter the nearest issue may be before it, and has long expired.
    let origin = Terms::earliest().seconds();
    let refused = tried(&minted(origin + ROUND - 60, 0, false), origin + 6 * HOUR);
    assert!(matches!(refused, Err(Refusal::Expired { .. })));
}

#[test]
fn a_clock_that_is_not_set_is_reported_first() {
    let origin = Terms::earliest().seconds();
    let now = at(origin - 1);
    assert_eq!(tried("not a code", origin - 1), Err(Refusal::ClockNotSet { now }));
    assert!(tried(&minted(origin, 0, false), origin).is_ok());
    assert!(tried(&minted(Timestamp::MAX.seconds(), 0, false), Timestamp::MAX.seconds()).is_ok());
    let fault = TermsFault::Issued { issued: now, earliest: at(origin) };
    assert_eq!(Terms::new(now, 0, false), Err(fault));
    let fault = TermsFault::ValidityIndex { index: 16, max: 15 };
    assert_eq!(Terms::new(at(origin), 16, false), Err(fault));
}

#[test]
fn a_code_is_read_with_any_separators() {
    let code = minted(ISSUED, 2, false);
    let groups = |separator: &str| {
        let groups: Vec<&str> = (0..20).step_by(4).map(|from| &code[from..from + 4]).collect();
        groups.join(separator)
    };
    for separator in
        [" ", "-", " - ", "\t", "\u{a0}", "\u{2013}", "\u{2212}", "--", "_", ".", "\u{200f}"]
    {
        assert!(tried(&groups(separator), ISSUED).is_ok(), "{separator:?}");
    }
    assert!(tried(&alloc::format!(" {code}\r\n"), ISSUED).is_ok());
    assert!(tried(&alloc::format!("\u{202b}\u{201e}{code}\u{201c}\u{202c},"), ISSUED).is_ok());
    let wide = code.chars().filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0));
    assert!(tried(&wide.collect::<String>(), ISSUED).is_ok(), "full-width");
    let symbol = Refusal::Malformed(Flaw::Symbol { place: 5 });
    assert_eq!(tried(&groups(";"), ISSUED), Err(symbol));
    assert_eq!(tried(&groups("\u{663}"), ISSUED), Err(symbol)); // Arabic-Indic digit three
}

#[test]
fn a_text_without_exactly_twenty_digits_is_malformed() {
    let code = minted(ISSUED, 2, false);
    for (typed, found) in [("", 0), (" - ", 0), (&code[1..], 19), (&alloc::format!("{code}0"), 21)]
    {
        let flaw = Flaw::Digits { found, expected: 20 };
        assert_eq!(tried(typed, ISSUED), Err(Refusal::Malformed(flaw)));
    }
    let padded = |length: usize| alloc::format!("{code}{}", " ".repeat(length - 20));
    assert!(tried(&padded(128), ISSUED).is_ok());
    let flaw = Flaw::TooLong { max: 128 };
    assert_eq!(tried(&padded(129), ISSUED), Err(Refusal::Malformed(flaw)));
}

/// Over a thousand codes of one computer, each digit appears at each place about a hundred times
/// (standard deviation 9.5; six of them are allowed).
#[test]
fn codes_of_one_computer_have_no_digits_in_common() {
    let mut counts = [[0_u32; 10]; 20];
    for minute in 0..1_000 {
        let code = minted(ISSUED + minute * 60, 0, false);
        for (place, digit) in code.bytes().enumerate() {
            counts[place][usize::from(digit - b'0')] += 1;
        }
    }
    for count in counts.iter().flatten() {
        assert!((43..=157).contains(count), "{counts:?}");
    }
}

#[test]
fn placeholder_keys_and_ill_formed_accounts_are_rejected() {
    assert!(DeviceKey::from_bytes([0; 32]).is_none());
    assert!(DeviceKey::from_bytes([0xff; 32]).is_none());
    let mut last = [7; 32];
    last[31] = 8;
    assert!(DeviceKey::from_bytes(last).is_some());
    for name in ["", " a", "a\n", "a\u{0}b", &"a".repeat(257)] {
        assert!(Account::parse(name).is_none(), "{name:?}");
    }
    assert_eq!(Account::parse(r"DOMAIN\Über Admin").unwrap().as_str(), r"domain\Über admin");
    assert!(Account::parse(&"a".repeat(256)).is_some());
}

proptest! {
    #[test]
    fn reading_never_panics(typed in ".{0,200}", now in 0..=Timestamp::MAX.seconds()) {
        let _ = tried(&typed, now);
    }

    #[test]
    fn codes_never_minted_are_refused(typed in "[0-9 -]{18,24}", now in ISSUED..2 * ISSUED) {
        prop_assert!(tried(&typed, now).is_err());
    }

    #[test]
    fn minted_codes_are_verified_at_any_time(
        issued in Terms::earliest().seconds()..=Timestamp::MAX.seconds() - 2 * HOUR,
        later in 0..=HOUR,
        index in 0..16_u8,
        single_use: bool,
    ) {
        let valid = tried(&minted(issued, index, single_use), issued + later).unwrap();
        prop_assert_eq!(valid.terms, Terms::new(at(issued), index, single_use).unwrap());
    }

    #[test]
    fn an_account_parses_to_itself(name in ".{0,80}") {
        if let Some(account) = Account::parse(&name) {
            prop_assert_eq!(Account::parse(account.as_str()), Some(account));
        }
    }
}
