"""Recomputes the vectors of codes at rest from the formats' description, with the standard library alone.

The formats are those of `Keys::digest` and `Keys::seal` in the SDK for Rust. HKDF is RFC 5869, ChaCha20 and
Poly1305 are RFC 8439, HChaCha20 and XChaCha20 are draft-irtf-cfrg-xchacha.

    python3 recompute.py          compares the vectors with what is computed here; 1 when they differ
    python3 recompute.py --write  writes them
"""

import hashlib
import hmac
import json
import struct
import sys
from pathlib import Path

FILE = Path(__file__).with_name("vectors.json")
FORMAT = b"\x01"

ROOT_KEYS = [bytes(range(32)).hex(), "f3" * 31 + "00"]
CODES = [
    ("demo", "enrolment", "alice@example.com", "629211156"),
    ("demo", "enrolment", "bob@example.com", "629211156"),
    ("demo", "password-reset", "alice@example.com", "629211156"),
    ("other", "enrolment", "alice@example.com", "629211156"),
    ("demoe", "elevation", "alice@example.com", "000000000"),
    ("demo", "activation", "用户@xn--fsqu00a.xn--4rr70v", " ~printable ASCII, 32 symbols.. "),
]


def hkdf(key, info, length):
    prk = hmac.digest(bytes(32), key, "sha256")
    return hmac.digest(prk, info + b"\x01", "sha256")[:length]


def part(data):
    return struct.pack(">I", len(data)) + data


def digest(root, tenant, purpose, subject, code):
    parts = [FORMAT] + [text.encode() for text in (tenant, purpose, subject, code)]
    mac = hmac.digest(hkdf(root, b"codemint/digest/v1", 32), b"".join(map(part, parts)), "sha256")
    return FORMAT + hkdf(root, b"codemint/key-id/v1", 4) + mac


def rotate(word, bits):
    return (word << bits | word >> 32 - bits) & 0xFFFFFFFF


def quarter(state, a, b, c, d):
    for x, y, z, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[x] = (state[x] + state[y]) & 0xFFFFFFFF
        state[z] = rotate(state[z] ^ state[x], bits)


def rounds(state):
    state = list(state)
    for _ in range(10):
        for start in range(4):
            quarter(state, start, 4 + start, 8 + start, 12 + start)
        for start in range(4):
            quarter(state, start, 4 + (start + 1) % 4, 8 + (start + 2) % 4, 12 + (start + 3) % 4)
    return state


def words(data):
    return list(struct.unpack("<%dI" % (len(data) // 4), data))


def block(key, counter, nonce):
    state = words(b"expand 32-byte k") + words(key) + [counter] + words(nonce)
    return struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(rounds(state), state)))


def hchacha(key, nonce):
    state = rounds(words(b"expand 32-byte k") + words(key) + words(nonce))
    return struct.pack("<8I", *(state[:4] + state[12:]))


def poly1305(key, data):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for start in range(0, len(data), 16):
        total = (total + int.from_bytes(data[start : start + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def pad(data):
    return data + bytes(-len(data) % 16)


def seal(root, tenant, record, code, nonce):
    subkey, rest = hchacha(hkdf(root, b"codemint/seal/v1", 32), nonce[:16]), bytes(4) + nonce[16:]
    text = code.encode()
    hidden = bytes(a ^ b for a, b in zip(text, block(subkey, 1, rest)))
    associated = part(FORMAT) + part(tenant.encode()) + part(record)
    lengths = struct.pack("<QQ", len(associated), len(hidden))
    tag = poly1305(block(subkey, 0, rest)[:32], pad(associated) + pad(hidden) + lengths)
    return FORMAT + hkdf(root, b"codemint/key-id/v1", 4) + nonce + hidden + tag


def vectors():
    for number, root_key in enumerate(ROOT_KEYS):
        root = bytes.fromhex(root_key)
        for tenant, purpose, subject, code in CODES:
            seedling = f"{number}{tenant}{purpose}{subject}".encode()
            record, nonce = hashlib.sha256(b"r" + seedling).digest()[:16], hashlib.sha256(b"n" + seedling).digest()[:24]
            yield {
                "root_key": root_key,
                "tenant": tenant,
                "purpose": purpose,
                "subject": subject,
                "code": code,
                "record": record.hex(),
                "nonce": nonce.hex(),
                "digest": digest(root, tenant, purpose, subject, code).hex(),
                "sealed": seal(root, tenant, record, code, nonce).hex(),
            }


def self_test():
    """RFC 8439 section 2.3.2 and 2.5.2, draft-irtf-cfrg-xchacha section 2.2.1, RFC 5869 is in `hmac`'s hands."""
    key = bytes(range(32))
    assert block(key, 1, bytes.fromhex("000000090000004a00000000"))[:4].hex() == "10f1e7e4"
    mac_key = bytes.fromhex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b")
    assert poly1305(mac_key, b"Cryptographic Forum Research Group").hex() == "a8061dc1305136c6c22b8baf0c0127a9"
    assert hchacha(key, bytes.fromhex("000000090000004a0000000031415927"))[:4].hex() == "82413b42"


def main():
    self_test()
    text = json.dumps(list(vectors()), indent=1, ensure_ascii=False) + "\n"
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(text)
    same = FILE.read_text() == text
    print(f"{FILE.name}: {'as computed' if same else 'NOT AS COMPUTED'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
