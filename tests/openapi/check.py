"""Checks the OpenAPI document against the specification, and the vectors of the dialect against the document.

    python3 check.py    exits with 1 if anything does not fit

A test of the core checks that the document agrees with the types, and Schemathesis that the gateway agrees with the
document (tests/gateway/tests/e2e/openapi.rs). Each check is also run on planted faults, which it must detect.
"""

import copy
import json
import re
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

TOP = Path(__file__).resolve().parents[2]
DOCUMENT = TOP / "core/src/dialects/native/openapi.json"
VECTORS = TOP / "tests/vectors/native"
METHODS = ("get", "post", "put", "patch", "delete")

# Requests that are refused by a rule that JSON Schema cannot express.
BEYOND_SCHEMAS = {
    "125-member-given-twice": "a parsed object has each member once",
    "126-subject-given-twice": "a parsed object has each member once",
    "222-list-limit-given-twice": "two parameters of one name",
    "310-redeem-code-given-twice": "a parsed object has each member once",
    "328-audit-subject-malformed": "percent-encoding is outside the schema",
    "329-audit-tenant-given-twice": "two parameters of one name",
}


class Document:
    """The document, with look-ups and validation."""

    def __init__(self, document):
        self.document = document
        resource = Resource(contents=document, specification=DRAFT202012)
        self.registry = Registry().with_resource("urn:document", resource)
        self.operations = {
            operation["operationId"]: (path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
            if method in METHODS
        }

    def resolved(self, value):
        while "$ref" in value:
            found = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            value = found
        return value

    def faults(self, pointer, value):
        """The faults of a value by the schema at this pointer."""
        validator = Draft202012Validator(
            {"$ref": f"urn:document#{pointer}"},
            registry=self.registry,
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
        return [f"{error.json_path}: {error.message}"[:300] for error in validator.iter_errors(value)]

    def place(self, holder, *way):
        """The pointer to a schema within an object that may be a reference."""
        pointer = holder
        value = self.at(pointer)
        if "$ref" in value:
            pointer = value["$ref"].removeprefix("#")
        return "/".join([pointer, *(escaped(part) for part in way)])

    def at(self, pointer):
        found = self.document
        for part in pointer.removeprefix("/").split("/"):
            part = part.replace("~1", "/").replace("~0", "~")
            found = found[int(part)] if isinstance(found, list) else found[part]
        return found


def escaped(part):
    return part.replace("~", "~0").replace("/", "~1")


def pointer_of(document, route):
    path, operation = document.operations[route]
    method = next(name for name, held in document.document["paths"][path].items() if held is operation)
    return f"/paths/{escaped(path)}/{method}"


def reply_faults(document, route, reply):
    """The faults of a reply of this route."""
    at = pointer_of(document, route)
    _, operation = document.operations[route]
    status = str(reply["status"])
    if status not in operation["responses"]:
        return [f"status {status} is not documented"]
    holder = f"{at}/responses/{status}"
    content = document.resolved(operation["responses"][status])["content"]
    if reply["content_type"] not in content:
        return [f"{reply['content_type']} is not documented"]
    return document.faults(document.place(holder, "content", reply["content_type"], "schema"), reply["body_json"])


def request_faults(document, call):
    """The faults of a request."""
    at = pointer_of(document, call["route"])
    path, operation = document.operations[call["route"]]
    names = re.findall(r"{(\w+)}", path)
    given = {"path": dict(zip(names, map(unquote, call.get("path", []))))}
    pairs = parse_qsl(call.get("query", ""), keep_blank_values=True, errors="strict")
    given["query"] = {name: int(value) if re.fullmatch("[0-9]+", value) and name == "limit" else value
                      for name, value in pairs}
    faults, known = [], set()
    for place, parameter in enumerate(operation.get("parameters", [])):
        held = document.resolved(parameter)
        known.add((held["in"], held["name"]))
        value = given.get(held["in"], {}).get(held["name"])
        if value is not None:
            faults += document.faults(document.place(f"{at}/parameters/{place}", "schema"), value)
        elif held.get("required"):
            faults.append(f"{held['name']} is missing")
    faults += [f"{name} is unknown" for kind, all_of in given.items() for name in all_of if (kind, name) not in known]
    return faults + body_faults(document, at, operation, call)


def body_faults(document, at, operation, call):
    text = call.get("body_text", "")
    if "body_hex" in call:
        text = bytes.fromhex(call["body_hex"]).decode()
    body = operation.get("requestBody")
    if "body_json" not in call and not text.strip():
        return ["the body is missing"] if body and body["required"] else []
    value = call["body_json"] if "body_json" in call else json.loads(text)
    if body is None:
        return ["a body is not allowed"]
    return document.faults(f"{at}/requestBody/content/application~1json/schema", value)


def disagreements(document, name, vector):
    """The disagreements between document and dialect about the request of a vector."""
    try:
        faults = request_faults(document, vector["call"])
    except ValueError as error:
        faults = [f"not valid text: {error}"]
    understood = vector["expected"]["reply"]["status"] != 400
    if understood:
        return faults
    if (name in BEYOND_SCHEMAS) == bool(faults):
        return ["listed in BEYOND_SCHEMAS, but the document refuses it" if faults else "refused, but the document accepts it"]
    return []


def specification_faults(document):
    return [error.message[:200] for error in OpenAPIV31SpecValidator(document).iter_errors()]


def vectors():
    for file in sorted(VECTORS.glob("*.json")):
        yield file.stem, json.loads(file.read_text())


def main():
    document = json.loads(DOCUMENT.read_text())
    faults = [f"the document: {fault}" for fault in specification_faults(document)]
    faults += missed_in_the_document(document)
    checked = Document(document)
    count, seen = 0, set()
    for name, vector in vectors():
        route, reply = vector["call"]["route"], vector["expected"]["reply"]
        faults += [f"{name}: reply: {fault}" for fault in reply_faults(checked, route, reply)]
        faults += [f"{name}: request: {fault}" for fault in disagreements(checked, name, vector)]
        if (route, reply["status"]) not in seen:
            seen.add((route, reply["status"]))
            faults += missed_in_a_reply(checked, name, route, reply)
            faults += missed_in_a_request(checked, name, vector)
        count += 1
    if count < 300 or len(seen) < 20:
        faults.append(f"only {count} vectors with {len(seen)} pairs of route and status")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"openapi: {count} vectors, {len(checked.operations)} routes, {len(faults)} faults")
    return 1 if faults else 0


def missed_in_the_document(document):
    """The control: faults that are planted in the document and not detected."""

    def no_title(it):
        del it["info"]["title"]

    def nowhere(it):
        it["paths"]["/v1/codes"]["post"]["responses"]["400"]["$ref"] = "#/components/responses/nowhere"

    def no_description(it):
        del it["components"]["responses"]["too-large"]["description"]

    def no_such_type(it):
        it["components"]["schemas"]["Changed"]["properties"]["id"]["type"] = "text"

    missed = []
    for plant in (no_title, nowhere, no_description, no_such_type):
        planted = copy.deepcopy(document)
        plant(planted)
        try:
            caught = specification_faults(planted)
        except Exception as error:  # An unresolvable reference is raised, not listed.
            caught = [str(error)]
        if not caught:
            missed.append(f"a planted fault passes: {plant.__name__}")
    return missed


def missed_in_a_reply(document, name, route, reply):
    """The control: faults that are planted in a reply and not detected."""
    if route == "openapi" and reply["status"] == 200:
        return []
    members = list(reply["body_json"])
    planted = {
        "status": {**reply, "status": 418},
        "content type": {**reply, "content_type": "text/plain"},
        "an additional member": {**reply, "body_json": {**reply["body_json"], "colour": "red"}},
        "a missing member": {**reply, "body_json": without(reply["body_json"], members[0])},
        "another type": {**reply, "body_json": {**reply["body_json"], members[0]: 1.5}},
        "not an object": {**reply, "body_json": [reply["body_json"]]},
    }
    if members[0] == "batch":  # It may be missing.
        planted["a missing member"] = {**reply, "body_json": without(reply["body_json"], "results")}
    return [f"{name}: a planted fault passes: {what}" for what, it in planted.items()
            if not reply_faults(document, route, it)]


def missed_in_a_request(document, name, vector):
    """The control: an unknown member or parameter in an understood request that is not detected."""
    call = vector["call"]
    if vector["expected"]["reply"]["status"] == 400:
        return []
    if "body_json" in call:
        planted = {**call, "body_json": {**call["body_json"], "colour": "red"}}
    else:
        planted = {**call, "query": call.get("query", "") + "&colour=red"}
    return [] if request_faults(document, planted) else [f"{name}: a planted member passes"]


def without(members, name):
    return {key: value for key, value in members.items() if key != name}


if __name__ == "__main__":
    sys.exit(main())
