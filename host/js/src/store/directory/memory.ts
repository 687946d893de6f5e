/**
 * A directory in memory.
 *
 * @module
 */

import type { Directory, DirectoryEntry, ElevationEntry } from "../../directory.js";
import type { Purpose } from "../../module/types.js";
import { answer } from "./answers.js";
import {
  allows,
  type KnownRule,
  type KnownSubject,
  type RuleEntry,
  rulesOf,
  type SubjectEntry,
  subjectsOf,
} from "./entries.js";

/** The entries of a tenant. */
export interface TenantEntries {
  readonly tenant: string;
  readonly subjects?: readonly SubjectEntry[];
  readonly rules?: readonly RuleEntry[];
}

/** A {@link Directory} in memory, for tests and for few subjects. */
export class MemoryDirectory implements Directory {
  readonly #subjects = new Map<string, KnownSubject>();
  readonly #rules = new Map<string, readonly KnownRule[]>();

  /** @throws {CodemintError} `argument` for invalid entries. */
  constructor(tenants: readonly TenantEntries[] = []) {
    for (const { tenant, subjects = [], rules = [] } of tenants) {
      this.#put(tenant, subjectsOf(subjects));
      this.#putRules(tenant, rulesOf(rules));
    }
  }

  /**
   * Adds or replaces subjects. The last entry for a subject wins.
   *
   * @throws {CodemintError} `argument` for an invalid entry: nothing is changed then.
   */
  async put(tenant: string, subjects: readonly SubjectEntry[]): Promise<void> {
    this.#put(tenant, subjectsOf(subjects));
  }

  /**
   * Replaces all rules of the accounts in `rules`.
   *
   * @throws {CodemintError} `argument` for an invalid entry: nothing is changed then.
   */
  async putRules(tenant: string, rules: readonly RuleEntry[]): Promise<void> {
    this.#putRules(tenant, rulesOf(rules));
  }

  async lookUp(
    tenant: string,
    purpose: Purpose,
    subjects: readonly string[],
  ): Promise<readonly DirectoryEntry[]> {
    return subjects.map((key) => answer(this.#subjects.get(place(tenant, key)), purpose));
  }

  async elevation(tenant: string, account: string, computer: string): Promise<ElevationEntry> {
    const rules = this.#rules.get(place(tenant, account)) ?? [];
    const applying = rules.filter(
      ({ computers }) => computers.length === 0 || computers.includes(computer),
    );
    const device = this.#subjects.get(place(tenant, computer))?.device;
    return {
      rules: applying.map(({ rule }) => ({ ...rule, localAccounts: [...rule.localAccounts] })),
      ...(device === undefined ? {} : { device }),
    };
  }

  #put(tenant: string, subjects: readonly KnownSubject[]): void {
    for (const known of subjects) this.#subjects.set(place(tenant, known.key), known);
  }

  #putRules(tenant: string, rules: readonly KnownRule[]): void {
    for (const { account } of rules) this.#rules.delete(place(tenant, account));
    for (const known of rules.filter(allows)) {
      const key = place(tenant, known.account);
      this.#rules.set(key, [...(this.#rules.get(key) ?? []), known]);
    }
  }
}

/** The map key of a canonical key of a tenant. */
const place = (tenant: string, key: string): string => JSON.stringify([tenant, key]);
