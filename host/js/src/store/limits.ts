/**
 * Limits of queries.
 *
 * @module
 */

/** Normalizes a number of rows: whole, not negative, and `Infinity` as the largest. */
export function bounded(limit: number): number {
  if (Number.isNaN(limit)) return 0;
  return Math.min(Math.max(Math.trunc(limit), 0), Number.MAX_SAFE_INTEGER);
}
