"""Runs the Python example, and every vector with the component in Python: the contract is not tied to Rust.

    python check.py COMPONENT    exits with 1 if anything differs

A reply is compared byte for byte, needs and commit value by value. Each vector is also run with planted faults, which
must be detected.
"""

import copy
import json
import re
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
EXAMPLE = TOP / "examples/embed-python"
VECTORS = TOP / "tests/vectors"
sys.path.insert(0, str(EXAMPLE))
sys.dont_write_bytecode = True

from embed import Codemint, HostError, record  # noqa: E402  (from the example's folder)

import shapes  # noqa: E402


def observed(codemint, numbers, vector):
    """The component's answer to a vector's call."""
    module, facts = codemint.instance(), vector.get("facts")
    call = shapes.call_of(vector, numbers)
    planned = module("journey", "plan", call)
    if planned.tag == "finished":
        return {"needs": None, "reply": planned.payload, "commit": None}
    if facts is None:
        raise HostError("the vector has no facts, but the component needs some")
    settled = module("journey", "settle", call, shapes.findings_of(facts))
    commit = shapes.commit_in(settled.commit, facts.get("policy"))
    return {"needs": shapes.needs_in(planned.payload), "reply": settled.reply, "commit": commit}


def differences(expected, got, body):
    """The differences between an answer and a vector; `body` has the expected bytes."""
    reply = got["reply"]
    answered = (reply.status, getattr(reply, "content-type"), reply.body)
    wanted = (expected["reply"]["status"], expected["reply"]["content_type"], body)
    found = [f"reply: wanted {one!r}, got {other!r}" for one, other in zip(wanted, answered) if one != other]
    for part in ("needs", "commit"):
        if expected[part] != got[part]:
            found.append(f"{part}: wanted {expected[part]}, got {got[part]}")
    return found


def missed(expected, got, body):
    """The planted faults that are not detected."""
    flipped = bytes([*body[:-1], body[-1] ^ 1]) if body else b"\0"
    plants = {"one byte": (expected, flipped)}
    for part in ("needs", "commit"):
        other = {**expected, part: {**expected[part], "more": 1} if expected[part] else {}}
        plants[part] = other, body
    status = copy.deepcopy(expected)
    status["reply"]["status"] += 1
    plants["status"] = status, body
    return [what for what, (one, bytes_) in plants.items() if not differences(one, got, bytes_)]


def vector_faults(codemint):
    """The faults of the component's answers, and the number of vectors of each dialect."""
    routes = codemint.instance()("journey", "routes")
    numbers = {(route.dialect, route.name): number for number, route in enumerate(routes)}
    faults, counts = [], {}
    # `nonsense` is not a dialect: the SDKs' own tests use its files.
    for file in sorted(it for it in VECTORS.glob("*/*.json") if it.parent.name != "nonsense"):
        vector, name = json.loads(file.read_text()), f"{file.parent.name}/{file.stem}"
        counts[file.parent.name] = counts.get(file.parent.name, 0) + 1
        expected = vector["expected"]
        try:
            got = observed(codemint, numbers, vector)
        except (HostError, TypeError, ValueError) as error:
            faults.append(f"{name}: no answer: {error!r}")
            continue
        body = shapes.body_of(expected["reply"])
        faults += [f"{name}: {fault}"[:600] for fault in differences(expected, got, body)]
        faults += [f"{name}: a planted fault passes: {what}" for what in missed(expected, got, body)]
    faults += seed_faults(codemint, numbers)
    return faults, counts


def seed_faults(codemint, numbers):
    """The control of the facts: another seed gives another code, and a value of a wrong type is rejected."""
    vector = json.loads((VECTORS / "rsa/003-one-user-with-all-defaults.json").read_text())
    vector["facts"]["seed"] = vector["facts"]["seed"][:-1] + "0"
    body = shapes.body_of(vector["expected"]["reply"])
    faults = [] if differences(vector["expected"], observed(codemint, numbers, vector), body) else ["the seed is not used"]
    try:
        codemint.instance()("journey", "plan", record(**{**vars(shapes.call_of(vector, numbers)), "body": "text"}))
        faults.append("a text is accepted as bytes")
    except TypeError:
        pass
    return faults


def loading_faults():
    """The control of the imports: a component with an import is not loaded."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clock.wat"
        file.write_text('(component (import "clock" (func)))')
        try:
            Codemint(file)
            return ["a component with an import is loaded"]
        except HostError:
            return []


def example_faults(component):
    """The differences between the example's output and its documentation."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "qr.svg"
        run = [sys.executable, "-B", str(EXAMPLE / "embed.py"), component, str(picture)]
        ended = subprocess.run(run, capture_output=True, text=True, timeout=300)
        svg = picture.read_text() if picture.exists() else ""
    if ended.returncode or ended.stderr:
        return [f"the example failed: {ended.stderr}"]
    wanted = [
        r"^route 0: rsa enroll: POST /AdminInterface/restapi/v1/users/generateVerifyCode/enroll$",
        r"^commit: 10 symbols for alice@example\.com until \d{10}$",
        r"^audit: alice@example\.com issued\naudit: bob@example\.com subject-refused$",
        r'^reply: 200 application/json \[\{"status":1000,.*"verify_code":"\d{10}",.*\{"status":1002,',
        r"^typed: (\d{5}) (\d{5}) is \1\2$",
        r"^typed: \d{10} is Variant\(tag='check', payload=None\)$",
        r'^refused: 400 application/json \{"code":"400 BAD_REQUEST",',
        r"^error: 0 rows for 2 subjects$",
    ]
    faults = [f"the example does not print {line}" for line in wanted if not re.search(line, ended.stdout, re.M)]
    codes = re.findall(r'"verify_code":"(\d+)"', ended.stdout)
    if not codes or f"is {codes[0]}\n" not in ended.stdout:
        faults.append("the typed code is not that of the reply")
    return faults + ([] if re.match(r"<svg [^>]*>.*</svg>\s*$", svg, re.S) else ["the example draws no SVG"])


def main(component):
    faults, counts = vector_faults(Codemint(component))
    if counts.get("rsa", 0) < 180 or len(counts) < 4:
        faults.append(f"too few vectors: {counts}")
    faults += loading_faults() + example_faults(component)
    pinned = (EXAMPLE / "requirements.txt").read_text().strip()
    if pinned != f"wasmtime=={version('wasmtime')}":
        faults.append(f"the example requires {pinned}, but was run with {version('wasmtime')}")
    for fault in faults:
        print(fault, file=sys.stderr)
    total = sum(counts.values())
    print(f"component in Python: {total} vectors of {len(counts)} dialects, the example, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
