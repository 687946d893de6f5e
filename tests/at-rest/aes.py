"""AES-256, GCM and XAES-256-GCM from their specifications, with the standard library alone. Slow, and not in constant
time: for test vectors only.

AES is FIPS 197, GCM is NIST SP 800-38D, XAES-256-GCM is c2sp.org/XAES-256-GCM.
"""

import struct


def times(a, b):
    """The product of two elements of AES's field, modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197 section 4.2)."""
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = (a << 1) ^ (0x11B if a & 0x80 else 0), b >> 1
    return product


def substitute(byte):
    """The S-box, computed: the inverse, then the affine transformation (FIPS 197 section 5.1.1)."""
    inverse = next((other for other in range(256) if times(byte, other) == 1), 0)
    rotated = (inverse << places | inverse >> 8 - places for places in range(5))
    value = 0x63
    for one in rotated:
        value ^= one & 0xFF
    return value


BOX = [substitute(byte) for byte in range(256)]


def expanded(key):
    """The fifteen round keys of a 32-byte key (FIPS 197 section 5.2)."""
    words, constant = [key[at : at + 4] for at in range(0, 32, 4)], 1
    for at in range(8, 60):
        word = words[-1]
        if at % 8 == 0:
            word = bytes(BOX[byte] for byte in word[1:] + word[:1])
            word, constant = bytes([word[0] ^ constant]) + word[1:], times(constant, 2)
        elif at % 8 == 4:
            word = bytes(BOX[byte] for byte in word)
        words.append(xor(words[at - 8], word))
    return [b"".join(words[at : at + 4]) for at in range(0, 60, 4)]


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def mixed(column):
    a, b, c, d = column
    rows = ((a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c))
    return bytes(times(w, 2) ^ times(x, 3) ^ y ^ z for w, x, y, z in rows)


def block(key, data):
    """Encrypts one block (FIPS 197 section 5.1)."""
    first, *middle, last = expanded(key)
    state = xor(data, first)
    for number, round_key in enumerate([*middle, last]):
        state = bytes(BOX[state[at * 5 % 16]] for at in range(16))
        if number < len(middle):
            state = b"".join(mixed(state[at : at + 4]) for at in range(0, 16, 4))
        state = xor(state, round_key)
    return state


def product(one, other):
    """The product of two blocks (SP 800-38D section 6.3); the first bit of a block is its highest."""
    total = 0
    for place in range(127, -1, -1):
        if other >> place & 1:
            total ^= one
        one = one >> 1 ^ (0xE1 << 120 if one & 1 else 0)
    return total


def hashed(key, data):
    total = 0
    for at in range(0, len(data), 16):
        total = product(total ^ int.from_bytes(data[at : at + 16], "big"), key)
    return total.to_bytes(16, "big")


def pad(data):
    return data + bytes(-len(data) % 16)


def gcm(key, nonce, data, associated):
    """Encrypts with a 12-byte nonce: ciphertext and tag (SP 800-38D section 7.1)."""
    count = -(-len(data) // 16)
    stream = [block(key, nonce + struct.pack(">I", number)) for number in range(1, count + 2)]
    ciphertext = xor(data, b"".join(stream[1:]))
    lengths = struct.pack(">QQ", 8 * len(associated), 8 * len(ciphertext))
    hash_key = int.from_bytes(block(key, bytes(16)), "big")
    return ciphertext + xor(stream[0], hashed(hash_key, pad(associated) + pad(ciphertext) + lengths))


def xaes(key, nonce, data, associated):
    """XAES-256-GCM with a 24-byte nonce: the GCM key is derived by CMAC (SP 800-108) from the nonce's first half."""
    left = int.from_bytes(block(key, bytes(16)), "big") << 1
    subkey = (left ^ (0x87 if left >> 128 else 0)) & (1 << 128) - 1
    halves = (b"\x00\x01X\x00" + nonce[:12], b"\x00\x02X\x00" + nonce[:12])
    derived = b"".join(block(key, xor(half, subkey.to_bytes(16, "big"))) for half in halves)
    return gcm(derived, nonce[12:], data, associated)


def self_test():
    """FIPS 197 appendix C.3, the vectors of the GCM specification (cases 13 to 16) and of XAES-256-GCM."""
    plain = bytes.fromhex("00112233445566778899aabbccddeeff")
    assert block(bytes(range(32)), plain).hex() == "8ea2b7ca516745bfeafc49904b496089"
    assert gcm(bytes(32), bytes(12), b"", b"").hex() == "530f8afbc74536b9a963b4f1c4cb738b"
    case_14 = "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
    assert gcm(bytes(32), bytes(12), bytes(16), b"").hex() == case_14
    nonce, data = b"ABCDEFGHIJKLMNOPQRSTUVWX", b"XAES-256-GCM"
    assert xaes(b"\x01" * 32, nonce, data, b"").hex() == "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"
    second = "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
    assert xaes(b"\x03" * 32, nonce, data, b"c2sp.org/XAES-256-GCM").hex() == second
