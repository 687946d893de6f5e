"""Recomputes the vectors of the audit trail's chain from its description, with the standard library alone.

The formats are those of `store::audit` in the SDK for Rust. HKDF is RFC 5869.

    python3 recompute.py               compares the vectors with the computed ones; exits with 1 if they differ
    python3 recompute.py --write       writes the computed vectors
    python3 recompute.py STORE [KEYS]  computes the chain of a store's file and prints its head; exits with 1 if an entry
                                       does not fit, or a checkpoint does not fit the first key in KEYS
"""

import hashlib
import hmac
import json
import sqlite3
import struct
import sys
from pathlib import Path

FILE = Path(__file__).with_name("vectors.json")
FORMAT = b"\x01"

ROOT_KEYS = [bytes(range(32)).hex(), "f3" * 31 + "00"]
RECORD = bytes.fromhex("018cc251f4007000800000000000002a")
ENTRIES = [
    (1, 1704067200, "demo", "operator", "enrolment", "alice@example.com", "issued", RECORD, None),
    (2, 1704067200, "demo", "operator", "enrolment", None, "not-understood", None, None),
    (3, 1704067201, "demo", "operator", None, "", "subject-refused", None, ""),
    (4, 0, "", "", "elevation", "domain.ad\\cenl02$", "listed", RECORD, "=1+1\t\r\n\x00\x1b[31m"),
    (5, 253402300799, "other", "用户", "activation", "用户@example.com", "code-refused", bytes(16), "x" * 300),
    (6, -1, "demo", "a\x00b", "password-reset", "\u202e", "no-mail", None, "\U0001f511"),
    (2**63 - 1, 1704067200, "demo", "operator", "enrolment", "last", "issued", bytes([255] * 16), None),
]


def hkdf(key, info, length):
    prk = hmac.digest(bytes(32), key, "sha256")
    return hmac.digest(prk, info + b"\x01", "sha256")[:length]


def part(data):
    return struct.pack(">I", len(data)) + data


def maybe(data):
    return b"\x00" if data is None else b"\x01" + part(data)


def number(value):
    return struct.pack(">q", value)


def encoded(text):
    return None if text is None else text.encode()


def beginning(writer):
    return hashlib.sha256(FORMAT + part(b"codemint/audit-chain") + part(writer)).digest()


def linked(chain, entry):
    seq, at, tenant, actor, purpose, subject, event, record, detail = entry
    fields = part(number(seq)) + part(number(at)) + part(tenant.encode()) + part(actor.encode())
    fields += maybe(encoded(purpose)) + maybe(encoded(subject)) + part(event.encode())
    fields += maybe(record) + maybe(encoded(detail))
    return hashlib.sha256(chain + FORMAT + fields).digest()


def signature(root, kind, writer, seq, chain, at):
    parts = [FORMAT, kind.encode(), writer, number(seq), chain, number(at)]
    mac = hmac.digest(hkdf(root, b"codemint/audit/v1", 32), b"".join(map(part, parts)), "sha256")
    return FORMAT + hkdf(root, b"codemint/key-id/v1", 4) + mac


def vectors():
    names = ("seq", "at", "tenant", "actor", "purpose", "subject", "event", "record", "detail")
    for root_key in ROOT_KEYS:
        root = bytes.fromhex(root_key)
        writer = hashlib.sha256(b"w" + root).digest()[:16]
        chain, entries = beginning(writer), []
        for entry in ENTRIES:
            chain = linked(chain, entry)
            vector = dict(zip(names, entry), chain=chain.hex())
            vector["record"] = None if vector["record"] is None else vector["record"].hex()
            signed = {kind: signature(root, kind, writer, entry[0], chain, 1704070000).hex() for kind in ("head", "cut")}
            entries.append(vector | signed)
        yield {
            "root_key": root_key,
            "writer": writer.hex(),
            "beginning": beginning(writer).hex(),
            "signed_at": 1704070000,
            "entries": entries,
        }


def verified(store, keys):
    """The first entry that does not fit, or None; and the head of the chain."""
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    (writer,) = database.execute("SELECT id FROM audit_writer").fetchone()
    seq, chain = 0, beginning(writer)
    checkpoints = {row[0]: row[1:] for row in database.execute("SELECT kind, seq, chain, at, signature FROM audit_checkpoints")}
    if "cut" in checkpoints:
        seq, chain = checkpoints["cut"][:2]
    seen = {seq: chain}
    columns = "seq, at, tenant, actor, purpose, subject, event, record, detail, chain"
    for *entry, stored in database.execute(f"SELECT {columns} FROM audit WHERE seq > ? ORDER BY seq", [seq]):
        seq, chain = entry[0], linked(chain, entry)
        if chain != stored:
            return seq, seq, chain
        seen[seq] = chain
    lines = Path(keys).read_text().splitlines() if keys else []
    roots = [bytes.fromhex(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    for kind, (at_seq, at_chain, at, signed) in checkpoints.items():
        if seen.get(at_seq) != at_chain:
            return at_seq, seq, chain
        if roots and not hmac.compare_digest(signed, signature(roots[0], kind, writer, at_seq, at_chain, at)):
            return at_seq, seq, chain
    return None, seq, chain


def main():
    if sys.argv[1:] and sys.argv[1] != "--write":
        misfit, seq, chain = verified(sys.argv[1], sys.argv[2] if sys.argv[2:] else None)
        print(f"entry {misfit} does not fit" if misfit is not None else f"head {seq} {chain.hex()}")
        return 0 if misfit is None else 1
    text = json.dumps(list(vectors()), indent=1, ensure_ascii=True) + "\n"
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(text)
    same = FILE.read_text() == text
    print(f"{FILE.name}: {'as computed' if same else 'NOT AS COMPUTED'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
