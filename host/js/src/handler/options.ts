/**
 * The options of a handler.
 *
 * @module
 */

import type { FetchRequest, FetchResponse } from "../globals.js";
import type { HandlerEvent } from "./events.js";
import type { RequestTarget } from "./target.js";

/** The options of a handler. What their functions throw affects no response. */
export interface HandlerOptions {
  /** Called with every event, for a log. */
  readonly report?: (event: HandlerEvent) => void;
  /**
   * Reports whether a request arrived over TLS; if not given, the scheme of its URL decides. Behind
   * a reverse proxy only the proxy knows.
   */
  readonly isSecure?: (request: FetchRequest) => boolean;
  /**
   * Keeps the platform running until `work` has finished after the response: mails are sent in it.
   * On Cloudflare `(work) => ctx.waitUntil(work)`; the method must not be passed unbound. If not
   * given, the work is not awaited.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /**
   * The request target as received. `nodeListener` sets it; a host that has only the URL leaves it
   * out.
   */
  readonly target?: RequestTarget;
}

/** Answers requests. */
export type Handler = (request: FetchRequest, options?: HandlerOptions) => Promise<FetchResponse>;
