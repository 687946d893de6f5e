"""A mail server for tests, on a free port.

The first line of its output is HOST:PORT. Each mail that it accepts follows as a line of JSON. Each
that it does not accept is a line "refused ..." on standard error. The first argument is what it does
with mail:

takes       accepts every mail
refuses     rejects every recipient
is-choosy   rejects recipients whose local part begins with "nobody"
rejects     rejects every mail after its data, with the mail's code in the reply
hangs-up    closes the connection after the data, without a reply
dies        closes the connection within the data
is-busy     defers the mail

The last three do so for the first N mails with ":N" appended, and accept the others.

--smtputf8 offers SMTPUTF8. --tls starttls|implicit with --cert and --key uses TLS. --user requires
that user, with the password in the variable SMTP_TEST_PASSWORD.
"""

import argparse
import asyncio
import base64
import email
import email.policy
import json
import os
import ssl
import sys

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ModuleNotFoundError:
    sys.exit(
        f"{sys.executable} has no module aiosmtpd. `make test` prepares a Python that has it;\n"
        "to run this test alone, install aiosmtpd and set CODEMINT_PYTHON to that Python."
    )


def part_of(message, kind):
    parts = [part for part in message.walk() if part.get_content_type() == kind]
    return parts[0] if parts else None


class Takes:
    """Accepts mail. `left` is how many more mails a subclass treats differently."""

    def __init__(self, left):
        self.left = left

    def is_bad_now(self, what):
        if self.left <= 0:
            return False
        self.left -= 1
        print(f"refused {what}", file=sys.stderr, flush=True)
        return True

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        html, picture = part_of(message, "text/html"), part_of(message, "image/png")
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "smtputf8": envelope.smtp_utf8,
            "subject": message["subject"],
            "text": message.get_body(("plain",)).get_content(),
            "html": html.get_content() if html else None,
            "picture": base64.b64encode(picture.get_content()).decode() if picture else None,
            "picture_id": picture["content-id"] if picture else None,
            "parts": [part.get_content_type() for part in message.walk()],
            "headers": [[name, str(value)] for name, value in message.items()],
            "is_protected": server.transport.get_extra_info("sslcontext") is not None,
            "user": getattr(session, "user", None),
        }
        print(json.dumps(mail), flush=True)
        return "250 taken"


class Refuses(Takes):
    async def handle_RCPT(self, server, session, envelope, address, options):
        print("refused a recipient", file=sys.stderr, flush=True)
        return "550 no such mailbox"


class IsChoosy(Refuses):
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return await super().handle_RCPT(server, session, envelope, address, options)
        envelope.rcpt_tos.append(address)
        return "250 known"


class Rejects(Takes):
    async def handle_DATA(self, server, session, envelope):
        # Some servers repeat content in their replies.
        text = envelope.content.decode("ascii", "replace")
        code = next(line.strip() for line in text.splitlines() if line.startswith("    "))
        print(f"refused permanently: {code}", file=sys.stderr, flush=True)
        return f"554 content refused: {code}"


class HangsUp(Takes):
    async def handle_DATA(self, server, session, envelope):
        if self.is_bad_now("by hanging up"):
            server.transport.abort()
            return "421 never sent"
        return await super().handle_DATA(server, session, envelope)


class IsBusy(Takes):
    async def handle_DATA(self, server, session, envelope):
        if self.is_bad_now("for now"):
            return "451 try again later"
        return await super().handle_DATA(server, session, envelope)


class Dies(Takes):
    pass


class Session(SMTP):
    async def smtp_DATA(self, arg):
        if isinstance(self.event_handler, Dies) and self.event_handler.is_bad_now("by dying"):
            await self.push("354 go on")
            await self._reader.read(64)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def authenticator(user, password):
    def authenticate(server, session, envelope, mechanism, data):
        if (data.login, data.password) == (user.encode(), password.encode()):
            session.user = user
            return AuthResult(success=True)
        return AuthResult(success=False, handled=False)

    return authenticate


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("behaviour")
    parser.add_argument("--smtputf8", action="store_true")
    parser.add_argument("--tls", choices=["starttls", "implicit"])
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--user")
    return parser.parse_args()


async def main(options):
    behaviours = {
        "takes": Takes,
        "refuses": Refuses,
        "is-choosy": IsChoosy,
        "rejects": Rejects,
        "hangs-up": HangsUp,
        "is-busy": IsBusy,
        "dies": Dies,
    }
    behaviour, _, count = options.behaviour.partition(":")
    handler = behaviours[behaviour](int(count or 1_000_000))
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
    settings = {"enable_SMTPUTF8": options.smtputf8}
    if options.tls == "starttls":
        settings |= {"tls_context": context, "require_starttls": True}
    if options.user:
        password = os.environ["SMTP_TEST_PASSWORD"]
        settings |= {
            "authenticator": authenticator(options.user, password),
            "auth_required": True,
            "auth_require_tls": options.tls == "starttls",
        }
    server = await asyncio.get_running_loop().create_server(
        lambda: Session(handler, **settings),
        "127.0.0.1",
        0,
        ssl=context if options.tls == "implicit" else None,
    )
    host, port = server.sockets[0].getsockname()
    print(f"{host}:{port}", flush=True)
    await server.serve_forever()


asyncio.run(main(arguments()))
