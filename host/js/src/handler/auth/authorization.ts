/**
 * The header `Authorization` (RFC 9110 section 11.6.2).
 *
 * Two such headers arrive as one with a comma (RFC 9110 section 5.3), which none of the schemes here
 * has in its credentials: they are nobody's.
 *
 * @module
 */

/** Whether there is such a header of this scheme, whatever comes after it. */
export function isTried(headers: Headers, scheme: string): boolean {
  const value = headers.get("authorization");
  return value?.split(" ", 1)[0]?.toLowerCase() === scheme;
}

/** What comes after the scheme. Secret. */
export function credentials(headers: Headers, scheme: string): string | undefined {
  const value = headers.get("authorization") ?? "";
  const space = value.indexOf(" ");
  if (space < 0 || value.slice(0, space).toLowerCase() !== scheme) return undefined;
  const given = withoutSpaces(value, space);
  return given === "" ? undefined : given;
}

/** The rest of a text from `start` on, without the spaces around it, in one pass. */
function withoutSpaces(text: string, start: number): string {
  let [from, to] = [start, text.length];
  while (from < to && text[from] === " ") from += 1;
  while (to > from && text[to - 1] === " ") to -= 1;
  return text.slice(from, to);
}
