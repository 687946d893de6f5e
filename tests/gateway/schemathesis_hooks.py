"""Hooks for Schemathesis: rules that the document cannot express. Configured in schemathesis.toml."""

import itertools
import re

import schemathesis

NAME = re.compile("[!-~]{1,200}")
NUMBERS = itertools.count()


@schemathesis.hook
def filter_body(context, body):
    """Excludes texts with too many bytes: JSON Schema counts characters only.

    They are refused (400), see vectors 302 and 303.
    """
    if not isinstance(body, dict):
        return True
    return fits(body.get("code"), 128) and fits(body.get("subject"), 1024)


def fits(text, limit):
    if not isinstance(text, str) or len(text) > limit:
        return True
    return len(text.encode(errors="surrogatepass")) <= limit


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives three of four valid requests their own idempotency key.

    Schemathesis uses few keys, and a key of another request is refused (422) before anything else is checked.
    """
    name = (case.headers or {}).get("Idempotency-Key")
    may_pass = case.meta is not None and case.meta.generation.mode.is_positive
    if may_pass and isinstance(name, str) and NAME.fullmatch(name) and next(NUMBERS) % 4:
        case.headers["Idempotency-Key"] = f"{name}-{next(NUMBERS)}"
