/**
 * Signed tokens (JWT): only RS256 is accepted (RFC 8725 section 3.1).
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

/** The rules of the scheme for a route. */
export type SignedTokenRules = Extract<Authentication, { scheme: "signed-token" }>;

/** How many verified tokens are cached, so that a signature is not verified at every request. */
const CACHED = 1024;

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

const utf8 = new TextEncoder();

/** A token with a valid signature. */
interface VerifiedToken {
  readonly identity: Identity;
  /** `iat` and `exp` are checked again at every request. */
  readonly claims: Claims;
}

/**
 * Checks the signed tokens of one tenant's callers.
 *
 * @param baseUrl the tenant's base URL, without a trailing slash.
 * @throws {CodemintError} `configuration` if there are more keys than the scheme allows, or one
 * cannot be used.
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
    const verified = await tokens.verified(token);
    if (typeof verified === "string") return verified;
    return isCurrent(verified.claims, now, rules) ? verified.identity : "unauthenticated";
  });
}

/** Verifies the tokens of one tenant's callers, except for their times. */
class Tokens {
  readonly #audience: string;
  /** DER by access ID. */
  readonly #keys: ReadonlyMap<string, Bytes>;
  readonly #imported = new Map<string, Promise<CryptoKey>>();
  /** By the SHA-256 of the token, so that no token is stored. */
  readonly #cache = new Map<string, VerifiedToken>();

  constructor(audience: string, keys: readonly AccessKey[]) {
    this.#audience = audience;
    this.#keys = new Map(
      keys.map(({ id, publicKey }) => [id, rsaPublicKey(publicKey, `accessKeys.${id}`)]),
    );
  }

  async verified(token: string): Promise<VerifiedToken | Problem> {
    const hash = await crypto.subtle.digest("SHA-256", utf8.encode(token));
    const name = String.fromCharCode(...new Uint8Array(hash));
    const known = this.#cache.get(name);
    if (known !== undefined) return known;
    const verified = await this.#verify(token);
    if (typeof verified === "string") return verified;
    if (this.#cache.size >= CACHED) this.#cache.clear();
    this.#cache.set(name, verified);
    return verified;
  }

  /** Verifies everything about a token that does not change with time. */
  async #verify(token: string): Promise<VerifiedToken | Problem> {
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
    // The key was checked before: if the platform rejects it, the caller is not authenticated.
    return imported.catch(() => undefined);
  }
}

/**
 * Rejects every algorithm but RS256 by the header, before anything else is read: among them `none`
 * and the MACs (RFC 8725 section 2.1). Keys in a header are ignored, and a critical extension is
 * rejected (RFC 7515 section 4.1.11).
 */
function refusedHeader(head: string): Problem | undefined {
  const header = decode(head);
  if (typeof header !== "object" || header === null || !("alg" in header)) return "unauthenticated";
  if (typeof header.alg !== "string") return "unauthenticated";
  if (header.alg !== "RS256") return "forbidden";
  return "crit" in header && header.crit !== null ? "unauthenticated" : undefined;
}

const text = new TextDecoder("utf-8", { fatal: true });

/** Decodes JSON in base64url; `undefined` if it is not valid. */
function decode(part: string): unknown {
  const bytes = bytesOf(part);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(text.decode(bytes));
  } catch {
    return undefined;
  }
}

/** Decodes base64url without padding (RFC 7515 section 2). */
function bytesOf(part: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part) || part.length % 4 === 1) return undefined;
  return fromBase64(part.replaceAll("-", "+").replaceAll("_", "/"));
}

function importKey(der: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("spki", der, RS256, false, ["verify"]);
}
