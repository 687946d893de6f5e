/**
 * From an HTTP request to the issuer and back: the module's routes, and two of the host's own.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { known } from "../issuer/failure.js";
import type { Issuer } from "../issuer/issuer.js";
import type { Answer, IssueRequest } from "../issuer/request.js";
import { reject } from "../module/calls.js";
import type { Problem, Route } from "../module/types.js";
import type { Brought, Caller } from "./auth/caller.js";
import type { Gate } from "./auth/gate.js";
import { readBody } from "./body.js";
import type { HandlerEvent } from "./events.js";
import { isMediaType } from "./media-type.js";
import { Query } from "./query.js";
import { problemResponse, responseOf } from "./reply.js";
import type { Site } from "./site.js";
import { Table } from "./table.js";
import { hostOf, type Tenant, Tenants } from "./tenants.js";

/** How long an answer may take once the body is there, in milliseconds. */
const PATIENCE = 30_000;

/** How a handler is put together. */
export interface HandlerOptions {
  /** Hears of what happens, for a log. */
  readonly report?: (event: HandlerEvent) => void;
  /**
   * Whether a call came over TLS; what its URL says where it is not given. Behind a proxy only the
   * proxy knows.
   */
  readonly isSecure?: (request: Request) => boolean;
  /**
   * Goes on with work after the answer has left: mail is sent in it. Cloudflare's `ctx.waitUntil`;
   * where it is not given, nobody waits.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void;
}

/** Answers requests. */
export type Handler = (request: Request, options?: HandlerOptions) => Promise<Response>;

/** A request that was turned away. */
interface Refused {
  readonly problem: Problem;
  readonly headers?: readonly (readonly [string, string])[];
}

/** A request that came by a route. */
interface Called {
  readonly request: Request;
  readonly url: URL;
  readonly number: number;
  readonly route: Route;
  readonly values: readonly string[];
  readonly id: string;
  readonly options: HandlerOptions;
}

/**
 * A handler for every route of the module, and for `/healthz` and `/readyz`. Nothing in it knows a
 * vendor: it mounts what the module says, and authenticates by the schemes that a route names.
 *
 * @param options may be given with each request too; those win.
 * @throws {CodemintError} `configuration` where site and issuer do not fit, or keys are unusable.
 */
export function createHandler(issuer: Issuer, site: Site, options: HandlerOptions = {}): Handler {
  const missing = Object.keys(site.tenants).find((id) => !issuer.tenants.includes(id));
  if (missing !== undefined) {
    const path = `tenants.${missing}`;
    throw new CodemintError("configuration", "the issuer does not serve that tenant", { path });
  }
  const front = new Front(issuer, site);
  return (request, more) => front.answer(request, { ...options, ...more });
}

class Front {
  readonly #issuer: Issuer;
  readonly #table: Table;
  readonly #tenants: Tenants;

  constructor(issuer: Issuer, site: Site) {
    this.#issuer = issuer;
    this.#table = new Table(issuer.routes);
    this.#tenants = new Tenants(site, issuer.routes, issuer.clock);
  }

  async answer(request: Request, options: HandlerOptions): Promise<Response> {
    const id = request.headers.get("x-request-id") ?? crypto.randomUUID();
    const response = await this.#respond(request, id, options).catch(() =>
      // Not even the module's words for a failure are at hand.
      problemResponse(500, "Internal Server Error"),
    );
    response.headers.set("x-request-id", id);
    return response;
  }

  async #respond(request: Request, id: string, options: HandlerOptions): Promise<Response> {
    const url = new URL(request.url);
    const found = this.#table.find(url.pathname, request.method);
    if (found === undefined) return this.#own(request, url);
    const { number } = found;
    if (found.kind === "other-methods") {
      return rejection(number, { problem: "method-not-allowed", headers: [["allow", found.allow]] });
    }
    const route = this.#issuer.routes[number];
    if (route === undefined) return problemResponse(404, "Not Found");
    const called = { request, url, number, route, values: found.values, id, options };
    try {
      const settled = await this.#settle(called);
      return settled instanceof Response ? settled : rejection(number, settled);
    } catch (thrown) {
      const error = known(thrown);
      options.report?.({ kind: "failed", id, tenant: "", problem: "internal", error });
      return rejection(number, { problem: "internal" });
    }
  }

  /** What belongs to no dialect. */
  async #own(request: Request, url: URL): Promise<Response> {
    const reads = request.method === "GET" || request.method === "HEAD";
    if (reads && url.pathname === "/healthz") return new Response("ok\n");
    if (!reads || url.pathname !== "/readyz") return problemResponse(404, "Not Found");
    try {
      await this.#issuer.store.ready();
      return new Response("ready\n");
    } catch {
      return new Response("not ready\n", { status: 503 });
    }
  }

  async #settle(called: Called): Promise<Response | Refused> {
    const { request, url, number, route, options, id } = called;
    const tenant = this.#tenants.find(route, called.values, hostOf(url));
    const refused = unreachable(called, tenant);
    if (refused !== undefined) return { problem: refused };
    const gate = this.#tenants.gate(number, tenant);
    if (gate === undefined) return { problem: "internal" };
    // From here on nobody sees a query with a key in it.
    const query = new Query(url.search.slice(1), gate.keyNames);
    const name = tenant?.id ?? "";
    if (query.hadKey) options.report?.({ kind: "key-in-query", id, tenant: name });
    const caller = await gate.authenticate({ headers: request.headers, query });
    if (typeof caller === "string") return turnedAway(called, name, gate, caller);
    if (!isMediaType(route.mediaType, request.headers.get("content-type"))) {
      return { problem: "media-type" };
    }
    const body = await readBody(request);
    if (typeof body === "string") return { problem: body };
    return this.#ask(called, asked(called, name, caller, { headers: request.headers, query }, body));
  }

  async #ask(called: Called, request: IssueRequest): Promise<Response | Refused> {
    const { id, number, options } = called;
    const answer = await within(this.#issuer.answer(request));
    if (answer === undefined) return { problem: "unavailable", headers: [["retry-after", "1"]] };
    const { reply, failure, issued, ignored } = answer;
    const tenant = answer.tenant ?? request.tenant;
    if (failure !== undefined) {
      options.report?.({ kind: "failed", id, tenant, problem: failure.problem, error: failure.error });
      return responseOf(reply, retryAfter(failure.problem, failure.wait));
    }
    const { status } = reply;
    options.report?.({ kind: "answered", id, route: number, tenant, status, issued, ignored });
    this.#post(answer, options);
    return responseOf(reply);
  }

  /** Sends what was ordered, once the answer is on its way. What fails stays in the store. */
  #post({ mails, tenant }: Answer, { waitUntil, report }: HandlerOptions): void {
    if (mails === 0 || tenant === undefined) return;
    const sending = this.#issuer.drainMail(tenant).catch((thrown: unknown) => {
      report?.({ kind: "mail-failed", tenant, error: known(thrown) });
    });
    waitUntil?.(sending);
  }
}

/**
 * Whether a call came the way that the route asks for, and for a tenant that there is. Over another
 * way nobody hears which tenants there are.
 */
function unreachable(called: Called, tenant: Tenant | undefined): Problem | undefined {
  const { route, request, url, options } = called;
  const isSecure = options.isSecure?.(request) ?? url.protocol === "https:";
  if (route.transport === "tls" && tenant?.site.plainHttp !== true && !isSecure) {
    return "plain-transport";
  }
  return tenant === undefined && route.tenant.from !== "request" ? "unknown-tenant" : undefined;
}

function turnedAway(called: Called, tenant: string, gate: Gate, problem: Problem): Refused {
  const { id, number: route, options } = called;
  options.report?.({ kind: "turned-away", id, tenant, route, problem });
  if (problem !== "unauthenticated") return { problem };
  return { problem, headers: gate.challenges.map((one) => ["www-authenticate", one]) };
}

/** The request as the issuer takes it. */
function asked(
  { number: route, values: path, route: { repeatHeader } }: Called,
  tenant: string,
  caller: Caller,
  { headers, query }: Brought,
  body: Uint8Array,
): IssueRequest {
  const { name: actor, seesCodes, speaks } = caller;
  const repeat = repeatHeader === undefined ? null : headers.get(repeatHeader);
  return {
    route,
    tenant,
    ...(typeof speaks === "string" ? {} : { tenants: speaks }),
    actor,
    seesCodes,
    path,
    query: query.rest,
    body,
    ...(repeat === null ? {} : { repeat }),
  };
}

/** The answer, unless it takes too long. */
async function within(answer: Promise<Answer>): Promise<Answer | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function rejection(route: number, { problem, headers }: Refused): Response {
  return responseOf(reject(route, problem), headers);
}

/** When it is worth trying again, in seconds (RFC 9110 section 10.2.3, RFC 6585 section 4). */
function retryAfter(problem: Problem, wait: number | undefined): (readonly [string, string])[] {
  if (problem !== "too-many-requests" && problem !== "unavailable") return [];
  return [["retry-after", String(Math.max(1, Math.ceil((wait ?? 1000) / 1000)))]];
}
