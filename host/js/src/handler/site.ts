/**
 * Who is served under which name, and who may ask.
 *
 * @module
 */

import type { Role } from "../issuer/caller.js";
import type { Known } from "./auth/known.js";
import type { PasswordCheck } from "./auth/password.js";

/** A key that a tenant's callers sign with. */
export interface AccessKey {
  /** The access id: what a token's `sub` says. */
  readonly id: string;
  /** An RSA public key of 2,048 to 8,192 bits in PEM (SubjectPublicKeyInfo, RFC 7468). */
  readonly publicKey: string;
}

/** An account that may ask. */
export interface Account {
  readonly name: string;
  /** The password's hash: `$pbkdf2-sha256$i=…$salt$hash`, or what the host's own check takes. */
  readonly password: string;
}

/** An operator's key. */
export interface Operator extends Known {
  readonly roles: readonly Role[];
  /** The tenants that the operator may act for. */
  readonly tenants: readonly string[];
}

/** A tenant as HTTP sees it. */
export interface TenantSite {
  /** The URL that its callers know, without a trailing slash: signed tokens name it. */
  readonly baseUrl: string;
  /** The host names that it is served under, in lower case; any where none is given. */
  readonly hosts?: readonly string[];
  /** Whether routes that ask for TLS answer without it. */
  readonly plainHttp?: boolean;
  /** The keys that signed tokens are verified with. */
  readonly accessKeys?: readonly AccessKey[];
  /** Registered bearer tokens, by their SHA-256. */
  readonly tokens?: readonly Known[];
  /** Registered keys, by their SHA-256. */
  readonly keys?: readonly Known[];
  /** Whether a key may stand in the query, as the vendor has it; true where it is not given. */
  readonly keyInQuery?: boolean;
  /** Whether nobody needs a key as long as there is none; false where it is not given. */
  readonly allowUnauthenticated?: boolean;
  /** Accounts with a password. */
  readonly accounts?: readonly Account[];
}

/** What a handler serves. */
export interface Site {
  /** By the names that the issuer knows. */
  readonly tenants: Readonly<Record<string, TenantSite>>;
  /** Who may speak for several tenants, by the SHA-256 of their keys. */
  readonly operators?: readonly Operator[];
  /** Checks passwords of accounts; PBKDF2 where none is given. */
  readonly checkPassword?: PasswordCheck;
}
