/**
 * Signed tokens: RS256 and nothing else (RFC 8725 section 3.1).
 *
 * @module
 */

import { type Bytes, fromBase64 } from "../../bytes.js";
import type { Clock } from "../../clock.js";
import { time } from "../../clock.js";
import { CodemintError } from "../../errors.js";
import type { Authentication, Problem } from "../../module/types.js";
import type { AccessKey } from "../site.js";
import { bearer } from "./bearer.js";
import { type Identity, proven, type Scheme } from "./caller.js";
import { type Claims, isCurrent, isFor, parseClaims } from "./claims.js";
import { rsaPublicKey } from "./rsa-public-key.js";

/** The rules of the scheme, as a route has them. */
export type SignedTokenRules = Extract<Authentication, { scheme: "signed-token" }>;

/** How many tokens are remembered, so that a signature is checked once and not at every request. */
const REMEMBERED = 1024;

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

const utf8 = new TextEncoder();

/** A token whose signature was found good before. */
interface Good {
  readonly identity: Identity;
  /** `iat` and `exp` are looked at again each time. */
  readonly claims: Claims;
}

/**
 * Checks the signed tokens of one tenant's callers.
 *
 * @param baseUrl the tenant's base URL, without a trailing slash.
 * @throws {CodemintError} `configuration` where there are more keys than the scheme allows, or one
 * that cannot be used.
 */
export function signedTokens(
  rules: SignedTokenRules,
  baseUrl: string,
  accessKeys: readonly AccessKey[],
  clock: Clock,
): Scheme {
  if (accessKeys.length > rules.maxKeys) {
    throw new CodemintError("configuration", `at most ${rules.maxKeys} access keys are allowed`);
  }
  const tokens = new Tokens(`${baseUrl}${rules.audiencePath}`, accessKeys);
  return bearer(async (token) => {
    const now = await time(clock);
    const good = await tokens.good(token);
    if (typeof good === "string") return good;
    return isCurrent(good.claims, now, rules) ? good.identity : "unauthenticated";
  });
}

/** The tokens of one tenant's callers, as far as their times do not matter. */
class Tokens {
  readonly #audience: string;
  /** DER, by access id. */
  readonly #keys: ReadonlyMap<string, Bytes>;
  readonly #imported = new Map<string, Promise<CryptoKey>>();
  /** By the SHA-256 of the token, so that no token is kept. */
  readonly #good = new Map<string, Good>();

  constructor(audience: string, keys: readonly AccessKey[]) {
    this.#audience = audience;
    this.#keys = new Map(
      keys.map(({ id, publicKey }) => [id, rsaPublicKey(publicKey, `accessKeys.${id}`)]),
    );
  }

  async good(token: string): Promise<Good | Problem> {
    const hash = await crypto.subtle.digest("SHA-256", utf8.encode(token));
    const name = String.fromCharCode(...new Uint8Array(hash));
    const known = this.#good.get(name);
    if (known !== undefined) return known;
    const verified = await this.#verify(token);
    if (typeof verified === "string") return verified;
    if (this.#good.size >= REMEMBERED) this.#good.clear();
    this.#good.set(name, verified);
    return verified;
  }

  /** Checks everything about a token that does not change with time. */
  async #verify(token: string): Promise<Good | Problem> {
    const [head = "", payload = "", signature = "", ...rest] = token.split(".");
    const refused = refusedHeader(head);
    if (refused !== undefined) return refused;
    const claims = parseClaims(decode(payload));
    const signed = bytesOf(signature);
    if (rest.length > 0 || claims === undefined || signed === undefined) return "unauthenticated";
    const key = await this.#key(claims.sub);
    if (key === undefined) return "unauthenticated";
    const data = utf8.encode(`${head}.${payload}`);
    if (!(await crypto.subtle.verify(RS256, key, signed, data))) return "unauthenticated";
    if (!isFor(claims, this.#audience)) return "unauthenticated";
    return { identity: proven(claims.sub), claims };
  }

  async #key(id: string): Promise<CryptoKey | undefined> {
    const der = this.#keys.get(id);
    if (der === undefined) return undefined;
    const imported = this.#imported.get(id) ?? importKey(der);
    this.#imported.set(id, imported);
    // The key was checked: what a host refuses all the same proves nobody.
    return imported.catch(() => undefined);
  }
}

/**
 * Refuses every algorithm but RS256, by what the header says and before anything else is read:
 * `none` and the MACs with them (RFC 8725 section 2.1). Keys in a header are never looked at, and an
 * extension that must be understood is not (RFC 7515 section 4.1.11).
 */
function refusedHeader(head: string): Problem | undefined {
  const header = decode(head);
  if (typeof header !== "object" || header === null || !("alg" in header)) return "unauthenticated";
  if (typeof header.alg !== "string") return "unauthenticated";
  if (header.alg !== "RS256") return "forbidden";
  return "crit" in header && header.crit !== null ? "unauthenticated" : undefined;
}

const text = new TextDecoder("utf-8", { fatal: true });

/** JSON in base 64 for URLs; nothing where it is none. */
function decode(part: string): unknown {
  const bytes = bytesOf(part);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(text.decode(bytes));
  } catch {
    return undefined;
  }
}

/** Base 64 for URLs, without padding (RFC 7515 section 2). */
function bytesOf(part: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part) || part.length % 4 === 1) return undefined;
  return fromBase64(part.replaceAll("-", "+").replaceAll("_", "/"));
}

function importKey(der: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("spki", der, RS256, false, ["verify"]);
}
