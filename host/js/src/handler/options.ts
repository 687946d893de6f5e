/**
 * How a handler is put together.
 *
 * @module
 */

import type { FetchRequest, FetchResponse } from "../globals.js";
import type { HandlerEvent } from "./events.js";
import type { RequestTarget } from "./target.js";

/** How a handler is put together. What its functions throw changes no answer. */
export interface HandlerOptions {
  /** Is called with what happens, for a log. */
  readonly report?: (event: HandlerEvent) => void;
  /**
   * Whether a call came over TLS; what its URL says where it is not given. Behind a proxy only the
   * proxy knows.
   */
  readonly isSecure?: (request: FetchRequest) => boolean;
  /**
   * Goes on with work after the answer has left: mail is sent in it. Cloudflare's
   * `(work) => ctx.waitUntil(work)`, which must not be passed on unbound; where it is not given, no
   * one waits.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /**
   * Where the request was sent, where that is known better than by its URL. `nodeListener` gives it;
   * a host that only has the URL leaves it out.
   */
  readonly target?: RequestTarget;
}

/** Answers requests. */
export type Handler = (request: FetchRequest, options?: HandlerOptions) => Promise<FetchResponse>;
