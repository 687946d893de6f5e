/**
 * Comparing what nobody may learn.
 *
 * @module
 */

/**
 * Whether both are the same bytes, told in a time that depends on the lengths alone: the lengths of
 * what is compared here are no secret.
 */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let differences = 0;
  for (let at = 0; at < one.length; at += 1) {
    differences |= (one[at] ?? 0) ^ (other[at] ?? 0);
  }
  return differences === 0;
}
