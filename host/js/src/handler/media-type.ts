/**
 * What a body says it is.
 *
 * @module
 */

/**
 * Whether a body may be read as `wanted`: it names that media type, or one of the same kind with its
 * name as a suffix (RFC 6839: `application/x+json`), or names none. Parameters make no difference.
 */
export function isMediaType(wanted: string | undefined, named: string | null): boolean {
  if (wanted === undefined || named === null) return true;
  const essence = named.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (essence === wanted.toLowerCase()) return true;
  const [kind, name] = wanted.toLowerCase().split("/");
  const [otherKind, other = ""] = essence.split("/");
  const plus = other.lastIndexOf("+");
  // Two headers arrive as one with a comma.
  return kind === otherKind && plus > 0 && other.slice(plus + 1) === name && !other.includes(",");
}
