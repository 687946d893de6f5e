// The listener for Node, tested with raw bytes: request targets and slow bodies.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { mock, test } from "node:test";

import { createHandler, type Handler, Issuer } from "../../src/entry/file.js";
import { isHost } from "../../src/node/host.js";
import { nodeListener } from "../../src/node/listener.js";
import { handlerFor, options, signal, site, turns, WANTED } from "../handler/fixture.js";

interface Row {
  readonly what: string;
  readonly target: string;
  readonly hosts: readonly string[];
  readonly status: number;
}

/** The table in `tests/gateway`, which its end-to-end tests run against both hosts. */
const TABLE = JSON.parse(readFileSync("../../tests/gateway/samples/targets.json", "utf8")) as Row[];

/** Runs a server during `work`. */
async function serving(handler: Handler, work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer(nodeListener(handler));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Sends these bytes, and returns the response up to the end of the connection. */
async function sent(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1");
  let answer = "";
  socket.on("data", (piece: string) => (answer += piece));
  socket.write(text, "latin1");
  await once(socket, "close");
  return answer;
}

const statusOf = (answer: string): number => Number(answer.split(" ", 2)[1]);

function asking(target: string, hosts: readonly string[], version = "1.1"): string {
  const fields = hosts.map((host) => `host: ${host}\r\n`).join("");
  return (
    `POST ${target} HTTP/${version}\r\n${fields}authorization: Bearer secret-of-the-desk\r\n` +
    `content-type: application/json\r\ncontent-length: ${WANTED.length}\r\nconnection: close\r\n\r\n${WANTED}`
  );
}

test("every target gets the same status as from the gateway", async () => {
  const handler = createHandler(new Issuer(options()), await plainSite());
  await serving(handler, async (port) => {
    for (const { what, target, hosts, status } of TABLE) {
      assert.equal(statusOf(await sent(port, asking(target, hosts))), status, what);
    }
    assert.equal(statusOf(await sent(port, asking("/v1/codes", [], "1.0"))), 200, "HTTP/1.0");
  });
});

/** A site with all routes available without TLS. */
async function plainSite() {
  const good = await site();
  const acme = { ...good.tenants["acme"], baseUrl: "https://codes.example.com", plainHttp: true };
  return { ...good, tenants: { acme } };
}

test("a wrapping handler never sees a path that was not sent", async () => {
  const inner = await handlerFor();
  const seen: string[] = [];
  const handler: Handler = (request, more) => {
    seen.push(new URL(request.url).pathname);
    return inner(request, more);
  };
  await serving(handler, async (port) => {
    for (const target of ["/x/../admin", "/x/%2e%2e/admin", "/x\\..\\admin", "//admin/", "/a%7eb"]) {
      await sent(port, asking(target, ["localhost"]));
    }
  });
  assert.deepEqual(seen, ["/", "/", "/", "//admin/", "/a%7eb"]);
});

test("hosts are parsed as by the gateway", () => {
  for (const valid of [
    ...["a", "", "a.example", "a.example:80", "a:", "10.0.0.1:8080", "[::1]", "[::1]:443"],
    ...["[::ffff:10.0.0.1]", "xn--bcher-kva.example", "a_b~c!$&'()*+,;=", "%C3%BC", "a.:80"],
  ]) {
    assert.ok(isHost(valid), valid);
  }
  for (const invalid of [
    ...["a b", " a", "a@b", "a/b", "a?b", "a#b", "a:b", "a:80:80", "a:65536", "a:-1", "[::1"],
    ...["::1", "[a]", "[::1]a", "[::1%25lo]", "%", "%4", "%zz", 'a"b', "a<b", "b\u00fccher"],
    ...["a\\b", "a|b", "a,b c", "[]", "[:]"],
  ]) {
    assert.ok(!isHost(invalid), invalid);
  }
});

test("a body that does not arrive is answered with 408 after its timeout, also on a public route", async () => {
  const handler = await handlerFor();
  await serving(handler, async (port) => {
    for (const [path, headers] of [
      ["/v1/redeem", ""],
      ["/v1/codes", "authorization: Bearer secret-of-the-desk\r\n"],
    ] as const) {
      const begun = signal();
      mock.timers.enable({ apis: ["setTimeout"] });
      try {
        const socket = connect(port, "127.0.0.1");
        socket.setEncoding("latin1");
        let answer = "";
        socket.on("data", (piece: string) => (answer += piece));
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: localhost\r\n${headers}content-type: application/json\r\n` +
            "expect: 100-continue\r\ncontent-length: 100\r\n\r\n",
        );
        // The server requests the body when it starts to read it.
        socket.once("data", begun.give);
        await begun.come;
        await turns();
        mock.timers.tick(19_999);
        await turns();
        assert.ok(!answer.includes("408"), `${path} was answered too early`);
        mock.timers.tick(1);
        await once(socket, "close");
        assert.match(answer, /HTTP\/1\.1 408 [^]*connection: close/iu, path);
      } finally {
        mock.timers.reset();
      }
    }
  });
});

test("a response before the body was read waits for the body only once", async () => {
  const handler = await handlerFor();
  await serving(handler, async (port) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const answered = sent(
        port,
        "POST /nowhere HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{",
      );
      let hasEnded = false;
      void answered.finally(() => (hasEnded = true));
      let elapsed = 0;
      for (; !hasEnded; elapsed += 500) {
        mock.timers.tick(500);
        await turns();
        assert.ok(elapsed <= 21_000, "it is answered within twenty seconds");
      }
      assert.equal(statusOf(await answered), 404);
    } finally {
      mock.timers.reset();
    }
  });
});
