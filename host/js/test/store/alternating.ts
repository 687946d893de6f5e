/** Several stores with the same data, used in turn, as if by several hosts. */

import type { LiveCode, Purpose, Search } from "../../src/module/types.js";
import type {
  AnswerKey,
  Applied,
  AuditFilter,
  AuditLine,
  DeadMail,
  KeptAnswer,
  MailCounts,
  MailStep,
  Store,
  StoredRecord,
  WaitingMail,
  Write,
} from "../../src/store/store.js";

/** Each call goes to the next store. */
export class Alternating implements Store {
  readonly stores: readonly Store[];
  #calls = 0;

  constructor(stores: readonly Store[]) {
    this.stores = stores;
  }

  get #next(): Store {
    const store = this.stores[this.#calls % this.stores.length];
    this.#calls += 1;
    if (store === undefined) throw new TypeError("there are no stores");
    return store;
  }

  liveCodes(tenant: string, purpose: Purpose, subjects: readonly string[]): Promise<LiveCode[]> {
    return this.#next.liveCodes(tenant, purpose, subjects);
  }

  recordsOf(
    tenant: string,
    purpose: Purpose,
    subject: string,
    ended: number,
  ): Promise<StoredRecord[]> {
    return this.#next.recordsOf(tenant, purpose, subject, ended);
  }

  record(tenant: string, id: string): Promise<StoredRecord | undefined> {
    return this.#next.record(tenant, id);
  }

  search(tenant: string, search: Search, now: number, limit: number): Promise<StoredRecord[]> {
    return this.#next.search(tenant, search, now, limit);
  }

  keptAnswer(tenant: string, key: AnswerKey, now: number): Promise<KeptAnswer | undefined> {
    return this.#next.keptAnswer(tenant, key, now);
  }

  latest(): Promise<number | undefined> {
    return this.#next.latest();
  }

  apply(write: Write): Promise<Applied> {
    return this.#next.apply(write);
  }

  removeExpired(now: number, limit: number): Promise<number> {
    return this.#next.removeExpired(now, limit);
  }

  auditTrail(tenant: string, filter: AuditFilter): Promise<AuditLine[]> {
    return this.#next.auditTrail(tenant, filter);
  }

  ready(): Promise<void> {
    return this.#next.ready();
  }

  dueMails(tenant: string, now: number, limit: number): Promise<WaitingMail[]> {
    return this.#next.dueMails(tenant, now, limit);
  }

  stepMail(record: string, attempts: number, step: MailStep): Promise<boolean> {
    return this.#next.stepMail(record, attempts, step);
  }

  forgetMail(record: string): Promise<void> {
    return this.#next.forgetMail(record);
  }

  deadMails(limit: number): Promise<DeadMail[]> {
    return this.#next.deadMails(limit);
  }

  mailCounts(): Promise<MailCounts> {
    return this.#next.mailCounts();
  }
}
