/**
 * Where records, mails to be sent and the audit trail are kept.
 *
 * Times are whole seconds since 1970-01-01T00:00:00Z, names of records are UUIDs in lower case.
 *
 * @module
 */

import type { MailFault } from "../mail/mailer.js";
import type {
  AuditEvent,
  Change,
  LiveCode,
  Purpose,
  Recorded,
  Search,
  State,
} from "../module/types.js";

/** A new code, pending, version 1. */
export interface NewRecord {
  /** Its name. */
  readonly id: string;
  /** Whose it is (canonical key). */
  readonly subject: string;
  /** The keyed digest of the code. */
  readonly digest: Uint8Array;
  /** First second in which it is valid. */
  readonly notBefore: number;
  /** Last second in which it is valid. */
  readonly notAfter: number;
  /** Wrong tries that lock it. */
  readonly maxTries: number;
  /**
   * Whether it stands beside others: then only a live code with the same digest is in its way, else
   * only one that does not stand beside others either.
   */
  readonly several: boolean;
  /** The code, sealed, where it can be told once more. */
  readonly sealedCode?: Uint8Array;
  /** Whether it is never told once more, by anything. */
  readonly hidden: boolean;
  /** How often it may be redeemed; 0 for as often as wanted while it is valid. */
  readonly maxUses: number;
  /** A remark that is told with it. */
  readonly note?: string;
  /** What exactly it grants, as JSON. */
  readonly terms?: string;
  /** Who asked for it: the name under which the caller authenticated. */
  readonly issuer: string;
  /** The number of the format it was drawn in; 0 where it was not drawn by a policy's format. */
  readonly format: number;
  /** The batch it was issued in. */
  readonly batch?: string;
  /** From when on its value is to be removed if it is still live; never where it is not given. */
  readonly removeAt?: number;
}

/** A mail to be sent, one for a record at the most. */
export interface NewMail {
  /**
   * The record whose code it carries: one of the same write, or one that the tenant has for the
   * purpose already.
   */
  readonly record: string;
  /** To whom. */
  readonly to: string;
  /** The code, sealed. */
  readonly sealedCode: Uint8Array;
  /** The language in which it is to be read (BCP 47), if that is known. */
  readonly locale?: string;
}

/** One line of the audit trail. Never contains a code. */
export interface AuditRow {
  /** When. */
  readonly at: number;
  /** Who asked: the name under which the caller authenticated. */
  readonly actor: string;
  /** Whom it is about (canonical key), if that was understood. */
  readonly subject?: string;
  /** What happened. */
  readonly event: AuditEvent;
  /** The record that came of it. */
  readonly record?: string;
  /** The caller's reason, or else more about it. Never a code. */
  readonly detail?: string;
}

/** What names a repeated request. */
export interface AnswerKey {
  /** The name under which the caller authenticated. */
  readonly actor: string;
  /** The SHA-256 of the name that its caller gave the request. */
  readonly name: Uint8Array;
}

/** An answer, kept. It may hold codes: it is sealed. */
export interface KeptAnswer {
  /** What names the request. */
  readonly key: AnswerKey;
  /** The keyed digest of what was asked. */
  readonly request: Uint8Array;
  /** The HTTP status. */
  readonly status: number;
  /** The value of `Content-Type`. */
  readonly contentType: string;
  /** The body, sealed. */
  readonly sealedBody: Uint8Array;
  /** The last second in which it is given again. */
  readonly until: number;
}

/** One transaction. */
export interface Write {
  /** Whose data it is. */
  readonly tenant: string;
  /** What the codes grant; absent where the write is about no codes. New codes and mails have one. */
  readonly purpose?: Purpose;
  /** When it was decided. */
  readonly at: number;
  /** New codes. */
  readonly records: readonly NewRecord[];
  /** Live codes that go to the state superseded: applied before `records`. */
  readonly superseded: readonly { readonly id: string; readonly version: number }[];
  /** What else becomes of the tenant's codes, whatever they grant. Applied before `records`. */
  readonly changed: readonly Change[];
  /** Mails to be sent. */
  readonly mails: readonly NewMail[];
  /** What happened. */
  readonly audit: readonly AuditRow[];
  /**
   * Whether the caller proved nothing. Then the entries of `audit` are cut, and of many failures
   * only the first have entries of their own: the others are counted (`audit/flood.ts`).
   */
  readonly anonymous?: boolean;
  /** The answer, where it is to be given again when the request is repeated. */
  readonly answer?: KeptAnswer;
}

/**
 * What became of a write. `conflict`: somebody was faster, nothing of it is in force; look again and
 * decide again.
 */
export type Applied = "done" | "conflict";

/** What is kept of a live code. */
export interface KeptCode {
  readonly id: string;
  /** The keyed digest. */
  readonly digest: Uint8Array;
  /** The sealed code, if it was kept. */
  readonly sealedCode?: Uint8Array;
  /** Whether it is never told once more. */
  readonly hidden: boolean;
  /** When it was created, in seconds; it may become valid later than that. */
  readonly created: number;
  /** Last second in which it is valid. */
  readonly notAfter: number;
  readonly note?: string;
  /** Who asked for it. */
  readonly issuer: string;
}

/** A record, and what is stored of its code. */
export interface StoredRecord {
  /** What is known of it; it has no `code`. */
  readonly known: Recorded;
  /** The keyed digest; empty once it has been removed. */
  readonly digest: Uint8Array;
  /** The sealed code, if it is kept. */
  readonly sealedCode?: Uint8Array;
}

/** What is stored of a code. */
export interface StoredCode {
  readonly digest: Uint8Array;
  readonly state: State;
  readonly version: number;
}

/** Which entries of the audit trail are wanted, all that is given applying. */
export interface AuditFilter {
  readonly record?: string;
  /** Canonical key. */
  readonly subject?: string;
  /** Those after this number (`AuditLine.seq`); 0 for all. */
  readonly after: number;
  /** How many at the most. */
  readonly limit: number;
}

/**
 * An entry of the audit trail, and its number among the tenant's entries: the first has 1, and each
 * is one higher than the one before, so that it tells nothing of other tenants. Entries from before
 * tenants had numbers of their own keep those of the store's whole trail.
 */
export interface AuditLine {
  readonly seq: number;
  readonly purpose?: Purpose;
  readonly row: AuditRow;
}

/** A mail that waits to be sent. */
export interface WaitingMail {
  readonly tenant: string;
  readonly purpose: Purpose;
  /** The last second in which the code is valid. */
  readonly notAfter: number;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it is due; 0 as long as nobody has tried it. */
  readonly nextAttemptAt: number;
  /** What the last try ended in. */
  readonly lastError?: MailFault;
  /** The rest, as it was ordered. */
  readonly mail: NewMail;
}

/** What happens to a mail that waits. */
export type MailStep =
  /**
   * It is going to be tried: counted before the service hears of it. Until then nobody else tries
   * it. Unless another step follows, its last error is `unanswered`.
   */
  | { readonly kind: "try"; readonly until: number }
  /** It was tried in vain, and is due again then. */
  | { readonly kind: "fail"; readonly againAt: number; readonly fault: MailFault }
  /** It will not be tried again: its sealed code is wiped, the row is kept. */
  | { readonly kind: "die"; readonly at: number; readonly fault: MailFault }
  /** It is due from that second on. */
  | { readonly kind: "hurry"; readonly at: number };

/** A mail that was not sent and will not be. */
export interface DeadMail {
  readonly tenant: string;
  readonly purpose: Purpose;
  readonly record: string;
  readonly to: string;
  readonly attempts: number;
  readonly diedAt: number;
  readonly fault: MailFault;
}

/** How many mails there are. */
export interface MailCounts {
  readonly waiting: number;
  readonly dead: number;
}

/**
 * A durable store. One {@link Store.apply} is one transaction.
 *
 * Every method rejects with a `CodemintError` whose code begins with `store-` where the store
 * cannot be read, or where something could not be made durable: then nothing of it is in force.
 */
export interface Store {
  /**
   * The live codes (pending or locked, whether expired or not) that these subjects have for a
   * purpose. `LiveCode.subject` is the position in `subjects`; in ascending order of it.
   */
  liveCodes(tenant: string, purpose: Purpose, subjects: readonly string[]): Promise<LiveCode[]>;

  /**
   * The codes that a subject has and had for a purpose: all live ones, the oldest first, and then
   * at most `ended` others, the newest first.
   */
  recordsOf(
    tenant: string,
    purpose: Purpose,
    subject: string,
    ended: number,
  ): Promise<StoredRecord[]>;

  /** The tenant's record of that name. */
  record(tenant: string, id: string): Promise<StoredRecord | undefined>;

  /**
   * At most `limit` records of a tenant, the newest first, to which all that the search says
   * applies (`search.limit` is ignored), at that time.
   *
   * The order is that in which the writes were committed, and within a write that of its records,
   * whatever their ids are: a record that becomes visible after a search stands before everything
   * that the search returned. `search.before` is the id of a record of the tenant; after any other
   * id the list is empty.
   *
   * Times of searches by phase do not go back: a store may answer as of the latest time that was
   * given to it.
   */
  search(tenant: string, search: Search, now: number, limit: number): Promise<StoredRecord[]>;

  /** The answer that is kept under that key, unless its time was over at `now`. */
  keptAnswer(tenant: string, key: AnswerKey, now: number): Promise<KeptAnswer | undefined>;

  /** The latest time of any write that was applied (`Write.at`); none of it is forgotten. */
  latest(): Promise<number | undefined>;

  /**
   * Applies all of a write, durably, or nothing of it.
   *
   * `conflict` when a superseded record no longer has its version or is no longer live, when a
   * change cannot be made any more (`use` wants a pending code of that version; `try` a pending
   * one; `void` a live one of that version; `unlock` a locked one of that version), when a new code
   * meets a live one that is in its way (`NewRecord.several`), when an id is taken, or when an
   * answer is kept under that key whose time is not over.
   */
  apply(write: Write): Promise<Applied>;

  /** Everything that is kept of the live codes that a subject has for a purpose, the oldest first. */
  keptCodes(tenant: string, purpose: Purpose, subject: string): Promise<KeptCode[]>;

  /** The stored form of a record's code and where it stands, to hold a code against it. */
  storedCode(record: string): Promise<StoredCode | undefined>;

  /**
   * Removes the values of at most `limit` live codes whose `removeAt` is not after `now`: their
   * digests and seals, remarks and terms. A mail that waits to carry one of them dies (`expired`).
   * What is left of each is a tombstone in the state `removed`, its version one higher. How many
   * there were is returned; fewer than `limit` when there are no more.
   */
  removeExpired(now: number, limit: number): Promise<number>;

  /** The entries of a tenant's audit trail that the filter lets through, oldest first. */
  auditTrail(tenant: string, filter: AuditFilter): Promise<AuditLine[]>;

  /** Resolves where the store can be read and written just now. */
  ready(): Promise<void>;

  /** At most `limit` mails that wait to be sent, due or not, oldest first. */
  waitingMails(limit: number): Promise<WaitingMail[]>;

  /**
   * At most `limit` mails of a tenant that wait and are due at `now`: those with the earliest
   * `nextAttemptAt` first, of equal ones the oldest first.
   */
  dueMails(tenant: string, now: number, limit: number): Promise<WaitingMail[]>;

  /**
   * Durably changes where a mail stands, if it still waits and has been tried `attempts` times.
   * `false` when that is no longer so: somebody else was faster, and nothing was changed.
   */
  stepMail(record: string, attempts: number, step: MailStep): Promise<boolean>;

  /**
   * Forgets a mail that was sent, and with it the sealed code. A mail that is not there is no
   * error: it was sent and forgotten before.
   */
  forgetMail(record: string): Promise<void>;

  /** At most `limit` dead letters of all tenants, those that died first first. */
  deadMails(limit: number): Promise<DeadMail[]>;

  /** How many mails of all tenants wait, and how many are dead. */
  mailCounts(): Promise<MailCounts>;
}
