/**
 * What an issuer is asked, and what it answers.
 *
 * @module
 */

import type { CodemintError } from "../errors.js";
import type { Call, Problem, Reply, Route } from "../module/types.js";
import { type Caller, nameOf, seesCodes } from "./caller.js";

/** One request. */
export interface IssueRequest {
  /** The route's number: its position in `routes()`. */
  readonly route: number;
  /** Who sends it. */
  readonly caller: Caller;
  /**
   * The tenant that host name or path name (`Route.tenant`); empty where the request itself says it.
   * Where it is not given: the tenant of a tenant's caller, else empty.
   */
  readonly tenant?: string;
  /** The values of the template's names, in its order, percent-encoded as they came. */
  readonly path: readonly string[];
  /** What follows the question mark, as it came, without what authenticates. */
  readonly query: string;
  /** The body's bytes. */
  readonly body: Uint8Array;
  /**
   * The name that the caller gave this request, so that a repetition is answered as it was: the
   * value of the route's header for that (`Route.repeatHeader`).
   */
  readonly repeat?: string;
}

/** A reply, and what a host's log should know of how it came about. */
export interface Answer {
  /** What is sent. */
  readonly reply: Reply;
  /**
   * Names of members that were not understood and were passed over. Written by the caller: escape
   * them before they go to a log.
   */
  readonly ignored: readonly string[];
  /** How many codes were issued. */
  readonly issued: number;
  /** The tenant it was for; not given where that was none. */
  readonly tenant?: string;
  /** How many mails were ordered: `Issuer.drainMail` sends them. */
  readonly mails: number;
  /**
   * Why it was not done, where it was not: then nothing of it is in force, unless the error is
   * `store-unknown`.
   */
  readonly failure?: Failure;
}

/** Why a request was not done. */
export interface Failure {
  /** What the caller is answered. */
  readonly problem: Problem;
  /** Why, for the host's log. */
  readonly error: CodemintError;
  /** In how many milliseconds the same would be let in, where there were too many. */
  readonly wait?: number;
}

/** The request as the module takes it, for that tenant. */
export function callOf(request: IssueRequest, route: Route, tenant: string): Call {
  const { route: number, caller, path, query } = request;
  const actor = nameOf(caller);
  const sees = seesCodes(caller, route);
  return { route: number, tenant, actor, seesCodes: sees, path: [...path], query };
}
