/**
 * A store in a SQLite database, whoever runs it.
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
  KeptCode,
  MailCounts,
  MailStep,
  Store,
  StoredCode,
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
import { aWhile } from "./turns.js";
import { refused, statementsOf } from "./write.js";

/** How often a write is tried again when another host has appended to the audit trail meanwhile. */
const TRIES = 32;

/**
 * A {@link Store} in tables of the Rust SDK's schema: a file that one host has written, another one
 * can read and write, and a gateway can verify its audit trail. The trail is a chain
 * (`audit/chain.ts`); checkpoints, which vouch for it under a key, are not made here.
 *
 * A write is one batch, each condition in it a guard. Writes of one process wait for each other, in
 * a queue of 4,096; those of others are met by the guards.
 */
export class SqlStore implements Store {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase | SqlDriver) {
    this.#database = database instanceof SqlDatabase ? database : new SqlDatabase(database);
  }

  /** The database, to put a directory into the same tables. */
  get database(): SqlDatabase {
    return this.#database;
  }

  /**
   * Makes the tables in a blank database; in one that has them, does nothing. Every method does it
   * first, once. Two may do it at once.
   *
   * @throws {CodemintError} `store-damaged` when the database is another application's, or was
   * written by a newer release; `configuration` when it was written by an older one.
   */
  prepare(): Promise<void> {
    return this.#database.prepare();
  }

  /** Does what waits, and closes the database. From then on everything is `store-closed`. */
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
      for (let tries = 0; tries < TRIES; tries += 1) {
        const entries = await appending(this.#database, write);
        const outcome = await batch([...statements, ...entries]);
        if (outcome === "refused") throw refused();
        if (outcome !== "moved") return outcome;
        await aWhile(tries);
      }
      return "conflict";
    });
  }

  keptCodes(tenant: string, purpose: Purpose, subject: string): Promise<KeptCode[]> {
    return codes.keptCodes(this.#database, tenant, purpose, subject);
  }

  storedCode(record: string): Promise<StoredCode | undefined> {
    return codes.storedCode(this.#database, record);
  }

  removeExpired(now: number, limit: number): Promise<number> {
    return this.#database.write((batch) => removeExpired(this.#database, batch, now, limit));
  }

  auditTrail(tenant: string, filter: AuditFilter): Promise<AuditLine[]> {
    return auditTrail(this.#database, tenant, filter);
  }

  /** Reads a little, and writes a little durably. */
  async ready(): Promise<void> {
    await this.#database.all("SELECT 1 FROM records LIMIT 1", []);
    await this.#do({ sql: "UPDATE latest SET at = at", values: [] });
  }

  waitingMails(limit: number): Promise<WaitingMail[]> {
    return mails.waitingMails(this.#database, limit);
  }

  dueMails(tenant: string, now: number, limit: number): Promise<WaitingMail[]> {
    return mails.dueMails(this.#database, tenant, now, limit);
  }

  async stepMail(record: string, attempts: number, step: MailStep): Promise<boolean> {
    return this.#do(mails.stepping(record, attempts, step), changedOrConflict(1));
  }

  async forgetMail(record: string): Promise<void> {
    await this.#do(mails.forgetting(record));
  }

  deadMails(limit: number): Promise<DeadMail[]> {
    return mails.deadMails(this.#database, limit);
  }

  mailCounts(): Promise<MailCounts> {
    return mails.mailCounts(this.#database);
  }

  /** Whether it was done. */
  async #do(...statements: readonly Statement[]): Promise<boolean> {
    return this.#database.write(async (batch) => (await batch(statements)) === "done");
  }
}
