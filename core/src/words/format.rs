//! The format of a policy's codes.

use super::values::Values;
use super::{Alphabet, CheckScheme, Code};

/// The format of a policy's codes: which symbols, how many of them are drawn, which check symbols
/// follow, and in what groups they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeFormat {
    alphabet: Alphabet,
    length: u8,
    check: CheckScheme,
    group: u8,
}

impl CodeFormat {
    /// The longest code, in symbols, check symbols included: [`Code::MAX_LENGTH`].
    pub const MAX_LENGTH: u8 = Code::MAX_LENGTH;

    /// A format without check symbols and without groups, as vendors use; `None` when `length` is 0
    /// or above [`Self::MAX_LENGTH`].
    #[must_use]
    pub const fn new(alphabet: Alphabet, length: u8) -> Option<Self> {
        if length == 0 || length > Self::MAX_LENGTH {
            return None;
        }
        Some(Self { alphabet, length, check: CheckScheme::None, group: 0 })
    }

    /// The same format with check symbols after the drawn ones; `None` when the scheme cannot be
    /// used with the alphabet, or the whole code would be longer than [`Self::MAX_LENGTH`].
    #[must_use]
    pub const fn with_check(self, check: CheckScheme) -> Option<Self> {
        let fits = self.length + check.length() <= Self::MAX_LENGTH;
        if fits && check.goes_with(self.alphabet) { Some(Self { check, ..self }) } else { None }
    }

    /// The same format, shown in groups of that many symbols; 0 for no groups. `None` above
    /// [`Self::MAX_LENGTH`].
    #[must_use]
    pub const fn with_group(self, group: u8) -> Option<Self> {
        if group > Self::MAX_LENGTH { None } else { Some(Self { group, ..self }) }
    }

    /// The alphabet that the symbols are drawn from.
    #[must_use]
    pub const fn alphabet(self) -> Alphabet {
        self.alphabet
    }

    /// The number of drawn symbols; only these are unpredictable.
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length
    }

    /// The scheme of the check symbols, which follow the drawn ones.
    #[must_use]
    pub const fn check(self) -> CheckScheme {
        self.check
    }

    /// The number of symbols in a group when a code is shown; 0 for no groups.
    #[must_use]
    pub const fn group(self) -> u8 {
        self.group
    }

    /// The number of symbols of a code: the drawn ones and the check symbols.
    #[must_use]
    pub const fn whole_length(self) -> u8 {
        self.length + self.check.length()
    }

    /// The number of this format in stores and across the module boundary; never 0. The encoding
    /// never changes, since records contain it. From the lowest byte up: length, alphabet, check
    /// scheme, group.
    #[must_use]
    pub fn number(self) -> u32 {
        let place = |place: Option<usize>| place.unwrap_or(0) as u32;
        let alphabet = place(Alphabet::ALL.iter().position(|known| *known == self.alphabet));
        let check = place(CheckScheme::ALL.iter().position(|known| *known == self.check));
        u32::from(self.group) << 24 | check << 16 | alphabet << 8 | u32::from(self.length)
    }

    /// The format with that number, if there is one.
    #[must_use]
    pub fn numbered(number: u32) -> Option<Self> {
        let [length, alphabet, check, group] = number.to_le_bytes();
        let alphabet = *Alphabet::ALL.get(usize::from(alphabet))?;
        let check = *CheckScheme::ALL.get(usize::from(check))?;
        Self::new(alphabet, length)?.with_check(check)?.with_group(group)
    }

    /// The longest format of digits, a placeholder where no codes are drawn.
    pub(crate) const fn longest_digits() -> Self {
        let (alphabet, length) = (Alphabet::Decimal, Self::MAX_LENGTH);
        Self { alphabet, length, check: CheckScheme::None, group: 0 }
    }

    /// The number of possible codes of this format; `u128::MAX` if there are more. Check symbols
    /// add none, since they follow from the drawn symbols.
    #[must_use]
    pub fn codes(self) -> u128 {
        let size = u128::from(self.alphabet.size());
        (0..self.length).fold(1_u128, |codes, _| codes.saturating_mul(size))
    }

    /// Whether a code of this format has at least `bits` bits of entropy. Values above 127 count as
    /// 127.
    ///
    /// Computed in integers: size^length ≥ 2^bits.
    #[must_use]
    pub fn has_entropy_bits(self, bits: u32) -> bool {
        self.codes() >= 1_u128 << bits.min(127)
    }

    /// Whether the text is a code of this format: the right number of symbols of the alphabet, then
    /// the matching check symbols, and nothing else.
    #[must_use]
    pub fn accepts(self, code: &Code) -> bool {
        if self.check == CheckScheme::None {
            let text = code.reveal().as_bytes();
            return text.len() == usize::from(self.length)
                && text.iter().all(|symbol| self.alphabet.symbols().contains(symbol));
        }
        self.values(code).is_some_and(|values| self.accepts_values(&values))
    }

    /// Whether the values are those of a whole code of this format, check symbols included.
    pub(super) fn accepts_values(self, values: &Values) -> bool {
        let Some((drawn, check)) = values.as_slice().split_at_checked(self.length.into()) else {
            return false;
        };
        let in_alphabet = drawn.iter().all(|value| u32::from(*value) < self.alphabet.size());
        let wanted = self.check.of(self.alphabet, drawn);
        let length = usize::from(self.check.length());
        in_alphabet
            && wanted.and_then(|wanted| wanted.get(..length).map(|it| it == check)) == Some(true)
    }

    /// The values of a code's symbols; `None` when one of them is not in this format.
    fn values(self, code: &Code) -> Option<Values> {
        let mut values = Values::empty();
        for symbol in code.reveal().bytes() {
            values.push(self.value(symbol)?);
        }
        Some(values)
    }

    /// The code with those values; `None` when this format has no symbol for one of them.
    pub(super) fn code_of(self, values: &Values) -> Option<Code> {
        let mut code = Code::empty();
        for value in values.as_slice() {
            code.push(self.symbol(*value)?);
        }
        Some(code)
    }

    /// Appends the check symbols to a code that consists of the drawn symbols.
    pub(super) fn complete(self, code: &mut Code) {
        let drawn = self.values(code);
        let check = drawn.and_then(|drawn| self.check.of(self.alphabet, drawn.as_slice()));
        let check = check.into_iter().flatten().take(self.check.length().into());
        for symbol in check.filter_map(|value| self.symbol(value)) {
            code.push(symbol);
        }
    }

    /// The value of a symbol: its index in the alphabet. Symbols that only check symbols can be
    /// follow the alphabet's.
    pub(super) fn value(self, symbol: u8) -> Option<u8> {
        let mut symbols = self.symbols();
        symbols.position(|known| known == symbol).and_then(|place| u8::try_from(place).ok())
    }

    /// The symbol with that value.
    fn symbol(self, value: u8) -> Option<u8> {
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
    fn a_number_gives_back_its_format() {
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

    /// Stores keep these numbers.
    #[test]
    fn the_number_of_a_format_never_changes() {
        let number = |alphabet, length, check, group| {
            let made = format(alphabet, length).with_check(check).unwrap();
            made.with_group(group).unwrap().number()
        };
        assert_eq!(number(Alphabet::Decimal, 9, CheckScheme::Mod97, 3), 0x0301_0009);
        assert_eq!(number(Alphabet::Decimal, 8, CheckScheme::Verhoeff, 0), 0x0003_0008);
        assert_eq!(number(Alphabet::Base20, 8, CheckScheme::None, 4), 0x0400_0108);
        assert_eq!(number(Alphabet::Base31, 10, CheckScheme::LetterPair, 5), 0x0504_020a);
        assert_eq!(number(Alphabet::Crockford32, 7, CheckScheme::Mod37, 4), 0x0405_0307);
    }

    #[test]
    fn check_symbols_add_no_entropy() {
        let checked = format(Alphabet::Decimal, 9).with_check(CheckScheme::Mod97).unwrap();
        assert!(checked.has_entropy_bits(29) && !checked.has_entropy_bits(30));
        assert_eq!((checked.length(), checked.whole_length()), (9, 11));
    }

    #[test]
    fn lengths_and_groups_out_of_bounds_are_rejected() {
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
    fn schemes_of_other_alphabets_are_rejected() {
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
    fn only_whole_codes_are_accepted() {
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
        assert!(!accepts(crockford, "UU"), "36 is 36 modulo 37, but U is never drawn");
    }
}
