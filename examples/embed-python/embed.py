"""Embeds Codemint's component in a Python program: one request, a typed code, a QR symbol.

    codemint module --write codemint.wasm
    python embed.py codemint.wasm qr.svg

The types are those of `wasm/wit/codemint.wit`; wasmtime checks every value against them.
"""

import secrets
import struct
import sys
import time
from pathlib import Path

from wasmtime import Config, Engine, Store
from wasmtime.component import Component, Linker, Record

MEMORY = 64 << 20  # the maximum memory of an instance, in bytes
FUEL = 10**9  # the maximum instructions of an instance; a request for 100 users takes 3 million
ENROL = "rsa", "enroll"
DIRECTORY = {"alice@example.com"}
FORMAT = {"alphabet": "decimal", "length": 9, "check": "damm", "group": 5}
POLICY = {
    **FORMAT, "max_tries": 5, "min_validity": 600, "max_validity": 86_400, "link_base": "https://codes.example.com",
    # None stands for the module's default.
    **dict.fromkeys((
        "issuing_allowed", "mail_configured", "mail_domains", "usual_validity", "max_live", "revealable", "show_hidden",
        "reveal_format", "max_uses", "reason_required", "spans", "qr_template", "qr_data_uri",
    )),
}


class HostError(Exception):
    """The module cannot answer: the route does not exist, or the findings do not fit the call."""


def record(**members):
    """A record of the contract; its member names have dashes in place of underscores."""
    result = Record()
    result.__dict__.update((name.replace("_", "-"), value) for name, value in members.items())
    return result


class Codemint:
    """The component, compiled. Instances share nothing, and each serves one request."""

    def __init__(self, file):
        config = Config()
        config.consume_fuel = True
        self.engine = Engine(config)
        self.component = Component.from_file(self.engine, file)
        if imports := list(self.component.type.imports(self.engine)):
            raise HostError(f"the component has imports: {imports}")

    def instance(self):
        """Returns a function that calls the functions of a fresh instance by interface and name."""
        store = Store(self.engine)
        store.set_limits(memory_size=MEMORY)
        store.set_fuel(FUEL)
        instance = Linker(self.engine).instantiate(store, self.component)

        def call(interface, function, *arguments):
            exports = instance.get_export_index(store, f"codemint:module/{interface}@0.1.0")
            found = instance.get_func(store, instance.get_export_index(store, function, exports))
            answer = found(store, *arguments)
            if interface == "journey" and isinstance(answer, (int, str)):
                raise HostError(answer)  # the number of the unknown route, or the fault of the findings
            return answer

        return call


def findings(subjects):
    """What a host looks up: here the directory is a set, and no subject has a code yet."""
    standing = ["active" if subject in DIRECTORY else "unknown" for subject in subjects]
    rows = [record(standing=it, purpose_allowed=True, has_mail=True) for it in standing]
    seed = zip(("w0", "w1", "w2", "w3"), struct.unpack("<4Q", secrets.token_bytes(32)))
    nothing = {"live": [], "matches": [], "elevation": None, "listed": [], "record": None, "page": [], "trail": []}
    now, nanoseconds = divmod(time.time_ns(), 10**9)
    tick = nanoseconds * 4096 // 10**6  # two settlements need different ticks: a busy host increments
    policy = record(**POLICY)
    return record(now=now, tick=tick, seed=record(**dict(seed)), policy=policy, rows=rows, more=False, **nothing)


def text(reply):
    return f"{reply.status} {getattr(reply, 'content-type')} {reply.body.decode()}"


def main(file, picture):
    codemint = Codemint(file)
    routes = codemint.instance()("journey", "routes")
    for number, it in enumerate(routes):
        print(f"route {number}: {it.dialect} {it.name}: {it.method} {it.template}")
    route = [(it.dialect, it.name) for it in routes].index(ENROL)
    call = {"route": route, "tenant": "example", "actor": "embed.py", "sees_codes": False, "path": [], "query": ""}
    request = record(**call, body=b'[{"email":"Alice@Example.com"},{"email":"bob@example.com"}]')
    module = codemint.instance()
    needs = module("journey", "plan", request).payload
    settled = module("journey", "settle", request, findings(needs.subjects))
    # All of the commit goes into one transaction, a code as its keyed hash; then the reply is sent.
    for it in settled.commit.issued:
        print(f"commit: {it.length} symbols for {needs.subjects[it.subject]} until {getattr(it, 'not-after')}")
    for it in settled.commit.audit:
        print(f"audit: {needs.subjects[it.subject]} {it.event}")
    print("reply:", text(settled.reply))

    code, shape = settled.commit.codes, record(**FORMAT)
    shown = module("formats", "display", shape, code).payload
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    for typed in (shown, wrong):  # The answer is the code as a string, or the fault of the entry.
        print(f"typed: {typed} is", module("formats", "entry", shape, typed))
    black, white = record(red=0, green=0, blue=0), record(red=255, green=255, blue=255)
    look = record(scale=8, quiet_zone=4, dark=black, light=white)
    Path(picture).write_text(module("qr", "svg", b"https://codes.example.com/enroll", "medium", look).payload)

    print("refused:", text(codemint.instance()("journey", "plan", record(**call, body=b"[{")).payload))
    try:
        codemint.instance()("journey", "settle", request, findings([]))  # the request has two subjects
    except HostError as error:
        print("error:", error)


if __name__ == "__main__":
    main(*sys.argv[1:3])
