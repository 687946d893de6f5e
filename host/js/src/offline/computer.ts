/**
 * Which computer it is.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import { isUuid } from "../bytes.js";

/** No control characters, none of `\ / : * ? " < > |`; no leading dot, no white space at an end. */
const NETBIOS = /^(?![.\p{White_Space}])[^\p{Cc}\\/:*?"<>|]{1,15}$/u;

const ENDS_BLANK = /\p{White_Space}$/u;

const BLANK = /[\p{White_Space}\p{Cc}]/u;

const utf8 = new TextEncoder();

/**
 * A computer, by what its key is derived from.
 *
 * Only ASCII letters change their case: the tables for others change between versions of Unicode,
 * and a key must be derived alike for ever. Other letters must come in one spelling.
 */
export class Computer {
  /** Upper case. */
  readonly name: string;
  /** Lower case. */
  readonly domain: string;
  /** Lower case; empty where there is none. */
  readonly device: string;

  private constructor(name: string, domain: string, device: string) {
    this.name = name.replace(/[a-z]/g, (letter) => letter.toUpperCase());
    this.domain = lower(domain);
    this.device = lower(device);
  }

  /**
   * The computer of that NetBIOS name (1 to 15 characters), in that domain (1 to 253 bytes, the
   * longest DNS name; or a directory tenant's UUID, or `WORKGROUP`), with that device id (a UUID)
   * if it has one. All are compared without regard to the case of ASCII letters.
   *
   * @throws {CodemintError} `argument`; `path` names the first of the three that is ill-formed.
   */
  static of(name: string, domain: string, device?: string): Computer {
    if (!NETBIOS.test(name) || ENDS_BLANK.test(name)) throw notNamed();
    const length = utf8.encode(domain).length;
    if (length < 1 || length > 253 || BLANK.test(domain)) {
      throw fault("domain", "a computer's domain has 1 to 253 bytes, without white space");
    }
    return new Computer(name, domain, deviceOf(device));
  }

  /**
   * The computer of that canonical key, `domain\name$`, with that device id if it has one.
   *
   * An issuer derives a computer's key from this one. Whoever hands a computer its key does so too:
   * a canonical key is case-folded beyond ASCII, which {@link Computer.of} is not. Every key of a
   * computer will do: name and domain were judged when they were parsed, and folding may have made
   * them longer since.
   *
   * @throws {CodemintError} `argument`, with the path `name` for a key that is not a computer's,
   * `device` for a device id that is not a UUID.
   */
  static ofKey(key: string, device?: string): Computer {
    const at = key.lastIndexOf("\\");
    const [domain, name] = [key.slice(0, Math.max(at, 0)), key.slice(at + 1, -1)];
    if (domain === "" || name === "" || !key.endsWith("$")) throw notNamed();
    return new Computer(name, domain, deviceOf(device));
  }
}

/** The device id, empty where there is none. */
function deviceOf(device: string | undefined): string {
  if (device !== undefined && !isUuid(device)) {
    const message = "a device id is a UUID: 8, 4, 4, 4 and 12 hexadecimal digits with dashes";
    throw fault("device", message);
  }
  return device ?? "";
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function notNamed(): CodemintError {
  const characters = 'none of \\ / : * ? " < > |, no leading dot, no white space at its ends';
  return fault("name", `a computer's name has 1 to 15 characters, ${characters}`);
}

function fault(path: string, message: string): CodemintError {
  return new CodemintError("argument", message, { path });
}
