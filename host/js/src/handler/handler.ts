/**
 * The HTTP handler: the module's routes, and two health checks.
 *
 * @module
 */

import { Deadline } from "../deadline.js";
import { CodemintError } from "../errors.js";
import { quietly } from "../quietly.js";
import { toError } from "../issuer/failure.js";
import type { Issuer } from "../issuer/issuer.js";
import type { Answer, IssueRequest } from "../issuer/request.js";
import type { Problem, Route } from "../module/types.js";
import { callerAt, type Identity } from "./auth/caller.js";
import { checkCredentials } from "./auth/credentials.js";
import type { Gate } from "./auth/gate.js";
import { readBody } from "./body.js";
import type { HandlerEvent } from "./events.js";
import { isMediaType } from "./media-type.js";
import type { Handler, HandlerOptions } from "./options.js";
import { HealthChecks } from "./health.js";
import { problemResponse } from "./problem.js";
import { Query } from "./query.js";
import { type Rejected, rejection, responseOf, retryIn, withoutContent } from "./reply.js";
import { requestId } from "./request-id.js";
import type { Site } from "./site.js";
import { RouteTable } from "./route-table.js";
import { nameOfHost, type RequestTarget, targetOf } from "./target.js";
import { type Tenant, Tenants } from "./tenants.js";

export type { Handler, HandlerOptions } from "./options.js";

/** How long it may take from the arrival of the body to the start of a write, in milliseconds. */
const TIMEOUT = 30_000;

/** The maximum length of a header field's value, in UTF-16 code units. */
const MAX_FIELD = 16 * 1024;

/** A request to a route. */
interface Called {
  readonly request: Request;
  readonly target: RequestTarget;
  readonly number: number;
  readonly route: Route;
  readonly values: readonly string[];
  readonly id: string;
  readonly options: HandlerOptions;
}

/**
 * Creates a handler for every route of the module, and for `/healthz` and `/readyz`. It has no code
 * for single vendors: it serves the routes that the module defines, with their authentication
 * schemes.
 *
 * @param options defaults for the options of each request.
 * @throws {CodemintError} `configuration` if the site has a tenant that the issuer does not serve,
 * or if keys are unusable, or secrets are absent, empty or duplicates.
 */
export function createHandler(issuer: Issuer, site: Site, options: HandlerOptions = {}): Handler {
  const missing = Object.keys(site.tenants).find((id) => !issuer.tenants.includes(id));
  if (missing !== undefined) {
    const path = `tenants.${missing}`;
    throw new CodemintError("configuration", "the issuer does not serve that tenant", { path });
  }
  checkCredentials(site);
  const dispatcher = new Dispatcher(issuer, site);
  return (request, more) => dispatcher.answer(request, { ...options, ...more });
}

/** Finds the route of a request, authenticates the caller, and calls the issuer. */
class Dispatcher {
  readonly #issuer: Issuer;
  readonly #health: HealthChecks;
  readonly #table: RouteTable;
  readonly #tenants: Tenants;

  constructor(issuer: Issuer, site: Site) {
    this.#issuer = issuer;
    this.#health = new HealthChecks(issuer);
    this.#table = new RouteTable(issuer.routes);
    this.#tenants = new Tenants(site, issuer.routes, issuer.clock);
  }

  async answer(request: Request, options: HandlerOptions): Promise<Response> {
    const id = requestId(request.headers);
    const response = await this.#respond(request, id, options).catch(() =>
      // The module could not produce a reply for the problem.
      problemResponse(500, "Internal Server Error"),
    );
    const { headers } = response;
    headers.set("x-request-id", id);
    headers.set("x-content-type-options", "nosniff");
    return request.method === "HEAD" ? withoutContent(response) : response;
  }

  async #respond(request: Request, id: string, options: HandlerOptions): Promise<Response> {
    for (const [, value] of request.headers) {
      // Checked before any field is processed, so that processing takes a bounded time.
      if (value.length > MAX_FIELD) {
        return problemResponse(431, "Request Header Fields Too Large");
      }
    }
    const target = options.target ?? targetOf(new URL(request.url));
    const found = this.#table.find(target.path, request.method);
    if (found === undefined) return this.#health.answer(target.path, request.method);
    const { number } = found;
    if (found.kind === "other-methods") {
      return rejection(number, { problem: "method-not-allowed", headers: [["allow", found.allow]] });
    }
    const route = this.#issuer.routes[number];
    if (route === undefined) return problemResponse(404, "Not Found");
    const called = { request, target, number, route, values: found.values, id, options };
    try {
      const settled = await this.#settle(called);
      return settled instanceof Response ? settled : rejection(number, settled);
    } catch (thrown) {
      const error = toError(thrown);
      report(options, { kind: "failed", id, tenant: "", problem: "internal", error });
      return rejection(number, { problem: "internal" });
    }
  }

  async #settle(called: Called): Promise<Response | Rejected> {
    const { request, target, number, route, options, id } = called;
    const tenant = this.#tenants.find(route, called.values, nameOfHost(target.host));
    const refused = unreachable(called, tenant);
    if (refused !== undefined) return { problem: refused };
    const gate = this.#tenants.gate(number, tenant);
    if (gate === undefined) return { problem: "internal" };
    // From here on the query contains no key.
    const query = new Query(target.query, gate.keyNames);
    const name = tenant?.id ?? "";
    if (query.hadKey) report(options, { kind: "key-in-query", id, tenant: name });
    const identity = await gate.authenticate({ headers: request.headers, query });
    if (typeof identity === "string") return rejected(called, name, gate, identity);
    if (!isMediaType(route.mediaType, request.headers.get("content-type"))) {
      return { problem: "media-type" };
    }
    const body = await readBody(request);
    if (typeof body === "string") return { problem: body };
    return this.#ask(called, issueRequest(called, name, identity, query.rest, body));
  }

  async #ask(called: Called, request: IssueRequest): Promise<Response | Rejected> {
    const { id, number, options } = called;
    const deadline = new Deadline(TIMEOUT);
    const answer = await this.#issuer.answer(request, deadline).finally(() => deadline.end());
    const { reply, failure, issued, ignored } = answer;
    const tenant = answer.tenant ?? request.tenant ?? "";
    if (failure !== undefined) {
      const { problem, error, wait = 1000 } = failure;
      report(options, { kind: "failed", id, tenant, problem, error });
      const later = problem === "too-many-requests" || problem === "unavailable";
      return responseOf(reply, later ? retryIn(wait) : []);
    }
    const response = responseOf(reply);
    const { status } = reply;
    report(options, { kind: "answered", id, route: number, tenant, status, issued, ignored });
    this.#sendMails(answer, options);
    return response;
  }

  /** Sends the ordered mails after the response. Mails that fail remain in the store. */
  #sendMails({ mails, tenant }: Answer, options: HandlerOptions): void {
    if (mails === 0 || tenant === undefined) return;
    const failed = (thrown: unknown): void => {
      report(options, { kind: "mail-failed", tenant, error: toError(thrown) });
    };
    const sending = this.#issuer.drainMail(tenant).catch(failed);
    quietly(() => options.waitUntil?.(sending), failed);
  }
}

/** Reports an event to the host's log. */
function report(options: HandlerOptions, event: HandlerEvent): void {
  quietly(() => options.report?.(event));
}

/**
 * Checks that a call uses the transport that the route requires, and names an existing tenant. On
 * the wrong transport the response does not reveal which tenants exist.
 */
function unreachable(called: Called, tenant: Tenant | undefined): Problem | undefined {
  const { route, request, options } = called;
  const isSecure = options.isSecure?.(request) ?? request.url.startsWith("https:");
  if (route.transport === "tls" && tenant?.site.plainHttp !== true && !isSecure) {
    return "plain-transport";
  }
  return tenant === undefined && route.tenant.from !== "request" ? "unknown-tenant" : undefined;
}

function rejected(called: Called, tenant: string, gate: Gate, problem: Problem): Rejected {
  const { id, number: route, options } = called;
  report(options, { kind: "turned-away", id, tenant, route, problem });
  if (problem !== "unauthenticated") return { problem };
  return { problem, headers: gate.challenges.map((one) => ["www-authenticate", one]) };
}

/** The request for the issuer. */
function issueRequest(
  { number: route, values: path, route: { repeatHeader }, request }: Called,
  tenant: string,
  identity: Identity,
  query: string,
  body: Uint8Array,
): IssueRequest {
  const caller = callerAt(identity, tenant);
  const repeat = repeatHeader === undefined ? null : request.headers.get(repeatHeader);
  return { route, caller, tenant, path, query, body, ...(repeat === null ? {} : { repeat }) };
}
