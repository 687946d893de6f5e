/**
 * From an HTTP request to the issuer and back: the module's routes, and two of the host's own.
 *
 * @module
 */

import { Deadline } from "../deadline.js";
import { CodemintError } from "../errors.js";
import { quietly } from "../quietly.js";
import { known } from "../issuer/failure.js";
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
import { Own } from "./own.js";
import { Query } from "./query.js";
import { problemResponse } from "./problem.js";
import { type Refused, rejection, responseOf, retryIn, withoutContent } from "./reply.js";
import { requestId } from "./request-id.js";
import type { Site } from "./site.js";
import { Table } from "./table.js";
import { nameOfHost, type RequestTarget, targetOf } from "./target.js";
import { type Tenant, Tenants } from "./tenants.js";

export type { Handler, HandlerOptions } from "./options.js";

/** How long it may take until a write begins, once the body is there, in milliseconds. */
const PATIENCE = 30_000;

/** The longest header field that is looked at, in UTF-16 units. */
const LONGEST_FIELD = 16 * 1024;

/** A request that came by a route. */
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
 * A handler for every route of the module, and for `/healthz` and `/readyz`. Nothing in it knows a
 * vendor: it mounts what the module says, and authenticates by the schemes that a route names.
 *
 * @param options may be given with each request too; those win.
 * @throws {CodemintError} `configuration` where site and issuer do not fit, keys are unusable, or
 * secrets are absent, empty, or there twice.
 */
export function createHandler(issuer: Issuer, site: Site, options: HandlerOptions = {}): Handler {
  const missing = Object.keys(site.tenants).find((id) => !issuer.tenants.includes(id));
  if (missing !== undefined) {
    const path = `tenants.${missing}`;
    throw new CodemintError("configuration", "the issuer does not serve that tenant", { path });
  }
  checkCredentials(site);
  const front = new Front(issuer, site);
  return (request, more) => front.answer(request, { ...options, ...more });
}

class Front {
  readonly #issuer: Issuer;
  readonly #own: Own;
  readonly #table: Table;
  readonly #tenants: Tenants;

  constructor(issuer: Issuer, site: Site) {
    this.#issuer = issuer;
    this.#own = new Own(issuer);
    this.#table = new Table(issuer.routes);
    this.#tenants = new Tenants(site, issuer.routes, issuer.clock);
  }

  async answer(request: Request, options: HandlerOptions): Promise<Response> {
    const id = requestId(request.headers);
    const response = await this.#respond(request, id, options).catch(() =>
      // Not even the module's words for a failure are at hand.
      problemResponse(500, "Internal Server Error"),
    );
    const { headers } = response;
    headers.set("x-request-id", id);
    headers.set("x-content-type-options", "nosniff");
    return request.method === "HEAD" ? withoutContent(response) : response;
  }

  async #respond(request: Request, id: string, options: HandlerOptions): Promise<Response> {
    for (const [, value] of request.headers) {
      // Nothing of it has been read yet: whatever is done with a field takes a bounded time.
      if (value.length > LONGEST_FIELD) {
        return problemResponse(431, "Request Header Fields Too Large");
      }
    }
    const target = options.target ?? targetOf(new URL(request.url));
    const found = this.#table.find(target.path, request.method);
    if (found === undefined) return this.#own.answer(target.path, request.method);
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
      const error = known(thrown);
      tell(options, { kind: "failed", id, tenant: "", problem: "internal", error });
      return rejection(number, { problem: "internal" });
    }
  }

  async #settle(called: Called): Promise<Response | Refused> {
    const { request, target, number, route, options, id } = called;
    const tenant = this.#tenants.find(route, called.values, nameOfHost(target.host));
    const refused = unreachable(called, tenant);
    if (refused !== undefined) return { problem: refused };
    const gate = this.#tenants.gate(number, tenant);
    if (gate === undefined) return { problem: "internal" };
    // From here on no one sees a query with a key in it.
    const query = new Query(target.query, gate.keyNames);
    const name = tenant?.id ?? "";
    if (query.hadKey) tell(options, { kind: "key-in-query", id, tenant: name });
    const identity = await gate.authenticate({ headers: request.headers, query });
    if (typeof identity === "string") return turnedAway(called, name, gate, identity);
    if (!isMediaType(route.mediaType, request.headers.get("content-type"))) {
      return { problem: "media-type" };
    }
    const body = await readBody(request);
    if (typeof body === "string") return { problem: body };
    return this.#ask(called, asked(called, name, identity, query.rest, body));
  }

  async #ask(called: Called, request: IssueRequest): Promise<Response | Refused> {
    const { id, number, options } = called;
    const deadline = new Deadline(PATIENCE);
    const answer = await this.#issuer.answer(request, deadline).finally(() => deadline.end());
    const { reply, failure, issued, ignored } = answer;
    const tenant = answer.tenant ?? request.tenant ?? "";
    if (failure !== undefined) {
      const { problem, error, wait = 1000 } = failure;
      tell(options, { kind: "failed", id, tenant, problem, error });
      const later = problem === "too-many-requests" || problem === "unavailable";
      return responseOf(reply, later ? retryIn(wait) : []);
    }
    const response = responseOf(reply);
    const { status } = reply;
    tell(options, { kind: "answered", id, route: number, tenant, status, issued, ignored });
    this.#post(answer, options);
    return response;
  }

  /** Sends what was ordered, once the answer is on its way. What fails stays in the store. */
  #post({ mails, tenant }: Answer, options: HandlerOptions): void {
    if (mails === 0 || tenant === undefined) return;
    const failed = (thrown: unknown): void => {
      tell(options, { kind: "mail-failed", tenant, error: known(thrown) });
    };
    const sending = this.#issuer.drainMail(tenant).catch(failed);
    quietly(() => options.waitUntil?.(sending), failed);
  }
}

/** Tells the host's log. */
function tell(options: HandlerOptions, event: HandlerEvent): void {
  quietly(() => options.report?.(event));
}

/**
 * Whether a call came the way that the route asks for, and for a tenant that there is. Over another
 * way the answer does not reveal which tenants there are.
 */
function unreachable(called: Called, tenant: Tenant | undefined): Problem | undefined {
  const { route, request, options } = called;
  const isSecure = options.isSecure?.(request) ?? request.url.startsWith("https:");
  if (route.transport === "tls" && tenant?.site.plainHttp !== true && !isSecure) {
    return "plain-transport";
  }
  return tenant === undefined && route.tenant.from !== "request" ? "unknown-tenant" : undefined;
}

function turnedAway(called: Called, tenant: string, gate: Gate, problem: Problem): Refused {
  const { id, number: route, options } = called;
  tell(options, { kind: "turned-away", id, tenant, route, problem });
  if (problem !== "unauthenticated") return { problem };
  return { problem, headers: gate.challenges.map((one) => ["www-authenticate", one]) };
}

/** The request as the issuer takes it. */
function asked(
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
