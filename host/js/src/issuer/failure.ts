/**
 * The problem that is reported to a caller for an error.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { Problem } from "../module/types.js";

/** The problem for an error; `internal` if it is not the caller's fault and not transient. */
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

/** Converts a thrown value to a {@link CodemintError}. */
export function toError(thrown: unknown): CodemintError {
  if (thrown instanceof CodemintError) return thrown;
  return new CodemintError("internal", "an unexpected error occurred", { cause: thrown });
}
