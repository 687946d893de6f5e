//! Properties of entry for any typed text.

use super::*;
use crate::words::{GROUP_SEPARATOR, display};
use proptest::prelude::*;
use proptest::sample::select;

fn any_format() -> impl Strategy<Value = CodeFormat> {
    let parts = (select(&Alphabet::ALL[..]), select(&CheckScheme::ALL[..]), 1_u8..=32, 0_u8..=32);
    parts.prop_filter_map("no format", |(alphabet, check, length, group)| {
        CodeFormat::new(alphabet, length)?.with_check(check)?.with_group(group)
    })
}

/// A code of any format, drawn from any seed.
fn any_code() -> impl Strategy<Value = (CodeFormat, String)> {
    (any_format(), 1..u64::MAX).prop_map(|(format, seed)| {
        let mut mint = Mint::new(&Seed::from_words([seed, 0, 0, 0]).unwrap());
        (format, mint.code(format).reveal().to_string())
    })
}

/// Every character that is read as a symbol, the symbol itself included.
fn spellings(symbol: char, alphabet: Alphabet) -> Vec<char> {
    let mut all = [symbol, symbol.to_ascii_lowercase()].to_vec();
    let more = match (alphabet, symbol) {
        (Alphabet::Decimal | Alphabet::Crockford32, '0') => "oO",
        (Alphabet::Decimal | Alphabet::Crockford32, '1') => "iIlL|",
        (Alphabet::Decimal, '5') => "sS",
        (Alphabet::Decimal, '8') => "bB",
        (Alphabet::Decimal, '2') => "zZ",
        (Alphabet::Base20, 'L') => "1iI|",
        (Alphabet::Base20, 'S') => "5",
        (Alphabet::Base20, 'B') => "8",
        (Alphabet::Base20, 'Z') => "2",
        _ => "",
    };
    all.extend(more.chars());
    let wide = all.iter().filter_map(|symbol| char::from_u32(*symbol as u32 + 0xfee0));
    let wide: Vec<char> = wide.collect();
    all.extend(wide);
    all
}

/// A code, and one way to type it.
fn any_typing() -> impl Strategy<Value = (CodeFormat, String, String)> {
    any_code().prop_flat_map(|(format, code)| {
        let symbols: Vec<_> =
            code.chars().map(|symbol| select(spellings(symbol, format.alphabet()))).collect();
        let gap = select(
            &["", "", "", "", " ", "-", "\u{2011}", ".", "_", "\u{a0}", "\u{200f}", "\u{2068}"][..],
        );
        let gaps = prop::collection::vec(gap, code.len());
        (Just(format), Just(code), symbols, gaps).prop_map(|(format, code, symbols, gaps)| {
            let typed =
                symbols.iter().zip(gaps).flat_map(|(symbol, gap)| [symbol.to_string(), gap.into()]);
            (format, code, typed.collect())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(0x00c0_de31),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read_or_rejected(typed in any::<String>(), format in any_format()) {
        if let Ok(code) = entry(&typed, format) {
            prop_assert!(format.accepts(&code));
        }
        prop_assert!(fold_any(&typed).len() <= 5);
    }

    #[test]
    fn characters_copied_along_are_not_part_of_a_chosen_code(
        code in "[!#-&(-+/-~]{1,20}", before in "[\"'\u{200e}\u{202a}\u{ab}\u{201e} ]{0,3}",
        after in "[\"',.\u{202c}\u{200f}\u{bb}\u{201c} ]{0,3}",
    ) {
        prop_assume!(!code.contains(['`', '.', ',']));
        let typed = format!("{before}{code}{after}");
        prop_assert!(candidates(&typed).contains(&code), "{:?}", typed);
    }

    #[test]
    fn a_chosen_code_is_redeemed_as_it_was_issued(chosen in "[ -~]{1,32}") {
        if let Some(code) = Code::chosen(&chosen) {
            prop_assert!(candidates(&chosen).iter().any(|typed| typed == code.reveal()));
        } else {
            prop_assert!(chosen.starts_with(' ') || chosen.ends_with(' '));
        }
    }

    /// Texts closer to codes, so that more than the first check is reached.
    #[test]
    fn any_text_close_to_a_code_is_read_or_rejected(
        typed in "[0-9a-zA-Z*~$=|．－ _\u{2013}０-９\"',\u{200e}]{0,40}", format in any_format(),
    ) {
        match entry(&typed, format) {
            Ok(code) => prop_assert!(format.accepts(&code)),
            Err(EntryFault::Symbol { place } | EntryFault::NeverUsed { place }) => {
                prop_assert!((1..=typed.chars().count()).contains(&place));
            }
            Err(EntryFault::Length { found, wanted }) => prop_assert_ne!(found, wanted),
            Err(EntryFault::Check { group }) => {
                let groups = format.whole_length().div_ceil(format.group().max(1));
                prop_assert!(group.is_none_or(|group| (1..=groups).contains(&group)));
            }
            Err(EntryFault::Empty | EntryFault::TooLong { .. }) => {}
        }
    }

    #[test]
    fn a_code_can_be_typed_as_it_is_shown((format, code) in any_code()) {
        let shown = display(&Code::parse(&code).unwrap(), format);
        prop_assert_eq!(read(shown.reveal(), format), Ok(code.clone()));
        prop_assert_eq!(shown.reveal().replace(GROUP_SEPARATOR, ""), code.clone());
        let candidates = candidates(shown.reveal());
        prop_assert!(candidates.contains(&code), "{:?}", candidates);
    }

    #[test]
    fn every_spelling_is_read_as_the_code((format, code, typed) in any_typing()) {
        prop_assume!(typed.len() <= MAX_TYPED);
        prop_assert_eq!(read(&typed, format), Ok(code.clone()), "{:?}", typed);
        let candidates = candidates(&typed);
        prop_assert!(candidates.contains(&code), "{:?} {:?}", typed, candidates);
    }

    /// The control for the property above: with another symbol it is another code, or not a code.
    #[test]
    fn another_symbol_is_not_read_as_the_code(
        (format, code, typed) in any_typing(), place: prop::sample::Index,
    ) {
        let mut symbols: Vec<char> = typed.chars().collect();
        let separates = |symbol: char| "-. _\u{2011}\u{a0}\u{200f}\u{2068}".contains(symbol);
        let places: Vec<_> = (0..symbols.len()).filter(|at| !separates(symbols[*at])).collect();
        let place = *place.get(&places);
        let other = if "7７".contains(symbols[place]) { '9' } else { '7' };
        symbols[place] = other;
        let typed: String = symbols.into_iter().collect();
        prop_assert_ne!(read(&typed, format), Ok(code), "{:?}", typed);
    }
}
