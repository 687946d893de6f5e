/**
 * The tables of the store in memory.
 *
 * @module
 */

import type { MailFault } from "../../mail/mailer.js";
import type { AuditEvent, Purpose, State } from "../../module/types.js";
import type { Flood } from "../audit/flood.js";
import type { AuditLine, AuditRow, KeptAnswer, NewRecord } from "../store.js";
import { Layer } from "./layer.js";

/** A code and its state. Immutable: a change replaces it. */
export interface Code {
  readonly tenant: string;
  readonly purpose: Purpose;
  readonly new: NewRecord;
  readonly state: State;
  readonly version: number;
  readonly tries: number;
  readonly uses: number;
}

/** A mail, waiting or dead. Immutable: a change replaces it. */
export interface QueuedMail {
  /** The order in which mails were added. */
  readonly place: number;
  readonly tenant: string;
  readonly purpose: Purpose;
  readonly record: string;
  readonly to: string;
  /** Empty once it is dead. */
  readonly sealedCode: Uint8Array;
  readonly locale: string | undefined;
  readonly notAfter: number;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastError: MailFault | undefined;
  readonly deadAt: number | undefined;
}

/** An entry of the trail and its tenant. */
export interface TrailEntry {
  readonly tenant: string;
  readonly line: AuditLine;
}

/** Failures of one kind and their tenant. */
interface Counted {
  readonly tenant: string;
  readonly event: AuditEvent;
  readonly flood: Flood;
}

/** All data of the store. */
export class Tables {
  /** By record ID. */
  readonly codes = new Map<string, Code>();
  /** The IDs of all codes of an owner, by {@link ownerKey}. */
  readonly owned = new Map<string, readonly string[]>();
  /** By the ID of the record. */
  readonly mails = new Map<string, QueuedMail>();
  /** By {@link answerKey}. */
  readonly answers = new Map<string, KeptAnswer>();
  readonly trail: TrailEntry[] = [];
  /** Failures of anonymous callers, by tenant and kind. */
  readonly floods = new Map<string, Counted>();
  /** The number of each tenant's last entry. */
  readonly #numbers = new Map<string, number>();
  /** The latest time of any write. */
  latest: number | undefined;
  /** The number of mails that were ever added. */
  mailsEver = 0;

  /** Appends an entry to the trail, with the tenant's next number. */
  append(tenant: string, purpose: Purpose | undefined, row: AuditRow): void {
    const seq = (this.#numbers.get(tenant) ?? 0) + 1;
    this.#numbers.set(tenant, seq);
    const line = purpose === undefined ? { seq, row } : { seq, purpose, row };
    this.trail.push({ tenant, line });
  }
}

/** The uncommitted changes of a write. */
export class Draft {
  readonly codes: Layer<Code>;
  readonly owned: Layer<readonly string[]>;
  readonly mails: Layer<QueuedMail>;
  readonly answers: Layer<KeptAnswer>;
  mailsEver: number;

  constructor(tables: Tables) {
    this.codes = new Layer(tables.codes);
    this.owned = new Layer(tables.owned);
    this.mails = new Layer(tables.mails);
    this.answers = new Layer(tables.answers);
    this.mailsEver = tables.mailsEver;
  }

  /** Applies all changes. */
  commit(tables: Tables): void {
    for (const layer of [this.codes, this.owned, this.mails, this.answers]) layer.commit();
    tables.mailsEver = this.mailsEver;
  }
}

/** The map key of an owner: tenant, purpose and subject. */
export function ownerKey(tenant: string, purpose: Purpose, subject: string): string {
  return JSON.stringify([tenant, purpose, subject]);
}
