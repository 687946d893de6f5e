use super::*;
use crate::words::{Mint, Seed};
use alloc::format;
use alloc::string::{String, ToString};

mod properties;

fn shape(alphabet: Alphabet, length: u8, check: CheckScheme, group: u8) -> CodeFormat {
    let format = CodeFormat::new(alphabet, length).unwrap();
    format.with_check(check).unwrap().with_group(group).unwrap()
}

fn digits(length: u8) -> CodeFormat {
    shape(Alphabet::Decimal, length, CheckScheme::None, 0)
}

fn read(typed: &str, format: CodeFormat) -> Result<String, EntryFault> {
    entry(typed, format).map(|code| code.reveal().to_string())
}

#[test]
fn separators_and_width_do_not_matter() {
    for typed in [
        "12345678",
        " 1234 5678\n",
        "1234-5678",
        "1234\u{2011}5678",
        "1234\u{2013}5678",
        "1234\u{2014}5678",
        "1234\u{2212}5678",
        "12_34.56_78",
        "\u{a0}1234\u{3000}5678\u{200b}",
        "１２３４－５６７８",
        "1234\u{ad}5678\u{feff}",
        "\u{202b}\u{2066}1234\u{200e}5678\u{2069}\u{202c}\u{61c}",
        "\u{201e}1234,5678\u{201c}.",
        "\u{ff02}１２３４\u{fe0f}５６７８\u{ff02}",
        "\u{ab}'\"`1234\u{3002}5678",
    ] {
        assert_eq!(read(typed, digits(8)).as_deref(), Ok("12345678"), "{typed:?}");
    }
    for typed in ["1234;5678", "1234(5678", "1234/5678", "1234+5678", "1234\u{0}5678", "1234٥678"]
    {
        assert_eq!(read(typed, digits(8)), Err(EntryFault::Symbol { place: 5 }), "{typed:?}");
    }
}

#[test]
fn look_alikes_are_read_as_the_symbol_in_the_alphabet() {
    for (alphabet, typed, code) in [
        (Alphabet::Decimal, "oOiIlL|sSbBzZ", "0011111558822"),
        (Alphabet::Crockford32, "oOiIlL|sSbBzZ", "0011111SSBBZZ"),
        (Alphabet::Base20, "1iI|lL5s8b2z", "LLLLLLSSBBZZ"),
        (Alphabet::Base31, "5s8b2z", "5S8B2Z"),
        (Alphabet::Base20, "ｂＣ１", "BCL"),
    ] {
        let format = shape(alphabet, code.len() as u8, CheckScheme::None, 0);
        assert_eq!(read(typed, format).as_deref(), Ok(code), "{alphabet:?}");
    }
}

#[test]
fn symbols_that_base31_leaves_out_have_a_fault_of_their_own() {
    let format = shape(Alphabet::Base31, 4, CheckScheme::None, 0);
    for symbol in "0oO1iIlL|０Ｏ".chars() {
        let fault = read(&format!("A-{symbol}CD"), format).unwrap_err();
        assert_eq!(fault, EntryFault::NeverUsed { place: 3 }, "{symbol}");
    }
    assert_eq!(read("A-?CD", format), Err(EntryFault::Symbol { place: 3 }));
}

#[test]
fn a_fault_reports_what_is_wrong_and_where() {
    let long = " ".repeat(MAX_TYPED) + "1";
    let wide = "１２３４".repeat(8) + "\u{3000}".repeat(10).as_str();
    for (typed, length, fault, message) in [
        ("", 8, EntryFault::Empty, "no code was typed"),
        (" -\u{2013} ", 8, EntryFault::Empty, "no code was typed"),
        (
            &long,
            1,
            EntryFault::TooLong { max: 128 },
            "a code has at most 128 bytes with separators",
        ),
        ("12é4", 4, EntryFault::Symbol { place: 3 }, "character 3 is not used in such a code"),
        ("ß234", 4, EntryFault::Symbol { place: 1 }, "character 1 is not used in such a code"),
        ("123", 4, EntryFault::Length { found: 3, wanted: 4 }, "a code has 4 symbols, not 3"),
        (
            &"9".repeat(128),
            32,
            EntryFault::Length { found: 128, wanted: 32 },
            "a code has 32 symbols, not 128",
        ),
    ] {
        assert_eq!(read(typed, digits(length)), Err(fault), "{typed:?}");
        assert_eq!(fault.to_string(), message);
    }
    assert!(read(&wide, digits(32)).is_ok(), "126 bytes");
}

#[test]
fn a_symbol_outside_the_alphabet_is_a_check_symbol_at_the_end_only() {
    let format = shape(Alphabet::Crockford32, 2, CheckScheme::Mod37, 0);
    assert_eq!(read("14-u", format).as_deref(), Ok("14U"));
    assert_eq!(read("1 0 ＊", format).as_deref(), Ok("10*"));
    assert_eq!(read("1U4", format), Err(EntryFault::Symbol { place: 2 }));
    assert_eq!(read("14U*", format), Err(EntryFault::Symbol { place: 3 }));
    assert_eq!(read("4U", format), Err(EntryFault::Length { found: 2, wanted: 3 }));
    let without = shape(Alphabet::Crockford32, 3, CheckScheme::None, 0);
    assert_eq!(read("14U", without), Err(EntryFault::Symbol { place: 3 }));
}

#[test]
fn a_wrong_check_symbol_is_detected() {
    let damm = shape(Alphabet::Decimal, 3, CheckScheme::Damm, 2);
    assert_eq!(read("57 24", damm).as_deref(), Ok("5724"));
    // With one check digit, a change at any place can repair the code.
    assert_eq!(read("57 25", damm), Err(EntryFault::Check { group: None }));
    assert_eq!(EntryFault::Check { group: None }.to_string(), "the code was mistyped");
    let message = EntryFault::Check { group: Some(2) }.to_string();
    assert_eq!(message, "the code was mistyped: group 2 cannot be right");
}

/// The groups of all single symbols and swaps that make a text valid, found by trying each.
fn explanations(text: &str, format: CodeFormat) -> Vec<u8> {
    let symbols = [format.alphabet().symbols(), format.check().own_symbols()].concat();
    let mut groups = Vec::new();
    let is_valid = |text: &[u8]| {
        core::str::from_utf8(text)
            .ok()
            .and_then(Code::parse)
            .is_some_and(|code| format.accepts(&code))
    };
    let bytes = text.as_bytes();
    for place in 0..bytes.len() {
        let group = place as u8 / format.group() + 1;
        for symbol in symbols.iter().filter(|symbol| **symbol != bytes[place]) {
            let mut other = bytes.to_vec();
            other[place] = *symbol;
            groups.extend(is_valid(&other).then_some(group));
        }
        let mut other = bytes.to_vec();
        if place + 1 < bytes.len() {
            other.swap(place, place + 1);
            let both = [group, (place + 1) as u8 / format.group() + 1];
            groups.extend(both.into_iter().filter(|_| is_valid(&other)));
        }
    }
    groups.sort_unstable();
    groups.dedup();
    groups
}

#[test]
fn a_reported_group_is_the_only_one_that_explains_the_error() {
    let format = shape(Alphabet::Crockford32, 10, CheckScheme::LetterPair, 4);
    let mut mint = Mint::new(&Seed::from_words([5, 6, 7, 8]).unwrap());
    let (mut located, mut unlocated) = (0, 0);
    for round in 0..400 {
        let code = mint.code(format);
        let mut wrong = code.reveal().as_bytes().to_vec();
        let place = round / 2 % 11;
        if round % 2 == 0 {
            wrong[place] = if wrong[place] == b'7' { b'8' } else { b'7' };
        } else if wrong[place] != wrong[place + 1] {
            wrong.swap(place, place + 1);
        } else {
            continue;
        }
        let wrong = String::from_utf8(wrong).unwrap();
        let Err(EntryFault::Check { group }) = read(&wrong, format) else { panic!("{wrong}") };
        let groups = explanations(&wrong, format);
        assert!(groups.contains(&(place as u8 / 4 + 1)), "{wrong}");
        match group {
            Some(group) => {
                assert_eq!(groups, [group], "{wrong}");
                located += 1;
            }
            None => {
                assert!(groups.len() > 1, "{wrong}: {groups:?}");
                unlocated += 1;
            }
        }
    }
    assert!(located > 50 && unlocated > 20, "{located} located, {unlocated} not");
}

#[test]
fn no_group_is_reported_without_groups_or_without_an_explanation() {
    let format = shape(Alphabet::Crockford32, 10, CheckScheme::LetterPair, 0);
    assert_eq!(read("0000000000 00", format), Err(EntryFault::Check { group: None }));
    let grouped = shape(Alphabet::Crockford32, 2, CheckScheme::LetterPair, 2);
    let random = (0..1000).map(|n| format!("{n:04}"));
    let mut unexplained = 0;
    for text in random {
        if let Err(EntryFault::Check { group: None }) = read(&text, grouped) {
            unexplained += usize::from(explanations(&text, grouped).is_empty());
        }
    }
    assert!(unexplained > 100, "{unexplained}");
}

fn candidates(typed: &str) -> Vec<String> {
    fold_any(typed).iter().map(|code| code.reveal().to_string()).collect()
}

#[test]
fn each_candidate_is_returned_once() {
    assert_eq!(candidates(" 1234 5678 "), ["1234 5678", "12345678"]);
    assert_eq!(candidates("Summer-24"), ["Summer-24", "SUMMER24"]);
    assert_eq!(candidates("Summer!24"), ["Summer!24"]);
    assert_eq!(candidates("bc-d5"), ["bc-d5", "BCDS", "BCD5"]);
    assert_eq!(candidates("14-u"), ["14-u", "14U"]);
    assert_eq!(candidates("s5"), ["s5", "55", "SS", "S5"]);
    assert_eq!(candidates("b8"), ["b8", "88", "BB", "B8"]);
    assert_eq!(candidates("１２"), ["12", "LZ"]);
    assert_eq!(candidates("pässword"), [] as [&str; 0]);
    assert_eq!(candidates(""), [] as [&str; 0]);
    assert_eq!(candidates(" - "), ["-"]);
    assert_eq!(candidates("\u{200e}Summer!24\u{202c}"), ["Summer!24"]);
    assert_eq!(candidates("\u{201c}Summer!24\u{201d},"), ["Summer!24"]);
    assert_eq!(candidates("'Summer!24'."), ["'Summer!24'.", "Summer!24"]);
    for stop in ['.', '\u{ff0e}', '\u{6d4}', '\u{3002}', '\u{ff61}'] {
        let readings = candidates(&format!("Summer!24{stop}"));
        assert_eq!(readings.last().map(String::as_str), Some("Summer!24"), "{stop:?}");
    }
    assert_eq!(candidates("Ｓummer!24"), ["Summer!24"]);
    assert_eq!(candidates(&"1 ".repeat(32)).len(), 2, "32 symbols");
    assert_eq!(candidates(&"1 ".repeat(33)), [] as [&str; 0], "33 symbols");
    assert_eq!(candidates(&(" ".repeat(128) + "1")), [] as [&str; 0], "129 bytes");
}
