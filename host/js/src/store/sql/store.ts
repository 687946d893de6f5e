/**
 * The store in a SQLite database, independent of the driver.
 *
 * @module
 */

import type { LiveCode, Purpose, Search } from "../../module/types.js";
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
} from "../store.js";
import * as codes from "./codes.js";
import { SqlDatabase } from "./database.js";
import type { SqlDriver, Statement } from "./driver.js";
import { changedOrConflict } from "./guards.js";
import * as mails from "./mails.js";
import * as records from "./records.js";
import { removeExpired } from "./removal.js";
import * as searches from "./search.js";
import { appending, auditTrail } from "./trail.js";
import { backOff } from "./turns.js";
import { refused, statementsOf } from "./write.js";

/**
 * The maximum number of attempts at a write, after other hosts have appended to the audit trail.
 */
const MAX_ATTEMPTS = 32;

/**
 * A {@link Store} with the schema of the Rust SDK: any host can read and write a file that another
 * one has written, and a gateway can verify its audit trail. The trail is a hash chain
 * (`audit/chain.ts`); checkpoints, which authenticate it with a key, are not made here.
 *
 * A write is one batch, and each condition in it a guard. Writes of one process are executed one
 * after the other, from a queue of 4,096; guards detect conflicts with those of other processes.
 */
export class SqlStore implements Store {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase | SqlDriver) {
    this.#database = database instanceof SqlDatabase ? database : new SqlDatabase(database);
  }

  /** The database, for a directory in the same tables. */
  get database(): SqlDatabase {
    return this.#database;
  }

  /**
   * Creates the tables in a blank database, unless they exist. Every method does that first, once.
   * Concurrent calls are safe.
   *
   * @throws {CodemintError} `store-damaged` if the database belongs to another application, or was
   * written by a newer release; `configuration` if it was written by an older one.
   */
  prepare(): Promise<void> {
    return this.#database.prepare();
  }

  /** Finishes waiting writes, and closes the database. Later calls fail with `store-closed`. */
  close(): Promise<void> {
    return this.#database.close();
  }

  liveCodes(tenant: string, purpose: Purpose, subjects: readonly string[]): Promise<LiveCode[]> {
    return codes.liveCodes(this.#database, tenant, purpose, subjects);
  }

  recordsOf(
    tenant: string,
    purpose: Purpose,
    subject: string,
    ended: number,
  ): Promise<StoredRecord[]> {
    return records.recordsOf(this.#database, [tenant, purpose, subject], ended);
  }

  record(tenant: string, id: string): Promise<StoredRecord | undefined> {
    return records.record(this.#database, tenant, id);
  }

  search(tenant: string, search: Search, now: number, limit: number): Promise<StoredRecord[]> {
    return searches.search(this.#database, tenant, search, now, limit);
  }

  keptAnswer(tenant: string, key: AnswerKey, now: number): Promise<KeptAnswer | undefined> {
    return codes.keptAnswer(this.#database, tenant, key, now);
  }

  latest(): Promise<number | undefined> {
    return codes.latest(this.#database);
  }

  async apply(write: Write): Promise<Applied> {
    const statements = statementsOf(write);
    return this.#database.write(async (batch) => {
      for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
        const entries = await appending(this.#database, write);
        const outcome = await batch([...statements, ...entries]);
        if (outcome === "refused") throw refused();
        if (outcome !== "moved") return outcome;
        await backOff(attempts);
      }
      return "conflict";
    });
  }

  removeExpired(now: number, limit: number): Promise<number> {
    return this.#database.write((batch) => removeExpired(this.#database, batch, now, limit));
  }

  auditTrail(tenant: string, filter: AuditFilter): Promise<AuditLine[]> {
    return auditTrail(this.#database, tenant, filter);
  }

  /** Reads a row, and writes one durably. */
  async ready(): Promise<void> {
    await this.#database.all("SELECT 1 FROM records LIMIT 1", []);
    await this.#do({ sql: "UPDATE latest SET at = at", values: [] });
  }

  dueMails(tenant: string, now: number, limit: number): Promise<WaitingMail[]> {
    return mails.dueMails(this.#database, tenant, now, limit);
  }

  async stepMail(record: string, attempts: number, step: MailStep): Promise<boolean> {
    return this.#do(mails.stepping(record, attempts, step), changedOrConflict(1));
  }

  async forgetMail(record: string): Promise<void> {
    await this.#do(mails.deleting(record));
  }

  deadMails(limit: number): Promise<DeadMail[]> {
    return mails.deadMails(this.#database, limit);
  }

  mailCounts(): Promise<MailCounts> {
    return mails.mailCounts(this.#database);
  }

  /** Executes a batch. Returns whether it was done. */
  async #do(...statements: readonly Statement[]): Promise<boolean> {
    return this.#database.write(async (batch) => (await batch(statements)) === "done");
  }
}
