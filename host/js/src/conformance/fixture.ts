/**
 * The store under test, with short methods for the cases.
 *
 * @module
 */

import { LAST_SECOND } from "../clock.js";
import { CodemintError } from "../errors.js";
import type { LiveCode, Purpose, State } from "../module/types.js";
import type {
  Applied,
  AuditLine,
  AuditRow,
  DeadMail,
  MailStep,
  Store,
  StoredRecord,
  WaitingMail,
  Write,
} from "../store/store.js";
import { equal, holds } from "./equal.js";
import { ALL, at, bytes, id, PURPOSE, TENANT } from "./writes.js";

/**
 * Access to the data of a store beyond its interface. Without it, the cases check only what the
 * store returns of a record, and not whether the encrypted codes of dead letters are deleted.
 */
export interface Sight {
  /**
   * Returns every text (as UTF-8) and every binary value that is stored of a record, without its
   * mail, in any order; numbers and empty values may be left out. Empty for a record that does not
   * exist.
   */
  held(store: Store, record: string): Promise<readonly Uint8Array[]>;
  /** The same for a record's mail alone. */
  mailHeld(store: Store, record: string): Promise<readonly Uint8Array[]>;
}

/** The stored forms of a code, and its state. */
interface StoredCode {
  readonly digest: Uint8Array;
  readonly state: State;
  readonly version: number;
}

/** A store under test. */
export class Fixture {
  readonly store: Store;
  readonly #sight: Sight | undefined;

  constructor(store: Store, sight: Sight | undefined) {
    this.store = store;
    this.#sight = sight;
  }

  apply(write: Write): Promise<Applied> {
    return this.store.apply(write);
  }

  async done(write: Write): Promise<void> {
    equal(await this.apply(write), "done", "a write without a conflict");
  }

  async conflict(write: Write): Promise<void> {
    equal(await this.apply(write), "conflict", "a write with a conflict");
  }

  /** An invalid write must fail, and not as a conflict. */
  async fails(write: Write, what: string): Promise<void> {
    const outcome = await this.apply(write).catch((error: unknown) => error);
    const isFault = outcome instanceof CodemintError && outcome.code === "store-failed";
    holds(isFault, `${what}: ${String(outcome)}`);
  }

  live(subjects: readonly string[]): Promise<LiveCode[]> {
    return this.liveOf(TENANT, PURPOSE, subjects);
  }

  liveOf(tenant: string, purpose: Purpose, subjects: readonly string[]): Promise<LiveCode[]> {
    return this.store.liveCodes(tenant, purpose, subjects);
  }

  /** The IDs of the subject's live codes. */
  async liveIds(subject: string): Promise<string[]> {
    return (await this.live([subject])).map((code) => code.id);
  }

  /** The same, sorted. */
  async sortedIds(subject: string): Promise<string[]> {
    return (await this.liveIds(subject)).sort();
  }

  /** The stored code of a record of {@link TENANT}. */
  stored(n: number): Promise<StoredCode | undefined> {
    return this.storedOf(TENANT, n);
  }

  async storedOf(tenant: string, n: number): Promise<StoredCode | undefined> {
    const stored = await this.store.record(tenant, id(n));
    if (stored === undefined) return undefined;
    const { digest, known } = stored;
    return { digest, state: known.state, version: known.version };
  }

  /** The state and version of a record of {@link TENANT}. */
  async stateOf(n: number): Promise<readonly [State, number] | undefined> {
    const code = await this.stored(n);
    return code === undefined ? undefined : [code.state, code.version];
  }

  /** The waiting mails of {@link TENANT}, due or not. */
  waiting(limit: number): Promise<WaitingMail[]> {
    return this.waitingOf(TENANT, limit);
  }

  waitingOf(tenant: string, limit: number): Promise<WaitingMail[]> {
    return this.store.dueMails(tenant, LAST_SECOND, limit);
  }

  /** The record IDs of these mails. */
  async waitingIds(limit: number): Promise<string[]> {
    return (await this.waiting(limit)).map((waiting) => waiting.mail.record);
  }

  /** The record IDs of the tenant's mails that are due in that second. */
  async due(tenant: string, seconds: number): Promise<string[]> {
    const due = await this.store.dueMails(tenant, at(seconds), ALL);
    return due.map((waiting) => waiting.mail.record);
  }

  step(n: number, attempts: number, step: MailStep): Promise<boolean> {
    return this.store.stepMail(id(n), attempts, step);
  }

  dead(limit: number): Promise<DeadMail[]> {
    return this.store.deadMails(limit);
  }

  async mailCounts(): Promise<readonly [number, number]> {
    const { waiting, dead } = await this.store.mailCounts();
    return [waiting, dead];
  }

  /** The live records of a subject of {@link TENANT}. */
  records(subject: string): Promise<StoredRecord[]> {
    return this.recordsOf(TENANT, PURPOSE, subject);
  }

  recordsOf(tenant: string, purpose: Purpose, subject: string): Promise<StoredRecord[]> {
    return this.store.recordsOf(tenant, purpose, subject, 0);
  }

  /** Removes codes that are due for removal in that second. */
  remove(seconds: number, limit: number): Promise<number> {
    return this.store.removeExpired(at(seconds), limit);
  }

  /** The whole trail of a tenant, whose numbers must be ascending. */
  async auditOf(tenant: string): Promise<AuditRow[]> {
    const lines = await this.store.auditTrail(tenant, { after: 0, limit: ALL });
    holds(isAscending(lines), "the numbers of the trail are not ascending");
    return lines.map((line) => line.row);
  }

  audited(): Promise<AuditRow[]> {
    return this.auditOf(TENANT);
  }

  /** All values that are stored of a record. */
  async held(n: number): Promise<readonly Uint8Array[]> {
    if (this.#sight !== undefined) return this.#sight.held(this.store, id(n));
    const stored = await this.store.record(TENANT, id(n));
    if (stored === undefined) return [];
    const { subject, issuer, note, terms } = stored.known;
    const texts = [subject, issuer, note, terms].flatMap((text) => text ?? []).map(bytes);
    return [...texts, stored.digest, stored.sealedCode].filter((value) => value !== undefined);
  }

  /** All values that are stored of a record's mail; `undefined` without {@link Sight}. */
  async mailHeld(n: number): Promise<readonly Uint8Array[] | undefined> {
    return this.#sight?.mailHeld(this.store, id(n));
  }
}

/** Reports whether the numbers are strictly ascending. */
export function isAscending(lines: readonly AuditLine[]): boolean {
  return lines.every(({ seq }, n) => n === 0 || (lines[n - 1]?.seq ?? seq) < seq);
}

/** Reports whether a value is among them. */
export function contains(all: readonly Uint8Array[], value: Uint8Array): boolean {
  const text = value.join();
  return all.some((one) => one.join() === text);
}
