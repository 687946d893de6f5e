//! Payloads: reproducible random ones, and naughty ones.

/// Pseudorandom numbers (Steele, Lea and Flood's SplitMix64).
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// The next number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.number() % bound as u64) as usize
    }
}

/// The kind of a payload's content.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Digits.
    Numeric,
    /// The 45 characters of the alphanumeric mode.
    Alphanumeric,
    /// Bytes of ASCII text.
    Byte,
    /// Stretches of all three.
    Mixed,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Numeric, Self::Alphanumeric, Self::Byte, Self::Mixed];

    /// A payload of this kind and length. It never contains bytes that `qrcode` takes for kanji.
    pub fn draw(self, random: &mut Random, length: usize) -> Vec<u8> {
        let mut payload = Vec::with_capacity(length);
        while payload.len() < length {
            let (kind, stretch) = match self {
                Self::Mixed => (Self::ALL[random.below(3)], 1 + random.below(24)),
                kind => (kind, length),
            };
            for _ in 0..stretch.min(length - payload.len()) {
                payload.push(match kind {
                    Self::Numeric => b'0' + random.below(10) as u8,
                    Self::Alphanumeric => CAPITALS[random.below(45)],
                    Self::Byte | Self::Mixed => 32 + random.below(95) as u8,
                });
            }
        }
        payload
    }
}

const CAPITALS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Payloads that are known to break programs.
pub fn naughty() -> Vec<Vec<u8>> {
    let mut payloads: Vec<Vec<u8>> = TEXTS.iter().map(|text| text.as_bytes().to_vec()).collect();
    payloads.push((0..32).collect());
    payloads.push(vec![0; 100]);
    payloads.push("0".repeat(3000).into_bytes());
    payloads.push("9876543210".repeat(200).into_bytes());
    payloads.push("HTTPS://X.EXAMPLE/".repeat(60).into_bytes());
    payloads.push("𝕬𝖇𝖈 ".repeat(150).into_bytes());
    payloads
}

/// Payloads that are not UTF-8.
pub fn binary() -> Vec<Vec<u8>> {
    let mut random = Random(18_004);
    let mut payloads = vec![
        (0..=255_u8).filter(|byte| !byte.is_ascii_digit() && !byte.is_ascii_uppercase()).collect(),
        vec![0xff; 60],
        vec![0x80, 0x81, 0xfe, 0xff],
        b"\xff\xfea\0b\0".to_vec(),           // UTF-16 with its mark
        b"\x93\x5f\xe4\xaa\x89\xd7".to_vec(), // Shift JIS
        b"\xed\xa0\x80\xc0\x80\xf5".to_vec(), // a surrogate, an overlong NUL, beyond Unicode
        b"caf\xe9 \xa4 12,50".to_vec(),       // ISO 8859-1
    ];
    payloads.extend((1..40).map(|n| (0..n * 7).map(|_| random.number() as u8 | 0x80).collect()));
    payloads
}

const TEXTS: [&str; 31] = [
    "",
    " ",
    "\0",
    "\n",
    "a\0b\0c",
    "\u{1}\u{7}\u{8}\t\u{b}\u{c}\r\u{1b}[31mred\u{7f}",
    "0",
    "00000000",
    "12345678",
    "-0.0",
    "1e309",
    "null",
    "<script>alert(1)</script>",
    "\"'`<>&;/\\--><![CDATA[",
    "&amp;&#0;&#x10FFFF;&unknown;",
    "]]>\"/></svg>",
    "'; DROP TABLE codes;--",
    "%s%n%x%d $(id) {{7*7}} ${jndi:ldap://x}",
    "../../etc/passwd",
    "https://codes.example.com/r?c=12345678&t=acme#x",
    "otpauth://totp/Acme:ann@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Acme",
    "WIFI:S:a\\;b;T:WPA;P:\"x:y\";;",
    "ünïcödé ßẞ İıſK",
    "e\u{301}\u{323} Z\u{351}\u{36b}a\u{334}lgo\u{489}",
    "日本語の文字列、カタカナ、漢字",
    "あいうえおかきくけこさしすせそ",
    "привет мир, как дела",
    "שלום \u{202e}abc\u{202c} مرحبا",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏿",
    "\u{200b}\u{feff}\u{2028}\u{2029}\u{e0001}",
    "ｶﾞ①㍿﷽",
];
