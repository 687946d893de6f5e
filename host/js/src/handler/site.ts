/**
 * The configuration of a handler: tenants with their host names and credentials, and operators.
 *
 * @module
 */

import type { Role } from "../issuer/caller.js";
import type { Known } from "./auth/known.js";
import type { PasswordCheck } from "./auth/password.js";

/** A public key for the signed tokens of a tenant's callers. */
export interface AccessKey {
  /** The access ID: the `sub` of a token. */
  readonly id: string;
  /** An RSA public key of 2,048 to 8,192 bits in PEM (SubjectPublicKeyInfo, RFC 7468). */
  readonly publicKey: string;
}

/** An account of a tenant's caller. */
export interface Account {
  readonly name: string;
  /** The password's hash: `$pbkdf2-sha256$i=…$salt$hash`, or the format of the host's own check. */
  readonly password: string;
}

/** An operator's key. */
export interface Operator extends Known {
  readonly roles: readonly Role[];
  /** The tenants that the operator may act for. */
  readonly tenants: readonly string[];
}

/** The HTTP configuration of a tenant. */
export interface TenantSite {
  /** The base URL for its callers, without a trailing slash: the audience of signed tokens. */
  readonly baseUrl: string;
  /** The tenant's host names in lower case; any host name if none is given. */
  readonly hosts?: readonly string[];
  /** Whether routes that require TLS are also served without it. */
  readonly plainHttp?: boolean;
  /** The keys for verifying signed tokens. */
  readonly accessKeys?: readonly AccessKey[];
  /** Registered bearer tokens, by SHA-256. */
  readonly tokens?: readonly Known[];
  /** Registered keys, by SHA-256. */
  readonly keys?: readonly Known[];
  /** Whether a key may be sent in the query, as the vendor allows; true if not given. */
  readonly keyInQuery?: boolean;
  /** Whether callers need no key as long as none is registered; false if not given. */
  readonly allowUnauthenticated?: boolean;
  /** Accounts with passwords. */
  readonly accounts?: readonly Account[];
}

/** The configuration of a handler. */
export interface Site {
  /** The tenants, by the IDs that the issuer knows. */
  readonly tenants: Readonly<Record<string, TenantSite>>;
  /** Operators, which may act for several tenants, by the SHA-256 of their keys. */
  readonly operators?: readonly Operator[];
  /** Checks passwords of accounts; PBKDF2 if not given. */
  readonly checkPassword?: PasswordCheck;
}
