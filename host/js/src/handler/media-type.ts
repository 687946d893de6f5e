/**
 * The media type of a request body.
 *
 * @module
 */

/**
 * Reports whether a body can be read as `wanted`: its type is `wanted`, or has it as a structured
 * suffix (RFC 6839: `application/x+json`), or is not given. Parameters are ignored.
 */
export function isMediaType(wanted: string | undefined, given: string | null): boolean {
  if (wanted === undefined || given === null) return true;
  const essence = given.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (essence === wanted.toLowerCase()) return true;
  const [kind, name] = wanted.toLowerCase().split("/");
  const [otherKind, other = ""] = essence.split("/");
  const plus = other.lastIndexOf("+");
  // Two headers are joined with a comma.
  return kind === otherKind && plus > 0 && other.slice(plus + 1) === name && !other.includes(",");
}
