//! Offline codes, implemented from the description of the format in `core/src/offline/mod.rs`.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The code of a key in hexadecimal digits for that account, issued at `now` (seconds since 1970)
/// with that validity index.
pub(crate) fn code(key: &str, account: &str, now: u64, index: u32, single_use: bool) -> String {
    const ORIGIN: u64 = 1_577_836_800; // 2020-01-01T00:00:00Z
    let key: Vec<u8> = (0..key.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&key[at..at + 2], 16).unwrap())
        .collect();
    let minute = ((now - ORIGIN) / 60 % (1 << 20)) as u32;
    let payload = minute << 5 | index << 1 | u32::from(single_use);
    let account = account.to_ascii_lowercase();
    let tag = number(&key, &[&[1], account.as_bytes(), &payload.to_be_bytes()], 10_u64.pow(12));
    let mask = number(&key, &[b"codemint/offline/mask/v1", &tag.to_be_bytes()], 10_u64.pow(8));
    format!("{tag:012}{:08}", (u64::from(payload) + mask) % 10_u64.pow(8))
}

/// `HMAC-SHA-256(key, part ‖ …)` as a number modulo `values`: bit by bit, from the highest.
fn number(key: &[u8], parts: &[&[u8]], values: u64) -> u64 {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    for part in parts {
        mac.update(&(part.len() as u32).to_be_bytes());
        mac.update(part);
    }
    let bytes: Vec<u8> = mac.finalize().into_bytes().to_vec();
    let bits =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| u64::from(byte >> bit & 1)));
    bits.fold(0, |high, bit| (high * 2 + bit) % values)
}
