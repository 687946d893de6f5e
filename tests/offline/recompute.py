"""Recomputes the vectors of offline codes from the format's description, with the standard library alone.

The format is described in the core's room `offline`, and in `OfflineKey::device_key` in the SDK for Rust. HKDF is RFC 5869.

    python3 recompute.py          compares the vectors with the computed ones; exits with 1 if they differ
    python3 recompute.py --write  writes the computed vectors

Each run also checks the comparison with planted faults: every published value is changed in turn, and each change must
be detected.
"""

import copy
import hashlib
import hmac
import json
import struct
import sys
from pathlib import Path

# The characters that are ignored in a typed code are the same for all codes.
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[1] / "formats"))
from recompute import IGNORED, narrow  # noqa: E402

FILE = Path(__file__).with_name("vectors.json")
ORIGIN = 1577836800  # 2020-01-01T00:00:00Z
ROUND = 2**20  # minutes
HOUR = 3600


def part(data):
    return struct.pack(">I", len(data)) + data


def mac(key, *parts):
    return hmac.digest(key, b"".join(map(part, parts)), "sha256")


def number(mac):
    return int.from_bytes(mac, "big")


def ascii_case(text, change):
    return "".join(change(letter) if letter.isascii() else letter for letter in text)


def device_key(tenant_key, tenant, name, domain, device_id):
    name, domain, device_id = ascii_case(name, str.upper), ascii_case(domain, str.lower), device_id.lower()
    info = b"codemint/offline/v1" + b"".join(part(text.encode()) for text in (name, domain, device_id))
    prk = hmac.digest(tenant.encode(), tenant_key, "sha256")
    return hmac.digest(prk, info + b"\x01", "sha256")


def tag(key, account, payload):
    account = ascii_case(account, str.lower).encode()
    return number(mac(key, b"\x01", account, struct.pack(">I", payload))) % 10**12


def mask(key, tag):
    return number(mac(key, b"codemint/offline/mask/v1", struct.pack(">Q", tag))) % 10**8


def mint(key, account, issued, index, single_use):
    minute = (issued - ORIGIN) // 60 % ROUND
    payload = minute << 5 | index << 1 | single_use
    head = tag(key, account, payload)
    return f"{head:012}{(payload + mask(key, head)) % 10**8:08}"


def digest(key, account, issued, index, single_use):
    minute = struct.pack(">Q", issued - issued % 60)
    account = ascii_case(account, str.lower).encode()
    return mac(key, b"codemint/offline/digest/v1", account, minute, bytes([index]), bytes([single_use]))


def verify(key, account, typed, now, hours, tolerance):
    """Differs from the core: the minute is searched among all rounds, not computed."""
    if now < ORIGIN:
        return {"refused": "clock not set"}
    digits = "".join(symbol for symbol in narrow(typed) if symbol not in IGNORED)
    if len(typed.encode()) > 128 or len(digits) != 20 or not (digits.isascii() and digits.isdigit()):
        return {"refused": "malformed"}
    head, payload = int(digits[:12]), (int(digits[12:]) - mask(key, int(digits[:12]))) % 10**8
    if payload >= 2**25 or tag(key, account, payload) != head:
        return {"refused": "wrong"}
    minutes = [(payload >> 5) + ROUND * turn + ORIGIN // 60 for turn in range(-1, 10)]
    issued = 60 * min(minutes, key=lambda minute: (abs(minute - now // 60), minute))
    not_before, not_after = issued - tolerance, issued + hours * HOUR + tolerance
    if now < not_before:
        return {"refused": "not yet valid", "not_before": not_before}
    if now > not_after:
        return {"refused": "expired", "not_after": not_after}
    return {"issued": issued, "validity_index": payload >> 1 & 15, "single_use": bool(payload & 1)}


TENANT_KEYS = [bytes(range(32)), bytes.fromhex("f3" * 31 + "00")]
DEVICE = "9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90"
COMPUTERS = [
    ("two spellings of one computer: the same key", "demo", "CENL02", "domain.ad", ""),
    ("two spellings of one computer: the same key", "demo", "cenl02", "DOMAIN.AD", ""),
    ("with a device id", "demo", "CENL02", "domain.ad", DEVICE),
    ("a device id in capitals: the same key", "demo", "CENL02", "domain.ad", DEVICE.upper()),
    ("another tenant", "other", "CENL02", "domain.ad", ""),
    ("a letter moved from name to domain: another key", "demo", "CENL0", "2domain.ad", ""),
    ("letters beyond ASCII are taken as they are", "demo", "bürö-éÉ", "müller.example", ""),
    ("a workgroup", "a-tenant_of-64-" + "x" * 49, "K", "WORKGROUP", ""),
]
ISSUED = 1773480360  # 2026-03-14T09:26:00Z
TURN = ORIGIN + 4 * ROUND * 60  # the counter wraps around
TERMS = [
    ("the first minute there is", "tempadmin", ORIGIN, 0, False),
    ("a second before the minute ends", "tempadmin", ISSUED + 59, 0, False),
    ("the same minute: the same code", "TempAdmin", ISSUED, 0, False),
    ("single use", "tempadmin", ISSUED, 0, True),
    ("the highest index", "tempadmin", ISSUED, 15, False),
    ("all 25 bits", "tempadmin", TURN - 1, 15, True),
    ("the counter has come round", "tempadmin", TURN, 0, False),
    ("another account", "tempadmin2", ISSUED, 0, False),
    ("an account beyond ASCII", "domain\\Über Admin", ISSUED, 3, True),
    ("the last minute there is", "tempadmin", 253402300799, 7, False),
]


def typings():
    """Key, title, account, typed text, now, window in hours, tolerance in seconds."""
    key = device_key(TENANT_KEYS[0], *COMPUTERS[0][1:])

    def code(issued=ISSUED, index=3, single_use=False):
        return mint(key, "tempadmin", issued, index, single_use)

    grouped = " ".join(code()[start : start + 4] for start in range(0, 20, 4))
    start, end = ISSUED - 300, ISSUED + HOUR + 300
    cases = [
        ("in the minute of issue", code(), ISSUED),
        ("single use", code(single_use=True), ISSUED + 1),
        ("in groups of four", grouped, ISSUED),
        ("with dashes of all kinds", "\u2212".join(grouped.split(" ")[:2]) + " - \u2013" + "\u2011".join(grouped.split(" ")[2:]), ISSUED),
        ("as copied from right-to-left text", "\u202b\u200e" + grouped + "\u200e\u202c", ISSUED),
        ("in quotation marks, before a comma", "\u201e" + grouped + "\u201c,", ISSUED),
        ("full-width", "".join(chr(ord(digit) + 0xFEE0) for digit in code()), ISSUED),
        ("a semicolon", code() + ";", ISSUED),
        ("the clock is behind by all of the tolerance", code(), start),
        ("the clock is behind by a second more", code(), start - 1),
        ("the last second of window and tolerance", code(), end),
        ("a second later", code(), end + 1),
        ("the last minute of a round, typed in the next", code(TURN - 1), TURN),
        ("the first minute of a round, typed in the one before", code(TURN), TURN - 1),
        ("the same, with the clock behind by more than the tolerance", code(TURN), TURN - 301),
        ("issued 2^19 minutes ago: expired", code(), ISSUED + ROUND * 30),
        ("issued a minute more ago: nearer to its next round", code(), ISSUED + ROUND * 30 + 60),
        ("a whole round later: good once more, hence the key is changed", code(), ISSUED + ROUND * 60),
        ("nineteen digits", code()[1:], ISSUED),
        ("twenty-one digits", code() + "0", ISSUED),
        ("a letter", "O" + code()[1:], ISSUED),
        ("digits that are not ASCII", code()[:19] + "\u0663", ISSUED),
        ("too long", code() + " " * 109, ISSUED),
        ("nothing", "", ISSUED),
        ("the clock is not set", code(ORIGIN), ORIGIN - 1),
        ("another computer's", mint(device_key(TENANT_KEYS[1], *COMPUTERS[0][1:]), "tempadmin", ISSUED, 3, False), ISSUED),
        ("another account's", mint(key, "tempadmin2", ISSUED, 3, False), ISSUED),
        ("the last digit is wrong", code()[:19] + str((int(code()[19]) + 1) % 10), ISSUED),
        ("the first digit is wrong", str((int(code()[0]) + 1) % 10) + code()[1:], ISSUED),
        ("the tag is right, the rest another code's", code()[:12] + code(ISSUED + 60)[12:], ISSUED),
    ]
    for title, typed, now in cases:
        yield key, title, "tempadmin", typed, now, 1, 300
    yield key, "the account in capitals", "TEMPADMIN", code(), ISSUED, 1, 300
    yield key, "no tolerance", "tempadmin", code(), ISSUED + HOUR, 1, 0
    yield key, "no tolerance, a second late", "tempadmin", code(), ISSUED + HOUR + 1, 1, 0
    yield key, "the longest window", "tempadmin", code(), ISSUED + 72 * HOUR + 3600, 72, 3600
    yield key, "the longest window, a second late", "tempadmin", code(), ISSUED + 72 * HOUR + 3601, 72, 3600


def vectors():
    derive = [
        {
            "title": title,
            "tenant_key": key.hex(),
            "tenant": tenant,
            "computer": name,
            "domain": domain,
            "device_id": device_id,
            "device_key": device_key(key, tenant, name, domain, device_id).hex(),
        }
        for key in TENANT_KEYS
        for title, tenant, name, domain, device_id in COMPUTERS
    ]
    minted = [
        {
            "title": title,
            "device_key": key,
            "account": account,
            "issued": issued,
            "validity_index": index,
            "single_use": single_use,
            "code": mint(bytes.fromhex(key), account, issued, index, single_use),
            "digest": digest(bytes.fromhex(key), account, issued, index, single_use).hex(),
        }
        for key in (derive[0]["device_key"], derive[-1]["device_key"])
        for title, account, issued, index, single_use in TERMS
    ]
    verified = [
        {
            "title": title,
            "device_key": key.hex(),
            "account": account,
            "typed": typed,
            "now": now,
            "window_hours": hours,
            "tolerance_seconds": tolerance,
            "answer": verify(key, account, typed, now, hours, tolerance),
        }
        for key, title, account, typed, now, hours, tolerance in typings()
    ]
    return {"derive": derive, "mint": minted, "verify": verified}


def differences(published):
    """The places where a published result differs from the one computed from its inputs."""
    found = []
    for number, one in enumerate(published["derive"]):
        inputs = (one[name] for name in ("tenant", "computer", "domain", "device_id"))
        if device_key(bytes.fromhex(one["tenant_key"]), *inputs).hex() != one["device_key"]:
            found.append(f"derive {number}")
    for number, one in enumerate(published["mint"]):
        key = bytes.fromhex(one["device_key"])
        inputs = [one[name] for name in ("account", "issued", "validity_index", "single_use")]
        if (mint(key, *inputs), digest(key, *inputs).hex()) != (one["code"], one["digest"]):
            found.append(f"mint {number}")
    for number, one in enumerate(published["verify"]):
        inputs = (one[name] for name in ("account", "typed", "now", "window_hours", "tolerance_seconds"))
        if verify(bytes.fromhex(one["device_key"]), *inputs) != one["answer"]:
            found.append(f"verify {number}")
    return found


def flipped(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    last = "1" if value.endswith("0") else "0"
    return value[:-1] + last


def missed_faults(published):
    """Changes each published result in turn, and returns the changes that `differences` does not detect."""
    results = [("derive", number, "device_key") for number in range(len(published["derive"]))]
    results += [("mint", number, name) for number in range(len(published["mint"])) for name in ("code", "digest")]
    results += [("verify", number, name) for number, one in enumerate(published["verify"]) for name in one["answer"]]
    missed = []
    for kind, number, name in results:
        planted = copy.deepcopy(published)
        place = planted[kind][number]
        place = place["answer"] if kind == "verify" else place
        place[name] = flipped(place[name])
        if differences(planted) != [f"{kind} {number}"]:
            missed.append(f"{kind} {number} {name}")
    return missed


def self_test():
    """RFC 5869, test case 1: its first 32 bytes, by the two steps used above."""
    prk = hmac.digest(bytes(range(13)), b"\x0b" * 22, "sha256")
    okm = hmac.digest(prk, bytes(range(0xF0, 0xFA)) + b"\x01", "sha256")
    assert okm.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    assert hashlib.sha256(b"abc").hexdigest().startswith("ba7816bf")


def main():
    self_test()
    text = json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(text)
    published = json.loads(FILE.read_text())
    wrong = differences(published)
    same = FILE.read_text() == text and not wrong
    missed = missed_faults(published) if same else []
    print(f"{FILE.name}: {'as computed' if same else 'NOT AS COMPUTED'}", *wrong, *(f"NOT DETECTED: {fault}" for fault in missed))
    return 0 if same and not missed else 1


if __name__ == "__main__":
    sys.exit(main())
