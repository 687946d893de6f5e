/**
 * Statements that write subjects and rules.
 *
 * @module
 */

import { chunks, MAX_VALUES, type Statement, times } from "../sql/driver.js";
import { allows, type KnownRule, type KnownSubject } from "./entries.js";

/** Adds or replaces subjects. */
export function puttingSubjects(
  tenant: string,
  subjects: readonly KnownSubject[],
): readonly Statement[] {
  return chunks(subjects, Math.floor(MAX_VALUES / 7)).map((some) => ({
    sql: `INSERT INTO subjects (tenant, subject, standing, purposes, mail, device, locale)
      VALUES ${times(some.length, `(${times(7, "?")})`)}
      ON CONFLICT (tenant, subject) DO UPDATE SET standing = excluded.standing,
      purposes = excluded.purposes, mail = excluded.mail, device = excluded.device,
      locale = excluded.locale`,
    values: some.flatMap(({ key, standing, purposes, mail, device, locale }) => [
      ...[tenant, key, standing, purposes.join(" ")],
      ...[mail ?? null, device ?? null, locale ?? null],
    ]),
  }));
}

/** Replaces the rules of the accounts. */
export function puttingRules(tenant: string, rules: readonly KnownRule[]): readonly Statement[] {
  const accounts = [...new Set(rules.map(({ account }) => account))];
  const clearing = chunks(accounts, MAX_VALUES - 1).map((some) => ({
    sql: `DELETE FROM elevation_rules
      WHERE tenant = ? AND account IN (${times(some.length, "?")})`,
    values: [tenant, ...some],
  }));
  return [...clearing, ...inserting(tenant, rules.filter(allows))];
}

function inserting(tenant: string, rules: readonly KnownRule[]): readonly Statement[] {
  return chunks(rules, Math.floor(MAX_VALUES / 6)).map((some) => ({
    sql: `INSERT INTO elevation_rules
      (tenant, account, computers, spans, local_accounts, by_device)
      VALUES ${times(some.length, `(${times(6, "?")})`)}`,
    values: some.flatMap(({ account, computers, rule }) => [
      ...[tenant, account, JSON.stringify(computers), rule.spans],
      ...[JSON.stringify(rule.localAccounts), rule.byDevice ? 1 : 0],
    ]),
  }));
}
