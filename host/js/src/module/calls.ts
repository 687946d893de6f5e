/**
 * The module's functions, as the contract defines them.
 *
 * @module
 */

import * as glue from "../gen/glue.js";
import { decodeSettlement, encodeFindings } from "./batch.js";
import { discard, run } from "./instance.js";
import type { Call, Findings, Planned, Problem, Reply, Route, Settlement } from "./types.js";

/** Returns every route of every dialect. A route's index is its number in a call. */
export function routes(): Route[] {
  return run(() => glue.routes());
}

/**
 * The first call: returns what must be looked up, or the finished reply.
 *
 * @throws {CodemintError} `argument`, `no-such-route`, `trap`.
 */
export function plan(call: Call, body: Uint8Array): Planned {
  return run(() => glue.plan(call, body));
}

/**
 * The second call: returns the reply, and what must be durable before it is sent. Lists cross the
 * module boundary as bytes where possible; {@link settleByObjects} returns the same without that.
 *
 * @throws {CodemintError} `argument`, `no-such-route`, `findings`, `trap`.
 */
export function settle(call: Call, body: Uint8Array, findings: Findings): Settlement {
  const bytes = encodeFindings(findings);
  if (bytes === undefined) return settleByObjects(call, body, findings);
  return decodeSettlement(run(() => glue.settleBatch(call, body, findings.policy, bytes)));
}

/**
 * The second call with objects alone. Each member costs a call across the module boundary.
 *
 * @throws {CodemintError} as {@link settle}.
 */
export function settleByObjects(call: Call, body: Uint8Array, findings: Findings): Settlement {
  return run(() => glue.settle(call, body, findings));
}

/**
 * Returns the reply to a request that the host rejects, in the route's dialect.
 *
 * @throws {CodemintError} `no-such-route`, `trap`.
 */
export function reject(route: number, problem: Problem): Reply {
  return run(() => glue.reject(route, problem));
}

/** The functions of a module that an issuer needs. */
export interface Calls {
  readonly routes: typeof routes;
  readonly plan: typeof plan;
  readonly settle: typeof settle;
  readonly reject: typeof reject;
  /** Discards the instance after an inconsistent answer. */
  readonly discard: typeof discard;
}

/** This package's module. */
export const MODULE: Calls = { routes, plan, settle, reject, discard };
