/**
 * The key by which two spellings are one subject.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";

/** The longest name, in bytes. */
const MOST = 1024;

/** What is beyond ASCII. */
const BEYOND = /[^\0-\x7f]/;

/** A control character. */
const CONTROL = /\p{Cc}/u;

const utf8 = new TextEncoder();

/**
 * The canonical key of a subject, as the module computes it of what a request names. A name in
 * ASCII may be spelled in any case, with white space around it. OF ANY OTHER NAME ITS CANONICAL KEY
 * MUST BE GIVEN ITSELF: case-folded (Unicode full folding: `strasse` for `Straße`), and of a mail
 * address the domain in ASCII (UTS #46: `xn--bcher-kva.example`). The tables for that are in the
 * module, which tells keys in what `plan` needs. A key that is spelled otherwise is found by nobody:
 * the subject is then unknown, and gets nothing.
 *
 * A canonical key is in normal form C; a name is brought into it here. What normal form a text has
 * never changes between versions of Unicode once its characters are assigned (Unicode Standard
 * Annex #15, section 3), so the engine's tables and the module's agree.
 *
 * @param path what names the member in an error.
 * @throws {CodemintError} `argument` when the name is none: empty, longer than 1,024 bytes, or with
 * control characters.
 */
export function canonicalKey(name: string, path = "subject"): string {
  const normal = name.normalize("NFC");
  const trimmed = BEYOND.test(normal) ? normal : normal.trim();
  const wrong = (what: string): CodemintError => new CodemintError("argument", what, { path });
  if (trimmed === "") throw wrong("a name is empty");
  if (utf8.encode(trimmed).length > MOST) throw wrong(`a name has more than ${MOST} bytes`);
  if (CONTROL.test(trimmed)) throw wrong("a name contains a control character");
  return BEYOND.test(trimmed) ? trimmed : trimmed.toLowerCase();
}
