/**
 * The `Authorization` header (RFC 9110 section 11.6.2).
 *
 * Two such headers are joined with a comma (RFC 9110 section 5.3), which is not valid in the
 * credentials of any scheme here.
 *
 * @module
 */

/** Reports whether the header is present with this scheme, valid or not. */
export function hasScheme(headers: Headers, scheme: string): boolean {
  const value = headers.get("authorization");
  return value?.split(" ", 1)[0]?.toLowerCase() === scheme;
}

/** The credentials after the scheme. Secret. */
export function credentials(headers: Headers, scheme: string): string | undefined {
  const value = headers.get("authorization") ?? "";
  const space = value.indexOf(" ");
  if (space < 0 || value.slice(0, space).toLowerCase() !== scheme) return undefined;
  const given = withoutSpaces(value, space);
  return given === "" ? undefined : given;
}

/** The rest of a text from `start`, without surrounding spaces, in one pass. */
function withoutSpaces(text: string, start: number): string {
  let [from, to] = [start, text.length];
  while (from < to && text[from] === " ") from += 1;
  while (to > from && text[to - 1] === " ") to -= 1;
  return text.slice(from, to);
}
