/**
 * The claims of a signed token (RFC 7519 section 4.1).
 *
 * @module
 */

/** What is read of a token; everything else in it is ignored. */
export interface Claims {
  readonly sub: string;
  readonly aud: readonly string[];
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
}

/** The last second of the year 9999. */
const LATEST = 253_402_300_799;

/** The claims of a token's payload, if all are there. */
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

/** Seconds since 1970, as a number or as text in decimal digits; a fraction is cut off. */
function moment(given: unknown): number | undefined {
  const isText = typeof given === "string" && /^[0-9]{1,15}$/.test(given);
  const seconds = isText ? Number(given) : given;
  if (typeof seconds !== "number" || !(seconds >= 0) || seconds > LATEST) return undefined;
  return Math.floor(seconds);
}

/** Whether it names this audience; a slash at the end makes no difference. */
export function isFor({ aud }: Claims, wanted: string): boolean {
  return aud.some((named) => (named.endsWith("/") ? named.slice(0, -1) : named) === wanted);
}

/** Whether the times are in order at `now`: neither future nor past, and not too long a life. */
export function isCurrent(
  { iat, exp }: Claims,
  now: number,
  { maxLife, clockSkew }: { readonly maxLife: number; readonly clockSkew: number },
): boolean {
  return exp >= iat && exp - iat <= maxLife && iat <= now + clockSkew && now < exp + clockSkew;
}
