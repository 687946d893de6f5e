/**
 * What a caller is answered where its request could not be done.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Problem } from "../module/types.js";

/** The problem for an error: what is not the caller's doing is one of ours. */
export function problemOf(error: CodemintError): Problem {
  switch (error.code) {
    case "unknown-tenant":
      return "unknown-tenant";
    case "unauthenticated":
      return "unauthenticated";
    case "forbidden-route":
    case "foreign-tenant":
      return "forbidden";
    case "repeat":
      return "repeat-differs";
    case "limited":
      return "too-many-requests";
    case "contended":
    case "late":
    case "store-busy":
    case "store-closed":
      return "unavailable";
    case "store-unknown":
      return "outcome-unknown";
    default:
      return "internal";
  }
}

/** Whatever was thrown, as an error of ours. */
export function known(thrown: unknown): CodemintError {
  if (thrown instanceof CodemintError) return thrown;
  return new CodemintError("internal", "something failed that should not", { cause: thrown });
}
