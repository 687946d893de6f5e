/**
 * Constant-time comparison.
 *
 * @module
 */

/**
 * Reports whether two byte arrays are equal, in a time that depends only on their lengths, which
 * are not secret.
 */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let differences = 0;
  for (let at = 0; at < one.length; at += 1) {
    differences |= (one[at] ?? 0) ^ (other[at] ?? 0);
  }
  return differences === 0;
}
