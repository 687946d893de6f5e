/**
 * Canonical keys of subjects.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";

/** The maximum length of a name in bytes. */
const MAX_NAME = 1024;

/** A character beyond ASCII. */
const BEYOND_ASCII = /[^\0-\x7f]/;

/** A control character. */
const CONTROL = /\p{Cc}/u;

const utf8 = new TextEncoder();

/**
 * Returns the canonical key of a subject, which the module computes from the name in a request. An
 * ASCII name may be in any case, with surrounding white space. ANY OTHER NAME MUST ALREADY BE A
 * CANONICAL KEY: case-folded (Unicode full folding: `strasse` for `Straße`), and with the domain of
 * a mail address in ASCII (UTS #46: `xn--bcher-kva.example`). Only the module has the tables for
 * that; it returns keys in the needs of `plan`. A key in another spelling is never found: the
 * subject is then unknown, and gets no codes.
 *
 * A canonical key is in normal form C, to which names are normalized here. The normal form of
 * assigned characters never changes between versions of Unicode (Unicode Standard Annex #15,
 * section 3), so the engine's tables and the module's agree.
 *
 * @param path the name of the member, for errors.
 * @throws {CodemintError} `argument` if the name is empty, longer than 1,024 bytes, or contains
 * control characters.
 */
export function canonicalKey(name: string, path = "subject"): string {
  const normal = name.normalize("NFC");
  const trimmed = BEYOND_ASCII.test(normal) ? normal : normal.trim();
  const invalid = (what: string): CodemintError => new CodemintError("argument", what, { path });
  if (trimmed === "") throw invalid("the name is empty");
  if (utf8.encode(trimmed).length > MAX_NAME) {
    throw invalid(`the name has more than ${MAX_NAME} bytes`);
  }
  if (CONTROL.test(trimmed)) throw invalid("the name contains a control character");
  return BEYOND_ASCII.test(trimmed) ? trimmed : trimmed.toLowerCase();
}
