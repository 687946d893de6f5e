//! The key stream of a seed, and what the mint derives from it.

/// ChaCha20's block function (RFC 8439 section 2.3), with the last four words as an argument: the
/// RFC has a counter of one word and a nonce of three, the mint a counter of two and a nonce of
/// two.
fn block(key: &[u32; 8], last: [u32; 4]) -> [u32; 16] {
    const ROUNDS: [[usize; 4]; 8] = [
        [0, 4, 8, 12],
        [1, 5, 9, 13],
        [2, 6, 10, 14],
        [3, 7, 11, 15],
        [0, 5, 10, 15],
        [1, 6, 11, 12],
        [2, 7, 8, 13],
        [3, 4, 9, 14],
    ];
    let mut start = [0; 16];
    start[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]);
    start[4..12].copy_from_slice(key);
    start[12..].copy_from_slice(&last);
    let mut state = start;
    for _ in 0..10 {
        for round in ROUNDS {
            quarter_round(&mut state, round);
        }
    }
    std::array::from_fn(|word| state[word].wrapping_add(start[word]))
}

/// RFC 8439 section 2.1.
fn quarter_round(state: &mut [u32; 16], [a, b, c, d]: [usize; 4]) {
    for (sum, with, turned, by) in [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)] {
        state[sum] = state[sum].wrapping_add(state[with]);
        state[turned] = (state[turned] ^ state[sum]).rotate_left(by);
    }
}

/// The words of a seed's key stream, one after another.
pub(crate) struct Stream {
    key: [u32; 8],
    counter: u64,
    words: std::vec::IntoIter<u32>,
    /// The number of IDs generated so far.
    ids: u128,
    /// The number of words rejected so far.
    pub(crate) rejected: u32,
}

impl Stream {
    pub(crate) fn new(seed: &str) -> Self {
        let word = |n: usize| u32::from_str_radix(&seed[n * 8..][..8], 16).unwrap().swap_bytes();
        let key = std::array::from_fn(word);
        Self { key, counter: 0, words: vec![].into_iter(), ids: 0, rejected: 0 }
    }

    fn word(&mut self) -> u32 {
        if let Some(word) = self.words.next() {
            return word;
        }
        let last = [self.counter as u32, (self.counter >> 32) as u32, 0, 0];
        self.words = block(&self.key, last).to_vec().into_iter();
        self.counter += 1;
        self.word()
    }

    /// A UUID of version 7 from four words, of which the first and the last are unused: the time in
    /// milliseconds, 1/4096 of one, the number of the ID in this stream, and 48 random bits.
    pub(crate) fn id(&mut self, now: u64, tick: u32) -> String {
        let [_, low, high, _] = std::array::from_fn(|_| u128::from(self.word()));
        let (tick, place) = (u128::from(tick), self.ids);
        self.ids += 1;
        let time = u128::from(now) * 1000 + tick / 4096;
        let random = (high & 0xffff) << 32 | low;
        let bits = time << 80 | 0x7 << 76 | (tick % 4096) << 64 | 0b10 << 62 | place << 48 | random;
        let digits = format!("{bits:032x}");
        let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
        parts.join("-")
    }

    /// Draws a code: as many symbols at a time as one word can give, the lowest first.
    pub(crate) fn code(&mut self, symbols: &str, length: usize) -> String {
        let size = symbols.len() as u64;
        let mut code = String::new();
        while code.len() < length {
            let most = (1..).take_while(|n| size.pow(*n) <= u64::from(u32::MAX)).last().unwrap();
            let count = most.min((length - code.len()) as u32);
            let mut value = self.below(size.pow(count));
            for _ in 0..count {
                code.push(char::from(symbols.as_bytes()[(value % size) as usize]));
                value /= size;
            }
        }
        code
    }

    fn below(&mut self, values: u64) -> u64 {
        let usable = (1 << 32) / values * values;
        loop {
            let word = u64::from(self.word());
            if word < usable {
                return word % values;
            }
            self.rejected += 1;
        }
    }
}

#[test]
fn the_block_matches_rfc_8439() {
    // Section 2.3.2: key 00 01 .. 1f, counter 1, nonce 00 00 00 09 00 00 00 4a 00 00 00 00.
    let key = std::array::from_fn(|n| 0x0302_0100 + 0x0404_0404 * n as u32);
    let expected = [
        0xe4e7_f110,
        0x1559_3bd1,
        0x1fdd_0f50,
        0xc471_20a3,
        0xc7f4_d1c7,
        0x0368_c033,
        0x9aaa_2204,
        0x4e6c_d4c3,
        0x4664_82d2,
        0x09aa_9f07,
        0x05d7_c214,
        0xa202_8bd9,
        0xd19c_12b5,
        0xb94e_16de,
        0xe883_d0cb,
        0x4e3c_50a2,
    ];
    assert_eq!(block(&key, [1, 0x0900_0000, 0x4a00_0000, 0]), expected);
}
