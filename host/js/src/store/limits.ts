/**
 * How many are asked for.
 *
 * @module
 */

/** A number of rows as every store takes it: whole, not negative, `Infinity` as the highest. */
export function bounded(limit: number): number {
  if (Number.isNaN(limit)) return 0;
  return Math.min(Math.max(Math.trunc(limit), 0), Number.MAX_SAFE_INTEGER);
}
