// Serves with the package, on the gateway's own database file.

import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { createHandler, Issuer, nodeSqliteStore, SqlDirectory } from "codemint";
import { nodeListener } from "codemint/node";

import { smtpMailer } from "./mailer.mjs";
import { Proxies } from "./proxies.mjs";

/** The interval at which expired values are removed, in milliseconds. */
const UPKEEP = 1_000;

/** Writes one line of the log; text from callers is escaped. */
function log(message, fields = {}) {
  const line = JSON.stringify({ message, ...fields });
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  process.stderr.write(`${line.replace(/[^ -~]/gu, escaped)}\n`);
}

/** Counts answers by route and status, as the gateway's metrics do. */
class Counts {
  #all = new Map();

  constructor(routes) {
    this.routes = routes;
  }

  count({ route, status }) {
    const { dialect, name } = this.routes[route];
    const labels = `dialect="${dialect}",route="${name}",status="${status}"`;
    this.#all.set(labels, (this.#all.get(labels) ?? 0) + 1);
  }

  get page() {
    return [...this.#all].map(([labels, n]) => `codemint_requests_total{${labels}} ${n}\n`).join("");
  }
}

/** Logs an event that the handler reports to its host. */
function report(event) {
  const { kind, error, ...fields } = event;
  if (kind === "key-in-query") log("a key came in the query, where others may log it", fields);
  else if (kind === "turned-away") log("a caller was turned away", fields);
  else if (kind === "mail-failed") log("mails could not be read", { cause: causes(error) });
  else if (kind === "failed") log("nothing was done", { ...fields, cause: causes(error) });
  else if (fields.ignored.length > 0) log("members were ignored", fields);
  else if (process.env.CODEMINT_LOG !== undefined) log("answered", fields);
}

function causes(error) {
  return error instanceof Error ? `${error.message}: ${causes(error.cause)}` : String(error);
}

/** Serves until SIGTERM, then finishes pending requests. */
export async function serve({ data, listen, keys, tenants, site, proxies, smtp }) {
  const database = new DatabaseSync(join(data, "codemint.sqlite"));
  const store = nodeSqliteStore(database);
  const directory = new SqlDirectory(store);
  const mailer = smtp === undefined ? {} : { mailer: smtpMailer(smtp) };
  const issuer = new Issuer({ store, directory, keys, tenants, ...mailer });
  const counts = new Counts(issuer.routes);
  const served = createHandler(issuer, site, {
    report: (event) => {
      if (event.kind === "answered") counts.count(event);
      report(event);
    },
  });
  const handler = async (request, options) =>
    new URL(request.url).pathname === "/metrics"
      ? new Response(counts.page)
      : served(request, options);
  await store.ready();
  const proxied = new Proxies(proxies);
  const upkeep = async () => {
    for (const tenant of issuer.tenants) await issuer.drainMail(tenant);
    while ((await store.removeExpired(Math.floor(Date.now() / 1000), 1000)) === 1000);
  };
  await upkeep();
  const timer = setInterval(() => void upkeep(), UPKEEP);
  const servers = listen.map(({ address, tls }) => {
    const answer = (incoming, outgoing) =>
      nodeListener(handler, { isSecure: () => proxied.cameOverTls(incoming) })(incoming, outgoing);
    const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
    const { hostname, port } = new URL(`http://${address}`);
    return { server, hostname, port: Number(port) };
  });
  for (const { server, hostname, port } of servers) {
    await new Promise((resolve) => server.listen(port, hostname, resolve));
  }
  for (const { plainHttp, allowUnauthenticated, keys: known } of Object.values(site.tenants)) {
    if (plainHttp) log("plain HTTP is accepted");
    if (allowUnauthenticated && known.length === 0) log("ANYBODY CAN ASK FOR CODES");
  }
  // Before the address is printed, so that no signal arrives too early.
  process.once("SIGTERM", () => {
    clearInterval(timer);
    const closing = servers.map(({ server }) => new Promise((done) => server.close(done)));
    for (const { server } of servers) server.closeIdleConnections();
    // Mails of the last requests are sent first.
    void Promise.all(closing).then(upkeep).then(() => database.close());
  });
  const { address, port } = servers[0].server.address();
  process.stdout.write(`codemint listening on http://${address}:${port}\n`);
}
