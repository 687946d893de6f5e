// Listens, and keeps everything in the gateway's own database file.

import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { BlockList, isIPv6 } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { createHandler, Issuer, nodeSqliteStore, SqlDirectory } from "codemint";
import { nodeListener } from "codemint/node";

/** How often values are removed whose time is over, in milliseconds. */
const UPKEEP = 60_000;

/** One line of the log; what callers wrote is escaped. */
function log(message, fields = {}) {
  process.stderr.write(`${JSON.stringify({ message, ...fields })}\n`);
}

/** Tells people what a handler tells its host. */
function report(event) {
  const { kind, error, ...fields } = event;
  if (kind === "key-in-query") log("a key came in the query, where others may log it", fields);
  else if (kind === "turned-away") log("a caller was turned away", fields);
  else if (kind === "failed") log("nothing was done", { ...fields, cause: causes(error) });
  else if (fields.ignored.length > 0) log("members were passed over", fields);
}

function causes(error) {
  return error instanceof Error ? `${error.message}: ${causes(error.cause)}` : String(error);
}

/** Whether a call came over TLS: its connection, or a trusted proxy, says so. */
function secure(proxies, incoming) {
  if (incoming.socket.encrypted === true) return true;
  const trusted = new BlockList();
  for (const proxy of proxies) trusted.addAddress(proxy, isIPv6(proxy) ? "ipv6" : "ipv4");
  const proto = incoming.headers["x-forwarded-proto"];
  return trusted.check(incoming.socket.remoteAddress ?? "") && proto === "https";
}

/** Serves until it is told to stop (SIGTERM), then answers what is in hand. */
export async function serve({ data, listen, keys, tenants, site, proxies }) {
  const database = new DatabaseSync(join(data, "codemint.sqlite"));
  const store = nodeSqliteStore(database);
  const directory = new SqlDirectory(store);
  const issuer = new Issuer({ store, directory, keys, tenants });
  const handler = createHandler(issuer, site, { report });
  await store.ready();
  const upkeep = async () => {
    while ((await store.removeExpired(Math.floor(Date.now() / 1000), 1000)) === 1000);
  };
  await upkeep();
  const timer = setInterval(() => void upkeep(), UPKEEP);
  const servers = listen.map(({ address, tls }) => {
    const answer = (incoming, outgoing) =>
      nodeListener(handler, { isSecure: () => secure(proxies, incoming) })(incoming, outgoing);
    const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
    const { hostname, port } = new URL(`http://${address}`);
    return { server, hostname, port: Number(port) };
  });
  for (const { server, hostname, port } of servers) {
    await new Promise((resolve) => server.listen(port, hostname, resolve));
  }
  if (Object.values(site.tenants).some((tenant) => tenant.plainHttp)) {
    log("plain HTTP is accepted");
  }
  const { address, port } = servers[0].server.address();
  process.stdout.write(`codemint listening on http://${address}:${port}\n`);
  process.once("SIGTERM", () => {
    clearInterval(timer);
    const closing = servers.map(({ server }) => new Promise((done) => server.close(done)));
    for (const { server } of servers) server.closeIdleConnections();
    void Promise.all(closing).then(() => database.close());
  });
}
