"""A mail server for tests, on a port of its own.

The first line of its output is HOST:PORT; each mail that it takes follows as a line of JSON. What
it does not take is a line "refused ..." on standard error. The argument says what it does with
mail: takes, refuses (it knows no recipient), is-choosy (it knows all but those whose names begin
with "nobody"), or hangs-up (in the middle of the mail).
"""

import asyncio
import email
import email.policy
import json
import sys

try:
    from aiosmtpd.smtp import SMTP
except ModuleNotFoundError:
    sys.exit(
        f"{sys.executable} has no module aiosmtpd. `make test` prepares a Python that has it;\n"
        "to run this test alone, install aiosmtpd for some Python and name it in CODEMINT_PYTHON."
    )


class Takes:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": message["subject"],
            "text": message.get_body(("plain",)).get_content(),
        }
        print(json.dumps(mail), flush=True)
        return "250 taken"


class Refuses(Takes):
    async def handle_RCPT(self, server, session, envelope, address, options):
        print("refused a recipient", file=sys.stderr, flush=True)
        return "550 nobody here has that name"


class IsChoosy(Refuses):
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return await super().handle_RCPT(server, session, envelope, address, options)
        envelope.rcpt_tos.append(address)
        return "250 known"


class HangsUp(Takes):
    async def handle_DATA(self, server, session, envelope):
        print("refused by hanging up", file=sys.stderr, flush=True)
        server.transport.abort()
        return "421 never sent"


async def main(manner):
    manners = {"takes": Takes, "refuses": Refuses, "is-choosy": IsChoosy, "hangs-up": HangsUp}
    handler = manners[manner]()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"{host}:{port}", flush=True)
    await server.serve_forever()


asyncio.run(main(sys.argv[1]))
