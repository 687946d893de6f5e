/**
 * What the store in memory holds.
 *
 * @module
 */

import type { MailFault } from "../../mail/mailer.js";
import type { AuditEvent, Purpose, State } from "../../module/types.js";
import type { Flood } from "../audit/flood.js";
import type { AuditLine, AuditRow, KeptAnswer, NewRecord } from "../store.js";
import { Layer } from "./layer.js";

/** A code, and where it stands. Never changed: another one takes its place. */
export interface Code {
  readonly tenant: string;
  readonly purpose: Purpose;
  readonly new: NewRecord;
  readonly state: State;
  readonly version: number;
  readonly tries: number;
  readonly uses: number;
}

/** A mail, waiting or dead. Never changed: another one takes its place. */
export interface QueuedMail {
  /** The order in which mails came. */
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

/** An entry of the trail, and whose it is. */
export interface TrailEntry {
  readonly tenant: string;
  readonly line: AuditLine;
}

/** Failures of one kind, and whose they are. */
interface Counted {
  readonly tenant: string;
  readonly event: AuditEvent;
  readonly flood: Flood;
}

/** Everything that is held. */
export class Tables {
  /** By name. */
  readonly codes = new Map<string, Code>();
  /** The names of all codes that an owner ever had, by {@link ownerKey}. */
  readonly owned = new Map<string, readonly string[]>();
  /** By the name of the record. */
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
  /** How many mails there ever were. */
  mailsEver = 0;

  /** Has an entry in the trail, with the tenant's next number. */
  tell(tenant: string, purpose: Purpose | undefined, row: AuditRow): void {
    const seq = (this.#numbers.get(tenant) ?? 0) + 1;
    this.#numbers.set(tenant, seq);
    const line = purpose === undefined ? { seq, row } : { seq, purpose, row };
    this.trail.push({ tenant, line });
  }
}

/** A write on its way: what it has changed so far, over tables that it has not. */
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

  /** Puts all of it in force. */
  commit(tables: Tables): void {
    for (const layer of [this.codes, this.owned, this.mails, this.answers]) layer.commit();
    tables.mailsEver = this.mailsEver;
  }
}

/** What tells owners apart: whose a code is, and what it grants. */
export function ownerKey(tenant: string, purpose: Purpose, subject: string): string {
  return JSON.stringify([tenant, purpose, subject]);
}
