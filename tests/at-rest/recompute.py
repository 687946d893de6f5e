"""Recomputes the vectors of codes at rest from the description of the formats, with the standard library alone.

The formats are those of `Keys::digest`, `Keys::seal`, `Keys::request_digest` and `Keys::seal_answer` in the SDK for
Rust. HKDF is RFC 5869; the cipher is in `aes.py`.

    python3 recompute.py          compares the vectors with the computed ones; exits with 1 if they differ
    python3 recompute.py --write  writes the computed vectors
"""

import hashlib
import hmac
import json
import struct
import sys
from pathlib import Path

import aes

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


def sealed(root, associated, secret, nonce):
    encrypted = aes.xaes(hkdf(root, b"codemint/seal/v1", 32), nonce, secret, b"".join(map(part, associated)))
    return FORMAT + hkdf(root, b"codemint/key-id/v1", 4) + nonce + encrypted


def seal(root, tenant, record, code, nonce):
    return sealed(root, (FORMAT, tenant.encode(), record), code.encode(), nonce)


def seal_answer(root, tenant, name, body, nonce):
    return sealed(root, (FORMAT, tenant.encode(), b"answer", name), body.encode(), nonce)


def request_digest(root, parts):
    parts = [FORMAT, b"request"] + [text.encode() for text in parts]
    mac = hmac.digest(hkdf(root, b"codemint/digest/v1", 32), b"".join(map(part, parts)), "sha256")
    return FORMAT + hkdf(root, b"codemint/key-id/v1", 4) + mac


def drawn(what, seedling):
    return hashlib.sha256(f"{what}{seedling}".encode()).digest()


def vectors():
    for number, root_key in enumerate(ROOT_KEYS):
        root = bytes.fromhex(root_key)
        for tenant, purpose, subject, code in CODES:
            seedling = f"{number}{tenant}{purpose}{subject}"
            record, nonce = drawn("r", seedling)[:16], drawn("n", seedling)[:24]
            name, answer_nonce = drawn("a", seedling), drawn("m", seedling)[:24]
            request, body = [purpose, subject, code], json.dumps({"code": code})
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
                "request": request,
                "request_digest": request_digest(root, request).hex(),
                "answer_name": name.hex(),
                "answer": body,
                "answer_nonce": answer_nonce.hex(),
                "sealed_answer": seal_answer(root, tenant, name, body, answer_nonce).hex(),
            }


def main():
    aes.self_test()
    text = json.dumps(list(vectors()), indent=1, ensure_ascii=False) + "\n"
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(text)
    same = FILE.read_text() == text
    print(f"{FILE.name}: {'as computed' if same else 'NOT AS COMPUTED'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
