//! The names of the printable characters of ASCII in one language.

pub(super) struct Names {
    /// 0 to 9.
    pub(super) digits: [&'static str; 10],
    /// A to Z.
    pub(super) letters: [&'static str; 26],
    /// The prefix of the name of a lower-case letter.
    pub(super) small: &'static str,
    /// All other characters, in ascending order: U+0020 to U+002F, U+003A to U+0040, U+005B to
    /// U+0060, U+007B to U+007E.
    pub(super) marks: [&'static str; 33],
}

impl Names {
    /// The prefix and the name of a printable character.
    pub(super) fn name(&self, symbol: u8) -> Option<[&'static str; 2]> {
        let at = |first: u8| usize::from(symbol - first);
        let (prefix, name) = match symbol {
            b'0'..=b'9' => ("", self.digits.get(at(b'0'))),
            b'A'..=b'Z' => ("", self.letters.get(at(b'A'))),
            b'a'..=b'z' => (self.small, self.letters.get(at(b'a'))),
            b' '..=b'/' => ("", self.marks.get(at(b' '))),
            b':'..=b'@' => ("", self.marks.get(16 + at(b':'))),
            b'['..=b'`' => ("", self.marks.get(23 + at(b'['))),
            b'{'..=b'~' => ("", self.marks.get(29 + at(b'{'))),
            _ => return None,
        };
        Some([prefix, name?])
    }
}
