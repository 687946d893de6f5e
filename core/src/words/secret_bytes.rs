//! 32 secret bytes in the form in which they cross the module boundary: four 64-bit words, each
//! with its bytes in little-endian order.

/// The bytes of these words.
pub(crate) fn bytes_of(words: [u64; 4]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

/// The words of these bytes.
pub(crate) fn words_of(bytes: &[u8; 32]) -> [u64; 4] {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_little_endian_and_round_trip() {
        let words = [1, 2 << 56, 0x0102_0304_0506_0708, u64::MAX];
        let bytes = bytes_of(words);
        assert_eq!((bytes[0], bytes[15], bytes[16]), (1, 2, 8));
        assert_eq!(words_of(&bytes), words);
    }
}
