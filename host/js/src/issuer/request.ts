/**
 * An issuer's requests and answers.
 *
 * @module
 */

import type { CodemintError } from "../errors.js";
import type { Call, Problem, Reply, Route } from "../module/types.js";
import { type Caller, nameOf, seesCodes } from "./caller.js";

/** One request. */
export interface IssueRequest {
  /** The route's number: its index in `routes()`. */
  readonly route: number;
  /** The caller. */
  readonly caller: Caller;
  /**
   * The tenant from the host name or the path (`Route.tenant`); empty if the request itself
   * contains it. If not given: the tenant of a tenant's caller, otherwise empty.
   */
  readonly tenant?: string;
  /** The values of the template's parameters, in order, percent-encoded as received. */
  readonly path: readonly string[];
  /** The query as received, without the question mark and without credentials. */
  readonly query: string;
  /** The body's bytes. */
  readonly body: Uint8Array;
  /**
   * The idempotency key, so that a repetition gets the same answer: the value of the route's header
   * for it (`Route.repeatHeader`).
   */
  readonly repeat?: string;
}

/** A reply, and details for the host's log. */
export interface Answer {
  /** The reply to send. */
  readonly reply: Reply;
  /**
   * The names of members that are not known and were ignored. The caller wrote them: escape them
   * before they go to a log.
   */
  readonly ignored: readonly string[];
  /** The number of codes that were issued. */
  readonly issued: number;
  /** The tenant of the request; absent if there is no such tenant. */
  readonly tenant?: string;
  /** The number of mails that were ordered: `Issuer.drainMail` sends them. */
  readonly mails: number;
  /**
   * Why the request was not carried out. Nothing was written then, unless the error is
   * `store-unknown`.
   */
  readonly failure?: Failure;
}

/** Why a request was not carried out. */
export interface Failure {
  /** The problem that is reported to the caller. */
  readonly problem: Problem;
  /** The error, for the host's log. */
  readonly error: CodemintError;
  /** After too many requests: after how many milliseconds this one would be admitted. */
  readonly wait?: number;
}

/** The module's call for a request of this tenant. */
export function callOf(request: IssueRequest, route: Route, tenant: string): Call {
  const { route: number, caller, path, query } = request;
  const actor = nameOf(caller);
  const sees = seesCodes(caller, route);
  return { route: number, tenant, actor, seesCodes: sees, path: [...path], query };
}
