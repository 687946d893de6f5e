//! Pseudorandom choices that a seed reproduces.

/// Marsaglia's xorshift with 64 bits. Not for secrets.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Creates the choices of a seed.
    #[must_use]
    pub const fn of(seed: u64) -> Self {
        // Mixed, so that neighbouring seeds differ in all choices; and never zero.
        Self(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`, which is not zero.
    pub const fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }
}
