/**
 * The claims of a signed token (RFC 7519 section 4.1).
 *
 * @module
 */

import { LAST_SECOND } from "../../clock.js";

/** The claims that are read; all others are ignored. */
export interface Claims {
  readonly sub: string;
  readonly aud: readonly string[];
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly iat: number;
  readonly exp: number;
}

/** Parses the claims of a token's payload; `undefined` unless all are present and valid. */
export function parseClaims(payload: unknown): Claims | undefined {
  if (typeof payload !== "object" || payload === null) return undefined;
  const { sub, aud, iat, exp } = payload as Record<string, unknown>;
  const [audiences, from, to] = [audience(aud), moment(iat), moment(exp)];
  if (typeof sub !== "string" || audiences === undefined) return undefined;
  if (from === undefined || to === undefined) return undefined;
  return { sub, aud: audiences, iat: from, exp: to };
}

/** One audience or several. */
function audience(aud: unknown): readonly string[] | undefined {
  const all: unknown[] = Array.isArray(aud) ? aud : [aud];
  return all.every((one) => typeof one === "string") ? all : undefined;
}

/** A time as a number or in decimal digits; a fraction is truncated. */
function moment(given: unknown): number | undefined {
  const isText = typeof given === "string" && /^[0-9]{1,15}$/.test(given);
  const seconds = isText ? Number(given) : given;
  if (typeof seconds !== "number" || !(seconds >= 0) || seconds > LAST_SECOND) return undefined;
  return Math.floor(seconds);
}

/** Reports whether the claims have this audience; a trailing slash is ignored. */
export function isFor({ aud }: Claims, wanted: string): boolean {
  return aud.some((one) => (one.endsWith("/") ? one.slice(0, -1) : one) === wanted);
}

/** Reports whether the token is valid at `now`, and its lifetime is not too long. */
export function isCurrent(
  { iat, exp }: Claims,
  now: number,
  { maxLife, clockSkew }: { readonly maxLife: number; readonly clockSkew: number },
): boolean {
  return exp >= iat && exp - iat <= maxLife && iat <= now + clockSkew && now < exp + clockSkew;
}
