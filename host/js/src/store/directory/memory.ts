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

/** What is known of a tenant. */
export interface TenantEntries {
  readonly tenant: string;
  readonly subjects?: readonly SubjectEntry[];
  readonly rules?: readonly RuleEntry[];
}

/** A {@link Directory} that knows what it was given, for tests and for few subjects. */
export class MemoryDirectory implements Directory {
  readonly #subjects = new Map<string, KnownSubject>();
  readonly #rules = new Map<string, readonly KnownRule[]>();

  /** @throws {CodemintError} `argument` for entries that are none. */
  constructor(tenants: readonly TenantEntries[] = []) {
    for (const { tenant, subjects = [], rules = [] } of tenants) {
      this.#put(tenant, subjectsOf(subjects));
      this.#putRules(tenant, rulesOf(rules));
    }
  }

  /**
   * Adds subjects, each in place of what is known of it; of two that are one the last.
   *
   * @throws {CodemintError} `argument` for an entry that is none: then nothing has changed.
   */
  async put(tenant: string, subjects: readonly SubjectEntry[]): Promise<void> {
    this.#put(tenant, subjectsOf(subjects));
  }

  /**
   * Puts these rules in place of all that the accounts have which they name.
   *
   * @throws {CodemintError} `argument` for an entry that is none: then nothing has changed.
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

/** What tells the names of tenants apart. */
const place = (tenant: string, key: string): string => JSON.stringify([tenant, key]);
