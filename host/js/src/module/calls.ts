/**
 * The module's calls, as the contract has them.
 *
 * @module
 */

import * as glue from "../gen/glue.js";
import { decodeSettlement, encodeFindings } from "./batch.js";
import { discard, run } from "./instance.js";
import type { Call, Findings, Planned, Problem, Reply, Route, Settlement } from "./types.js";

/** Every route of every dialect. A route's position is its number in a call. */
export function routes(): Route[] {
  return run(() => glue.routes());
}

/**
 * The first call: what must be looked up, or the finished reply.
 *
 * @throws {CodemintError} `argument`, `no-such-route`, `trap`.
 */
export function plan(call: Call, body: Uint8Array): Planned {
  return run(() => glue.plan(call, body));
}

/**
 * The second call: the reply, and what must be durable before it is sent. What is many crosses as
 * bytes where it can ({@link settleByObjects} is the plain way; both answer alike).
 *
 * @throws {CodemintError} `argument`, `no-such-route`, `findings`, `trap`.
 */
export function settle(call: Call, body: Uint8Array, findings: Findings): Settlement {
  const bytes = encodeFindings(findings);
  if (bytes === undefined) return settleByObjects(call, body, findings);
  return decodeSettlement(run(() => glue.settleBatch(call, body, findings.policy, bytes)));
}

/**
 * The second call with everything as objects, each member of which costs a call across the wall.
 *
 * @throws {CodemintError} as {@link settle}.
 */
export function settleByObjects(call: Call, body: Uint8Array, findings: Findings): Settlement {
  return run(() => glue.settle(call, body, findings));
}

/**
 * The reply to a request that the host turns away, in the words of the route's dialect.
 *
 * @throws {CodemintError} `no-such-route`, `trap`.
 */
export function reject(route: number, problem: Problem): Reply {
  return run(() => glue.reject(route, problem));
}

/** What an issuer asks of a module. */
export interface Calls {
  readonly routes: typeof routes;
  readonly plan: typeof plan;
  readonly settle: typeof settle;
  readonly reject: typeof reject;
  /** Discards the instance after an answer that made no sense. */
  readonly discard: typeof discard;
}

/** The module of this package. */
export const MODULE: Calls = { routes, plan, settle, reject, discard };
