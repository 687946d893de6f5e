//! The shape of a policy's codes.

use super::values::Values;
use super::{Alphabet, CheckScheme, Code};

/// The shape of the codes of a policy: which symbols, how many of them are drawn, which check
/// symbols follow, and in what groups people see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeFormat {
    alphabet: Alphabet,
    length: u8,
    check: CheckScheme,
    group: u8,
}

impl CodeFormat {
    /// The longest code with its check symbols, in symbols (the longest any dialect speaks of:
    /// digitanium's 32).
    pub const MAX_LENGTH: u8 = 32;

    /// A format without check symbols and without groups, as the vendors have it; `None` when
    /// `length` is 0 or above [`Self::MAX_LENGTH`].
    #[must_use]
    pub const fn new(alphabet: Alphabet, length: u8) -> Option<Self> {
        if length == 0 || length > Self::MAX_LENGTH {
            return None;
        }
        Some(Self { alphabet, length, check: CheckScheme::None, group: 0 })
    }

    /// The same with check symbols after those that are drawn; `None` when the scheme does not go
    /// with the alphabet, or the whole would be longer than [`Self::MAX_LENGTH`].
    #[must_use]
    pub const fn with_check(self, check: CheckScheme) -> Option<Self> {
        let fits = self.length + check.length() <= Self::MAX_LENGTH;
        if fits && check.goes_with(self.alphabet) { Some(Self { check, ..self }) } else { None }
    }

    /// The same, shown in groups of so many symbols; 0 for one piece. `None` above
    /// [`Self::MAX_LENGTH`].
    #[must_use]
    pub const fn with_group(self, group: u8) -> Option<Self> {
        if group > Self::MAX_LENGTH { None } else { Some(Self { group, ..self }) }
    }

    /// The symbols a code of this format is drawn from.
    #[must_use]
    pub const fn alphabet(self) -> Alphabet {
        self.alphabet
    }

    /// How many symbols are drawn: all that nobody can know beforehand.
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length
    }

    /// How the check symbols are computed, which follow those that are drawn.
    #[must_use]
    pub const fn check(self) -> CheckScheme {
        self.check
    }

    /// How many symbols stand together when a code is shown; 0 for all.
    #[must_use]
    pub const fn group(self) -> u8 {
        self.group
    }

    /// How many symbols a code has: those that are drawn, and their check symbols.
    #[must_use]
    pub const fn whole_length(self) -> u8 {
        self.length + self.check.length()
    }

    /// The number by which stores and the wall know this format; never 0. Never changed: records
    /// keep it. From the lowest byte up: length, alphabet, check scheme, group.
    #[must_use]
    pub fn number(self) -> u32 {
        let place = |place: Option<usize>| place.unwrap_or(0) as u32;
        let alphabet = place(Alphabet::ALL.iter().position(|known| *known == self.alphabet));
        let check = place(CheckScheme::ALL.iter().position(|known| *known == self.check));
        u32::from(self.group) << 24 | check << 16 | alphabet << 8 | u32::from(self.length)
    }

    /// The format of that number, if there is one.
    #[must_use]
    pub fn numbered(number: u32) -> Option<Self> {
        let [length, alphabet, check, group] = number.to_le_bytes();
        let alphabet = *Alphabet::ALL.get(usize::from(alphabet))?;
        let check = *CheckScheme::ALL.get(usize::from(check))?;
        Self::new(alphabet, length)?.with_check(check)?.with_group(group)
    }

    /// The longest digits: what stands where no codes are drawn at all.
    pub(crate) const fn longest_digits() -> Self {
        let (alphabet, length) = (Alphabet::Decimal, Self::MAX_LENGTH);
        Self { alphabet, length, check: CheckScheme::None, group: 0 }
    }

    /// How many codes of this format there are; `u128::MAX` where there are more. Check symbols
    /// add none: they follow from the rest.
    #[must_use]
    pub fn codes(self) -> u128 {
        let size = u128::from(self.alphabet.size());
        (0..self.length).fold(1_u128, |codes, _| codes.saturating_mul(size))
    }

    /// Whether a code of this format has at least `bits` bits of entropy (at most 127 are asked).
    ///
    /// Computed in whole numbers: size^length ≥ 2^bits.
    #[must_use]
    pub fn has_entropy_bits(self, bits: u32) -> bool {
        self.codes() >= 1_u128 << bits.min(127)
    }

    /// Whether that is a code of this format: as many symbols of its alphabet as are drawn, then
    /// the right check symbols, and nothing else.
    #[must_use]
    pub fn accepts(self, code: &Code) -> bool {
        if self.check == CheckScheme::None {
            let text = code.reveal().as_bytes();
            return text.len() == usize::from(self.length)
                && text.iter().all(|symbol| self.alphabet.symbols().contains(symbol));
        }
        Values::of(self, code).is_some_and(|values| values.are_right(self))
    }

    /// Appends the check symbols to a code of as many symbols as are drawn.
    pub(super) fn complete(self, code: &mut Code) {
        let drawn = Values::of(self, code);
        let check = drawn.and_then(|drawn| self.check.of(self.alphabet, drawn.as_slice()));
        let check = check.into_iter().flatten().take(self.check.length().into());
        for symbol in check.filter_map(|value| self.symbol(value)) {
            code.push(symbol);
        }
    }

    /// The value of a symbol: its place in the alphabet, or behind it for those that are check
    /// symbols only.
    pub(super) fn value(self, symbol: u8) -> Option<u8> {
        let mut symbols = self.symbols();
        symbols.position(|known| known == symbol).and_then(|place| u8::try_from(place).ok())
    }

    /// The symbol of a value.
    pub(super) fn symbol(self, value: u8) -> Option<u8> {
        self.symbols().nth(value.into())
    }

    fn symbols(self) -> impl Iterator<Item = u8> {
        let alphabet = self.alphabet.symbols().iter();
        alphabet.chain(self.check.own_symbols()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(alphabet: Alphabet, length: u8) -> CodeFormat {
        CodeFormat::new(alphabet, length).unwrap()
    }

    #[test]
    fn entropy_is_counted_from_size_and_length() {
        let nine_digits = format(Alphabet::Decimal, 9);
        assert!(nine_digits.has_entropy_bits(29)); // 10^9 = 2^29.9
        assert!(!nine_digits.has_entropy_bits(30));
        let twenty_letters = format(Alphabet::Crockford32, 20);
        assert!(twenty_letters.has_entropy_bits(100));
        assert!(!twenty_letters.has_entropy_bits(101));
    }

    #[test]
    fn a_format_is_known_again_by_its_number() {
        let mut numbers = std::collections::BTreeSet::new();
        for alphabet in Alphabet::ALL {
            for check in CheckScheme::ALL {
                for (length, group) in [(1, 0), (9, 3), (30, 32)] {
                    let Some(made) = format(alphabet, length).with_check(check) else { continue };
                    let made = made.with_group(group).unwrap();
                    assert_eq!(CodeFormat::numbered(made.number()), Some(made));
                    assert!(made.number() != 0 && numbers.insert(made.number()));
                }
            }
        }
        for number in [0, 33, 4 << 8 | 9, 9 | 6 << 16, 9 | 4 << 16, 9 | 33 << 24] {
            assert_eq!(CodeFormat::numbered(number), None, "{number}");
        }
    }

    #[test]
    fn check_symbols_are_no_entropy() {
        let checked = format(Alphabet::Decimal, 9).with_check(CheckScheme::Mod97).unwrap();
        assert!(checked.has_entropy_bits(29) && !checked.has_entropy_bits(30));
        assert_eq!((checked.length(), checked.whole_length()), (9, 11));
    }

    #[test]
    fn a_length_out_of_bounds_makes_no_format() {
        assert!(CodeFormat::new(Alphabet::Decimal, 0).is_none());
        assert!(CodeFormat::new(Alphabet::Decimal, 32).is_some());
        assert!(CodeFormat::new(Alphabet::Decimal, 33).is_none());
        let with = |length, check| format(Alphabet::Decimal, length).with_check(check);
        assert!(with(31, CheckScheme::Damm).is_some() && with(32, CheckScheme::Damm).is_none());
        assert!(with(30, CheckScheme::Mod97).is_some() && with(31, CheckScheme::Mod97).is_none());
        assert!(format(Alphabet::Decimal, 9).with_group(32).is_some());
        assert!(format(Alphabet::Decimal, 9).with_group(33).is_none());
    }

    #[test]
    fn a_scheme_of_another_alphabet_makes_no_format() {
        use CheckScheme::{Damm, LetterPair, Mod37, Mod97, None, Verhoeff};
        for (alphabet, schemes) in [
            (Alphabet::Decimal, &[None, Mod97, Damm, Verhoeff][..]),
            (Alphabet::Base20, &[None, LetterPair]),
            (Alphabet::Base31, &[None, LetterPair]),
            (Alphabet::Crockford32, &[None, LetterPair, Mod37]),
        ] {
            for scheme in CheckScheme::ALL {
                let made = format(alphabet, 8).with_check(scheme).is_some();
                assert_eq!(made, schemes.contains(&scheme), "{alphabet:?} {scheme:?}");
            }
        }
    }

    #[test]
    fn only_the_whole_code_is_accepted() {
        let accepts = |format: CodeFormat, text| format.accepts(&Code::parse(text).unwrap());
        let plain = format(Alphabet::Decimal, 4);
        let damm = format(Alphabet::Decimal, 3).with_check(CheckScheme::Damm).unwrap();
        assert!(accepts(plain, "5720") && accepts(plain, "5724") && accepts(damm, "5724"));
        for text in ["5725", "572", "57240", "572 4", "572A"] {
            assert!(!accepts(damm, text), "{text}");
        }
        assert!(!accepts(plain, "572A") && !accepts(plain, "57245"));
        let crockford = format(Alphabet::Crockford32, 1).with_check(CheckScheme::Mod37).unwrap();
        assert!(accepts(crockford, "ZZ") && !accepts(crockford, "Z*"));
        assert!(!accepts(crockford, "UU"), "36 is 36 modulo 37, but no drawn symbol");
    }
}
