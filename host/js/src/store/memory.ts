/**
 * A store in memory, for tests and experiments: nothing outlives the process.
 *
 * @module
 */

import type { LiveCode, Purpose, Search } from "../module/types.js";
import { bounded } from "./limits.js";
import { apply } from "./memory/apply.js";
import { answerKey, copyAnswer, dead, storedRecord, waiting } from "./memory/copies.js";
import { deadMails, dueMails, step, waitingMails } from "./memory/mails.js";
import { removeExpired } from "./memory/removal.js";
import { liveOf, recordsOf, search } from "./memory/search.js";
import { Tables, type TrailEntry } from "./memory/tables.js";
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
} from "./store.js";

/**
 * A {@link Store} in memory. All data, including the audit trail, lives as long as the object; the
 * trail has no chain, since it is not stored durably. Calls are executed one after the other.
 */
export class MemoryStore implements Store {
  readonly #tables = new Tables();

  async liveCodes(
    tenant: string,
    purpose: Purpose,
    subjects: readonly string[],
  ): Promise<LiveCode[]> {
    return subjects.flatMap((name, subject) =>
      liveOf(this.#tables, tenant, purpose, name).map(({ new: given, state, version }) => {
        const { id, notBefore, notAfter, format } = given;
        return { subject, id, version, state, notBefore, notAfter, format };
      }),
    );
  }

  async recordsOf(
    tenant: string,
    purpose: Purpose,
    subject: string,
    ended: number,
  ): Promise<StoredRecord[]> {
    return recordsOf(this.#tables, [tenant, purpose, subject], bounded(ended));
  }

  async record(tenant: string, id: string): Promise<StoredRecord | undefined> {
    const code = this.#tables.codes.get(id);
    return code === undefined || code.tenant !== tenant ? undefined : storedRecord(code);
  }

  async search(
    tenant: string,
    wanted: Search,
    now: number,
    limit: number,
  ): Promise<StoredRecord[]> {
    return search(this.#tables, tenant, wanted, now).slice(0, bounded(limit));
  }

  async keptAnswer(
    tenant: string,
    key: AnswerKey,
    now: number,
  ): Promise<KeptAnswer | undefined> {
    const found = this.#tables.answers.get(answerKey(tenant, key));
    return found === undefined || found.until < now ? undefined : copyAnswer(found);
  }

  async latest(): Promise<number | undefined> {
    return this.#tables.latest;
  }

  async apply(write: Write): Promise<Applied> {
    return apply(this.#tables, write);
  }

  async removeExpired(now: number, limit: number): Promise<number> {
    return removeExpired(this.#tables, now, bounded(limit));
  }

  async auditTrail(tenant: string, filter: AuditFilter): Promise<AuditLine[]> {
    const { record, subject, after, limit } = filter;
    const isWanted = ({ tenant: owner, line: { seq, row } }: TrailEntry): boolean =>
      owner === tenant &&
      seq > after &&
      (record === undefined || row.record === record) &&
      (subject === undefined || row.subject === subject);
    const found = this.#tables.trail.filter(isWanted).slice(0, bounded(limit));
    return found.map(({ line }) => ({ ...line, row: { ...line.row } }));
  }

  async ready(): Promise<void> {}

  async dueMails(tenant: string, now: number, limit: number): Promise<WaitingMail[]> {
    return dueMails(this.#tables, tenant, now).slice(0, bounded(limit)).map(waiting);
  }

  async stepMail(record: string, attempts: number, what: MailStep): Promise<boolean> {
    return step(this.#tables, record, attempts, what);
  }

  async forgetMail(record: string): Promise<void> {
    const isDead = this.#tables.mails.get(record)?.deadAt !== undefined;
    if (!isDead) this.#tables.mails.delete(record);
  }

  async deadMails(limit: number): Promise<DeadMail[]> {
    const all = deadMails(this.#tables).flatMap((queued) => dead(queued) ?? []);
    return all.slice(0, bounded(limit));
  }

  async mailCounts(): Promise<MailCounts> {
    const waits = waitingMails(this.#tables).length;
    return { waiting: waits, dead: this.#tables.mails.size - waits };
  }

  /** What is stored of a record of any tenant and in any state; for tests. */
  held(record: string): StoredRecord | undefined {
    const code = this.#tables.codes.get(record);
    return code === undefined ? undefined : storedRecord(code);
  }

  /** The encrypted code in a record's mail, waiting or dead; for tests. */
  heldMail(record: string): Uint8Array | undefined {
    return this.#tables.mails.get(record)?.sealedCode.slice();
  }
}
