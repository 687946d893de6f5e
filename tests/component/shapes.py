"""Converts vectors (tests/vectors/README.md) to the contract's values (wasm/wit/codemint.wit), and back."""

import json
import struct
import uuid

from embed import record

LAST = 253_402_300_799  # the last second of the year 9999
LOW = (1 << 64) - 1
TRANSITIONS = {"use-once": "use", "count-try": "try", "void": "void", "unlock": "unlock"}
PLACES = {
    "alphabet": ["decimal", "base20", "base31", "crockford32"],
    "check": ["none", "mod97", "damm", "verhoeff", "letter-pair", "mod37"],
}
# Members that a policy may leave out: the module has the defaults.
OPTIONAL = (
    "check", "group", "issuing_allowed", "mail_configured", "mail_domains", "link_base", "usual_validity", "max_live",
    "revealable", "show_hidden", "reveal_format", "max_uses", "reason_required", "spans", "qr_template", "qr_data_uri",
)
USUAL_RECORD = {
    "created": 0, "not_before": 0, "not_after": LAST, "tries": 0, "max_tries": 5, "uses": 0, "max_uses": 1,
    "hidden": False, "format": 0, "note": None, "terms": None, "code": None,
}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def body_of(message):
    """The bytes of a request's or a reply's body."""
    if "body_json" in message:
        return compact(message["body_json"])
    return bytes.fromhex(message["body_hex"]) if "body_hex" in message else message.get("body_text", "").encode()


def identity(text):
    if text is None:
        return None
    number = uuid.UUID(text).int
    return record(high=number >> 64, low=number & LOW)


def uuid_of(identity):
    return None if identity is None else str(uuid.UUID(int=identity.high << 64 | identity.low))


def words(digits):
    if digits is None:
        return None
    return record(**{f"w{place}": word for place, word in enumerate(struct.unpack("<4Q", bytes.fromhex(digits)))})


def call_of(vector, numbers):
    call = vector["call"]
    return record(
        route=numbers[call["dialect"], call["route"]], tenant=call.get("tenant", "demo"),
        actor=call.get("actor", "operator"), sees_codes=call.get("sees_codes", True), path=call.get("path", []),
        query=call.get("query", ""), body=body_of(call),
    )


def findings_of(facts):
    elevation = facts.get("elevation")
    found = facts.get("record")
    return record(
        now=facts["now"], tick=facts.get("tick", 0), seed=words(facts["seed"]), policy=policy_of(facts.get("policy")),
        rows=[record(**{"has_mail": True, **row}) for row in facts["subjects"]],
        live=[live_of(code) for code in facts["live"]], matches=facts.get("matches", []),
        elevation=elevation and elevation_of(elevation),
        listed=[record(**{"code": None, "note": None, **code}) for code in facts.get("listed", [])],
        record=found and record(recorded=recorded_of(found), text=found.get("text", 0)),
        page=[recorded_of(one) for one in facts.get("page", [])],
        trail=[line_of(line) for line in facts.get("trail", [])], more=facts.get("more", False),
    )


def policy_of(policy):
    if policy is None:
        return None
    spans = policy.get("spans")
    spans = spans and {"spans": [record(index=index, seconds=seconds) for index, seconds in spans]}
    return record(**{**dict.fromkeys(OPTIONAL), **policy, **(spans or {})})


def live_of(code):
    usual = {"not_before": 0, "not_after": LAST, "format": 0}
    return record(**{**usual, **code, "id": identity(code["id"])})


def elevation_of(elevation):
    rules = [{**rule, "spans": sum(1 << span for span in rule["spans"])} for rule in elevation["rules"]]
    rules = [record(**{"local_accounts": [], "by_device": False, **rule}) for rule in rules]
    return record(rules=rules, device=elevation.get("device"), device_key=words(elevation.get("device_key")))


def recorded_of(found):
    return record(**{**USUAL_RECORD, **found, "id": identity(found["id"]), "batch": identity(found.get("batch"))})


def line_of(line):
    usual = {"purpose": None, "subject": None, "detail": None}
    return record(**{**usual, **line, "record_id": identity(line.get("record"))})


def plain(value, **usual):
    """A record's members by the vectors' names, without those that have their default."""
    members = {name.replace("-", "_"): member for name, member in vars(value).items()}
    return {name: member for name, member in members.items() if name not in usual or usual[name] != member}


def needs_in(needs):
    read = plain(needs, purpose=None, tenant=None, given=[], presented=[], account=None, listed=False,
                 opened=False, record=None, search=None, trail=None)
    if "given" in read:
        read["given"] = [[given.subject, given.code] for given in needs.given]
    if "record" in read:
        read["record"] = uuid_of(read["record"])
    if "search" in read:
        read["search"] = search_in(needs.search)
    if "trail" in read:
        read["trail"] = with_record(plain(needs.trail, record_id=None, subject=None))
    return read


def search_in(search):
    read = plain(search, subject=None, purpose=None, phase=None, batch=None, before=None)
    for name in {"batch", "before"} & read.keys():
        read[name] = uuid_of(read[name])
    if "phase" in read:
        read["phase"] = read["phase"].replace("-", "_")
    return read


def with_record(members):
    if "record_id" in members:
        members["record"] = uuid_of(members.pop("record_id"))
    return members


def format_number(policy):
    """The number of a policy's format; None without a policy."""
    if policy is None:
        return None
    alphabet, check = (PLACES[name].index(policy.get(name, "none")) for name in ("alphabet", "check"))
    return policy["length"] | alphabet << 8 | check << 16 | policy.get("group", 0) << 24


def commit_in(commit, policy):
    read = {"superseded": [], "mails": [vars(mail) for mail in commit.mails], "issued": [], "audit": []}
    if commit.batch is not None:
        read["batch"] = uuid_of(commit.batch)
    at = 0
    for issued in commit.issued:
        usual = {"several": False, "revealable": False, "hidden": False, "max_uses": 1, "note": None, "terms": None}
        one = plain(issued, **usual, format=format_number(policy))
        one["code"] = commit.codes[at : at + one.pop("length")]
        at += issued.length
        read["issued"].append({**one, "id": uuid_of(issued.id)})
    read["superseded"] = [{"id": uuid_of(one.id), "version": one.version} for one in commit.superseded]
    if commit.changed:
        read["changed"] = [
            {"id": uuid_of(one.id), "version": one.version, "transition": TRANSITIONS[one.transition]}
            for one in commit.changed
        ]
    read["audit"] = [with_record(plain(entry, record_id=None, detail=None)) for entry in commit.audit]
    if at != len(commit.codes):
        read["codes"] = commit.codes[at:]
    return read
