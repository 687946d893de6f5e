/**
 * `Authorization: Basic` (RFC 7617).
 *
 * @module
 */

import { fromBase64 } from "../../bytes.js";
import { credentials, isTried } from "./authorization.js";
import { type Brought, type Identity, proven, type Scheme } from "./caller.js";
import { whereFree } from "./checks.js";
import { cost, type PasswordCheck, pbkdf2 } from "./password.js";
import type { Problem } from "../../module/types.js";
import type { Account } from "../site.js";

/**
 * Checks the passwords of one tenant's callers. Where too many are being checked already, the caller
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
    isTried: ({ headers }: Brought) => isTried(headers, "basic"),
    authenticate: async ({ headers }: Brought): Promise<Identity | Problem> => {
      const given = parse(credentials(headers, "basic"));
      if (given === undefined) return "unauthenticated";
      const known = accounts.find((account) => account.name === given.name);
      // Timing must not reveal account names: an unknown one costs as much as the costliest.
      const checked = known ?? costliest;
      if (checked === undefined) return "unauthenticated";
      const verified = await whereFree(() => check(given.password, checked.password));
      if (verified === undefined) return "unavailable";
      return verified && known !== undefined ? proven(known.name) : "unauthenticated";
    },
  };
}

/** Control characters of Unicode (category Cc), which neither name nor password has. */
const CONTROL = /\p{Cc}/u;

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * RFC 7617 section 2: base64 of name, colon and password, the name without a colon, neither with
 * control characters; UTF-8, as the challenge says. An empty name or password proves nothing.
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

/** What base 64 with padding is made of (RFC 4648 section 4), whatever the padding. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const isBase64 = (given: string): boolean => given.length % 4 === 0 && BASE64.test(given);
