/**
 * What the cases look at.
 *
 * @module
 */

import { CodemintError } from "../errors.js";
import type { LiveCode, Purpose, State } from "../module/types.js";
import type {
  Applied,
  AuditLine,
  AuditRow,
  DeadMail,
  KeptCode,
  MailStep,
  Store,
  StoredCode,
  WaitingMail,
  Write,
} from "../store/store.js";
import { equal, holds } from "./equal.js";
import { ALL, at, bytes, id, PURPOSE, TENANT } from "./writes.js";

/**
 * What can be seen of a store beyond its interface. Where it is not given, the cases look at what
 * the store itself tells of a record, and see nothing of dead letters' seals.
 */
export interface Sight {
  /**
   * Every text (as UTF-8) and every value that is held of a record itself, not of its mail, in any
   * order: numbers and empty ones may be left out. Nothing for a record that is not there.
   */
  held(store: Store, record: string): Promise<readonly Uint8Array[]>;
  /** The same of a record's mail alone. */
  mailHeld(store: Store, record: string): Promise<readonly Uint8Array[]>;
}

/** A store under test, and short words for what the cases ask of it. */
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
    equal(await this.apply(write), "done", "a write that nothing is in the way of");
  }

  async conflict(write: Write): Promise<void> {
    equal(await this.apply(write), "conflict", "a write that must not be applied");
  }

  /** A write that makes no sense must fail, and not as a conflict. */
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

  /** The ids of the subject's live codes. */
  async liveIds(subject: string): Promise<string[]> {
    return (await this.live([subject])).map((code) => code.id);
  }

  /** The same, in their own order. */
  async sortedIds(subject: string): Promise<string[]> {
    return (await this.liveIds(subject)).sort();
  }

  stored(n: number): Promise<StoredCode | undefined> {
    return this.store.storedCode(id(n));
  }

  /** Where a record stands, and its version. */
  async stands(n: number): Promise<readonly [State, number] | undefined> {
    const code = await this.stored(n);
    return code === undefined ? undefined : [code.state, code.version];
  }

  waiting(limit: number): Promise<WaitingMail[]> {
    return this.store.waitingMails(limit);
  }

  /** The records of the mails that wait. */
  async waitingIds(limit: number): Promise<string[]> {
    return (await this.waiting(limit)).map((waiting) => waiting.mail.record);
  }

  /** The records of the tenant's mails that are due in that second. */
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

  kept(subject: string): Promise<KeptCode[]> {
    return this.keptOf(TENANT, PURPOSE, subject);
  }

  keptOf(tenant: string, purpose: Purpose, subject: string): Promise<KeptCode[]> {
    return this.store.keptCodes(tenant, purpose, subject);
  }

  /** Removes what is due in that second. */
  remove(seconds: number, limit: number): Promise<number> {
    return this.store.removeExpired(at(seconds), limit);
  }

  /** The whole trail of a tenant; its numbers must grow. */
  async auditOf(tenant: string): Promise<AuditRow[]> {
    const lines = await this.store.auditTrail(tenant, { after: 0, limit: ALL });
    holds(isAscending(lines), "the numbers of the trail do not grow");
    return lines.map((line) => line.row);
  }

  audited(): Promise<AuditRow[]> {
    return this.auditOf(TENANT);
  }

  /** Everything that is held of a record. */
  async held(n: number): Promise<readonly Uint8Array[]> {
    if (this.#sight !== undefined) return this.#sight.held(this.store, id(n));
    const stored = await this.store.record(TENANT, id(n));
    if (stored === undefined) return [];
    const { subject, issuer, note, terms } = stored.known;
    const texts = [subject, issuer, note, terms].flatMap((text) => text ?? []).map(bytes);
    return [...texts, stored.digest, stored.sealedCode].filter((value) => value !== undefined);
  }

  /** Everything that is held of a record's mail; `undefined` where that cannot be seen. */
  async mailHeld(n: number): Promise<readonly Uint8Array[] | undefined> {
    return this.#sight?.mailHeld(this.store, id(n));
  }
}

/** Whether each number is higher than the one before. */
export function isAscending(lines: readonly AuditLine[]): boolean {
  return lines.every(({ seq }, n) => n === 0 || (lines[n - 1]?.seq ?? seq) < seq);
}

/** Whether that value is among them. */
export function contains(all: readonly Uint8Array[], value: Uint8Array): boolean {
  const text = value.join();
  return all.some((one) => one.join() === text);
}
