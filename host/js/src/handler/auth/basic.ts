/**
 * `Authorization: Basic` (RFC 7617).
 *
 * @module
 */

import { fromBase64 } from "../../bytes.js";
import { credentials, hasScheme } from "./authorization.js";
import { type AuthRequest, type Identity, proven, type Scheme } from "./caller.js";
import { withinLimit } from "./checks.js";
import { cost, type PasswordCheck, pbkdf2 } from "./password.js";
import type { Problem } from "../../module/types.js";
import type { Account } from "../site.js";

/**
 * Checks the passwords of one tenant's callers. If too many checks are running already, the result
 * is `unavailable`.
 */
export function basic(accounts: readonly Account[], check: PasswordCheck = pbkdf2): Scheme {
  const costliest = accounts.reduce<Account | undefined>(
    (most, one) => (most === undefined || cost(one.password) > cost(most.password) ? one : most),
    undefined,
  );
  return {
    challenge: 'Basic realm="codemint", charset="UTF-8"',
    isOpen: false,
    isPresent: ({ headers }: AuthRequest) => hasScheme(headers, "basic"),
    authenticate: async ({ headers }: AuthRequest): Promise<Identity | Problem> => {
      const given = parse(credentials(headers, "basic"));
      if (given === undefined) return "unauthenticated";
      const known = accounts.find((account) => account.name === given.name);
      // Timing must not reveal account names: an unknown one costs as much as the costliest.
      const checked = known ?? costliest;
      if (checked === undefined) return "unauthenticated";
      const verified = await withinLimit(() => check(given.password, checked.password));
      if (verified === undefined) return "unavailable";
      return verified && known !== undefined ? proven(known.name) : "unauthenticated";
    },
  };
}

/** Control characters (Unicode category Cc), which names and passwords cannot contain. */
const CONTROL = /\p{Cc}/u;

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Parses credentials (RFC 7617 section 2): base64 of name, colon and password, in UTF-8 as the
 * challenge says. The name contains no colon, and neither part is empty or contains control
 * characters.
 */
function parse(base64: string | undefined): { name: string; password: string } | undefined {
  if (base64 === undefined || !isBase64(base64)) return undefined;
  let pair: string;
  try {
    pair = text.decode(fromBase64(base64));
  } catch {
    return undefined;
  }
  const colon = pair.indexOf(":");
  if (colon < 1 || CONTROL.test(pair)) return undefined;
  const [name, password] = [pair.slice(0, colon), pair.slice(colon + 1)];
  return password === "" ? undefined : { name, password };
}

/** The characters of base64 with padding (RFC 4648 section 4). */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const isBase64 = (given: string): boolean => given.length % 4 === 0 && BASE64.test(given);
