/**
 * Reads request bodies.
 *
 * @module
 */

import { concat } from "../bytes.js";
import type { Problem } from "../module/types.js";

/** The maximum length of a body, in bytes. */
export const MAX_BODY = 256 * 1024;

/** How long a body may take to arrive, in milliseconds. */
const TIMEOUT = 20_000;

/** Reads a body of at most {@link MAX_BODY} bytes. Returns the problem if that fails. */
export async function readBody(request: Request): Promise<Uint8Array | Problem> {
  const announced = request.headers.get("content-length");
  if (announced !== null && Number(announced) > MAX_BODY) return "too-large";
  if (request.body === null) return new Uint8Array();
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Problem>((resolve) => {
    timer = setTimeout(() => resolve("timeout"), TIMEOUT);
  });
  try {
    const read = await Promise.race([collect(reader), late]);
    // The rest is not needed; the client may have gone already.
    if (typeof read === "string") void reader.cancel().catch(() => undefined);
    return read;
  } finally {
    clearTimeout(timer);
  }
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Uint8Array | Problem> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    let piece: ReadableStreamReadResult<Uint8Array>;
    try {
      piece = await reader.read();
    } catch {
      // The client has closed the connection, and will not read the response.
      return "timeout";
    }
    if (piece.done) break;
    length += piece.value.length;
    if (length > MAX_BODY) return "too-large";
    pieces.push(piece.value);
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : concat(pieces);
}
