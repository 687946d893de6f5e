/**
 * Health checks for load balancers.
 *
 * @module
 */

import { Deadline } from "../deadline.js";
import type { Issuer } from "../issuer/issuer.js";
import { problemResponse } from "./problem.js";

/** How long the readiness check may take, in milliseconds. */
const TIMEOUT = 1000;

/** Answers `/healthz` and `/readyz`, and any other path with 404. */
export class HealthChecks {
  readonly #issuer: Issuer;

  constructor(issuer: Issuer) {
    this.#issuer = issuer;
  }

  async answer(path: string, method: string): Promise<Response> {
    const reads = method === "GET" || method === "HEAD";
    if (!reads && (path === "/healthz" || path === "/readyz")) return otherMethod();
    if (path === "/healthz") return new Response("ok\n");
    if (path !== "/readyz") return problemResponse(404, "Not Found");
    const deadline = new Deadline(TIMEOUT);
    try {
      await deadline.before(this.#issuer.ready());
      return new Response("ready\n");
    } catch {
      return new Response("not ready\n", { status: 503 });
    } finally {
      deadline.end();
    }
  }
}

/** RFC 9110 section 15.5.6. */
function otherMethod(): Response {
  const response = problemResponse(405, "Method Not Allowed");
  response.headers.set("allow", "GET, HEAD");
  return response;
}
