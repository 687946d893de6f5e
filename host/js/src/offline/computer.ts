/**
 * Identifies a computer for offline codes.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { isUuid } from "../bytes.js";

/** No control characters, none of `\ / : * ? " < > |`, no leading dot or leading white space. */
const NETBIOS = /^(?![.\p{White_Space}])[^\p{Cc}\\/:*?"<>|]{1,15}$/u;

const ENDS_BLANK = /\p{White_Space}$/u;

const BLANK = /[\p{White_Space}\p{Cc}]/u;

const utf8 = new TextEncoder();

/**
 * A computer, as the input of its key derivation.
 *
 * Only ASCII letters are case-folded: the tables for other letters change between versions of
 * Unicode, and the derived key must never change. Other letters must always have the same spelling.
 */
export class Computer {
  /** The name in upper case. */
  readonly name: string;
  /** The domain in lower case. */
  readonly domain: string;
  /** The device ID in lower case; empty without one. */
  readonly device: string;

  private constructor(name: string, domain: string, device: string) {
    this.name = name.replace(/[a-z]/g, (letter) => letter.toUpperCase());
    this.domain = lower(domain);
    this.device = lower(device);
  }

  /**
   * The computer with a NetBIOS name (1 to 15 characters), a domain (1 to 253 bytes: a DNS name, a
   * directory tenant's UUID, or `WORKGROUP`), and a device ID (a UUID) if it has one. The case of
   * ASCII letters is ignored.
   *
   * @throws {CodemintError} `argument`; `path` names the first of the three that is not valid.
   */
  static of(name: string, domain: string, device?: string): Computer {
    if (!NETBIOS.test(name) || ENDS_BLANK.test(name)) throw invalidName();
    const length = utf8.encode(domain).length;
    if (length < 1 || length > 253 || BLANK.test(domain)) {
      throw fault("domain", "a computer's domain must have 1 to 253 bytes, without white space");
    }
    return new Computer(name, domain, deviceOf(device));
  }

  /**
   * The computer with a canonical key, `domain\name$`, and a device ID if it has one.
   *
   * An issuer derives a computer's key this way, and so must a program that provisions the
   * computer: a canonical key is case-folded beyond ASCII, unlike {@link Computer.of}. Lengths are
   * not limited here: name and domain were checked when they were parsed, and folding may have made
   * them longer.
   *
   * @throws {CodemintError} `argument`, with the path `name` if the key is not a computer's,
   * `device` if the device ID is not a UUID.
   */
  static ofKey(key: string, device?: string): Computer {
    const at = key.lastIndexOf("\\");
    const [domain, name] = [key.slice(0, Math.max(at, 0)), key.slice(at + 1, -1)];
    if (domain === "" || name === "" || !key.endsWith("$")) throw invalidName();
    return new Computer(name, domain, deviceOf(device));
  }
}

/** The device ID; empty without one. */
function deviceOf(device: string | undefined): string {
  if (device !== undefined && !isUuid(device)) {
    const message = "a device ID must be a UUID: 8, 4, 4, 4 and 12 hexadecimal digits with dashes";
    throw fault("device", message);
  }
  return device ?? "";
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function invalidName(): CodemintError {
  const characters = 'none of \\ / : * ? " < > |, no leading dot, no white space at its ends';
  return fault("name", `a computer's name must have 1 to 15 characters, ${characters}`);
}

function fault(path: string, message: string): CodemintError {
  return new CodemintError("argument", message, { path });
}
