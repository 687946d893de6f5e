/**
 * `Authorization: Basic` (RFC 7617).
 *
 * @module
 */

import { fromBase64 } from "../../bytes.js";
import { credentials, isTried } from "./authorization.js";
import { type Brought, proven, type Scheme } from "./caller.js";
import { type PasswordCheck, pbkdf2 } from "./password.js";

/** An account that may ask. */
export interface Account {
  readonly name: string;
  /** The password's hash: `$pbkdf2-sha256$i=…$salt$hash`, or what the host's own check takes. */
  readonly password: string;
}

/** Checks the passwords of one tenant's callers. */
export function basic(accounts: readonly Account[], check: PasswordCheck = pbkdf2): Scheme {
  return {
    challenge: 'Basic realm="codemint", charset="UTF-8"',
    isOpen: false,
    isTried: ({ headers }: Brought) => isTried(headers, "basic"),
    authenticate: async ({ headers }: Brought) => {
      const given = parse(credentials(headers, "basic"));
      if (given === undefined) return "unauthenticated";
      const known = accounts.find((account) => account.name === given.name);
      // A name that is not known costs a check too, so that the time does not tell which there are.
      const checked = known ?? accounts[0];
      if (checked === undefined) return "unauthenticated";
      const verified = await check(given.password, checked.password);
      return verified && known !== undefined ? proven(known.name) : "unauthenticated";
    },
  };
}

/** Control characters of Unicode (category Cc), which neither name nor password has. */
const CONTROL = /\p{Cc}/u;

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * RFC 7617 section 2: base64 of name, colon and password, the name without a colon, neither with
 * control characters; UTF-8, as the challenge says.
 */
function parse(base64: string | undefined): { name: string; password: string } | undefined {
  if (base64 === undefined || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) {
    return undefined;
  }
  let pair: string;
  try {
    pair = text.decode(fromBase64(base64));
  } catch {
    return undefined;
  }
  const colon = pair.indexOf(":");
  if (colon < 0 || CONTROL.test(pair)) return undefined;
  return { name: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
