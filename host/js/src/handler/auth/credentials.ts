/**
 * Checks a site's credentials before they are used: a secret that is absent, empty or a duplicate
 * would grant unintended access.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { equal } from "../../keys/equal.js";
import { fromHex } from "../../bytes.js";
import type { Site, TenantSite } from "../site.js";
import type { Known } from "./known.js";
import { isHash } from "./password.js";

/** The SHA-256 of an empty text (FIPS 180-4): the digest of a secret that is not set. */
const EMPTY_DIGEST = fromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

/**
 * @throws {CodemintError} `configuration` if a credential is not valid; `path` names the member.
 */
export function checkCredentials(site: Site): void {
  for (const [id, tenant] of Object.entries(site.tenants)) {
    checkTenant(tenant, `tenants.${id}`, site.checkPassword === undefined);
  }
  const operators = site.operators ?? [];
  checkKnown(operators, "operators");
  operators.forEach(({ roles, tenants }, place) => {
    if (roles.length === 0) throw wrong(`operators[${place}].roles`, "an operator needs a role");
    if (tenants.length > 0) return;
    throw wrong(`operators[${place}].tenants`, "an operator needs a tenant");
  });
}

function checkTenant(tenant: TenantSite, path: string, ownHashes: boolean): void {
  checkKnown(tenant.tokens ?? [], `${path}.tokens`);
  checkKnown(tenant.keys ?? [], `${path}.keys`);
  const accounts = tenant.accounts ?? [];
  checkNames(accounts.map(({ name }) => name), `${path}.accounts`);
  accounts.forEach(({ password }, place) => {
    const at = `${path}.accounts[${place}].password`;
    const given: unknown = password;
    if (typeof given !== "string" || given.trim() === "") throw wrong(at, "the password is empty");
    if (ownHashes && !isHash(given)) throw wrong(at, "not a password hash");
  });
  checkNames((tenant.accessKeys ?? []).map(({ id }) => id), `${path}.accessKeys`);
}

function checkKnown(known: readonly Known[], path: string): void {
  checkNames(known.map(({ name }) => name), path);
  known.forEach(({ sha256 }, place) => {
    const given: unknown = sha256;
    const at = `${path}[${place}].sha256`;
    if (!(given instanceof Uint8Array) || given.length !== 32) throw wrong(at, "not a SHA-256");
    if (EMPTY_DIGEST !== undefined && equal(given, EMPTY_DIGEST)) {
      throw wrong(at, "the digest of an empty secret");
    }
    const first = known.findIndex((other) => equal(other.sha256, given));
    if (first < place) throw wrong(at, "duplicate secret");
  });
}

function checkNames(names: readonly unknown[], path: string): void {
  names.forEach((name, place) => {
    if (typeof name !== "string" || name.trim() === "") throw wrong(path, "a name is empty");
    if (names.indexOf(name) < place) throw wrong(path, `duplicate name \`${name}\``);
  });
}

function wrong(path: string, what: string): CodemintError {
  return new CodemintError("configuration", `${path}: ${what}`, { path });
}
