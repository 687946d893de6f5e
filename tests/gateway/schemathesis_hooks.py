"""What Schemathesis cannot know by itself (schemathesis.toml names this file)."""

import itertools
import re

import schemathesis

NAME = re.compile("[!-~]{1,200}")
NUMBERS = itertools.count()


@schemathesis.hook
def filter_body(context, body):
    """Texts whose characters are few enough and whose bytes are too many: JSON Schema counts characters only.

    They are refused (400), as vectors 302 and 303 show.
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
    """Of four requests that may pass, three get a name of their own.

    Schemathesis knows few names, and one that another request had is refused (422) before anything else is looked at.
    """
    name = (case.headers or {}).get("Idempotency-Key")
    may_pass = case.meta is not None and case.meta.generation.mode.is_positive
    if may_pass and isinstance(name, str) and NAME.fullmatch(name) and next(NUMBERS) % 4:
        case.headers["Idempotency-Key"] = f"{name}-{next(NUMBERS)}"
