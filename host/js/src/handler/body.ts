/**
 * Reading bodies.
 *
 * @module
 */

import type { Problem } from "../module/types.js";

/** The longest body that is read, in bytes. */
export const MAX_BODY = 256 * 1024;

/** How long a body may take to arrive, in milliseconds. */
const PATIENCE = 20_000;

/** A body of at most {@link MAX_BODY} bytes, or why there is none. */
export async function readBody(request: Request): Promise<Uint8Array | Problem> {
  const announced = request.headers.get("content-length");
  if (announced !== null && Number(announced) > MAX_BODY) return "too-large";
  if (request.body === null) return new Uint8Array();
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Problem>((resolve) => {
    timer = setTimeout(() => resolve("timeout"), PATIENCE);
  });
  try {
    const read = await Promise.race([collect(reader), late]);
    // What is not read to its end is not wanted any more; whoever sent it may have gone already.
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
      // Who hangs up will not read the answer.
      return "timeout";
    }
    if (piece.done) break;
    length += piece.value.length;
    if (length > MAX_BODY) return "too-large";
    pieces.push(piece.value);
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : joined(pieces, length);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const body = new Uint8Array(length);
  let place = 0;
  for (const piece of pieces) {
    body.set(piece, place);
    place += piece.length;
  }
  return body;
}
