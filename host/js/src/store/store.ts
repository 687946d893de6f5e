/**
 * The interface of stores for records, mails and the audit trail.
 *
 * Times are whole seconds since 1970-01-01T00:00:00Z, record IDs are UUIDs in lower case.
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
} from "../module/types.js";

/** A new code, pending, version 1. */
export interface NewRecord {
  /** The record ID. */
  readonly id: string;
  /** The subject (canonical key). */
  readonly subject: string;
  /** The keyed digest of the code. */
  readonly digest: Uint8Array;
  /** The first second in which it is valid. */
  readonly notBefore: number;
  /** The last second in which it is valid. */
  readonly notAfter: number;
  /** The number of failed attempts that lock it. */
  readonly maxTries: number;
  /**
   * Whether it can coexist with other live codes of its subject and purpose. If so, it conflicts
   * only with a live code that has the same digest, otherwise only with one that cannot coexist
   * either.
   */
  readonly several: boolean;
  /** The encrypted code, if it is revealable. */
  readonly sealedCode?: Uint8Array;
  /** Whether it is never shown again after the answer that issues it. */
  readonly hidden: boolean;
  /** How often it may be redeemed; 0 for no limit while it is valid. */
  readonly maxUses: number;
  /** A note that is shown with it. */
  readonly note?: string;
  /** The details of what it grants, as JSON. */
  readonly terms?: string;
  /** The name under which the caller that requested it authenticated. */
  readonly issuer: string;
  /** The number of its format; 0 if it was not drawn in a policy's format. */
  readonly format: number;
  /** The batch in which it was issued. */
  readonly batch?: string;
  /** When its value is removed if it is still live; never if not given. */
  readonly removeAt?: number;
}

/** A mail to send. A record has at most one. */
export interface NewMail {
  /**
   * The record whose code it contains: one of the same write, or an existing one of the tenant and
   * purpose.
   */
  readonly record: string;
  /** The recipient's address. */
  readonly to: string;
  /** The encrypted code. */
  readonly sealedCode: Uint8Array;
  /** The recipient's language (BCP 47), if it is known. */
  readonly locale?: string;
}

/** The content of an audit entry. It never contains a code. */
export interface AuditRow {
  /** When it happened. */
  readonly at: number;
  /** The name under which the caller authenticated. */
  readonly actor: string;
  /** The subject (canonical key), if the request was understood. */
  readonly subject?: string;
  /** What happened. */
  readonly event: AuditEvent;
  /** The record that it concerns. */
  readonly record?: string;
  /** The caller's reason, or other details. Never a code. */
  readonly detail?: string;
}

/** Identifies a repeated request. */
export interface AnswerKey {
  /** The name under which the caller authenticated. */
  readonly actor: string;
  /** The SHA-256 of the request's idempotency key. */
  readonly name: Uint8Array;
}

/** A stored answer. Its body is encrypted, since it may contain codes. */
export interface KeptAnswer {
  /** The key of the request. */
  readonly key: AnswerKey;
  /** The keyed digest of the request. */
  readonly request: Uint8Array;
  /** The HTTP status. */
  readonly status: number;
  /** The value of `Content-Type`. */
  readonly contentType: string;
  /** The encrypted body. */
  readonly sealedBody: Uint8Array;
  /** The last second in which it is returned for a repetition. */
  readonly until: number;
}

/** One transaction. */
export interface Write {
  /** The tenant that the data belongs to. */
  readonly tenant: string;
  /** The purpose of the codes. Required for new codes and mails; may be absent otherwise. */
  readonly purpose?: Purpose;
  /** The time of the decision. */
  readonly at: number;
  /** New codes. */
  readonly records: readonly NewRecord[];
  /** Live codes that become superseded. Applied before `records`. */
  readonly superseded: readonly { readonly id: string; readonly version: number }[];
  /** Other changes to the tenant's codes of any purpose. Applied before `records`. */
  readonly changed: readonly Change[];
  /** Mails to send. */
  readonly mails: readonly NewMail[];
  /** Audit entries. */
  readonly audit: readonly AuditRow[];
  /**
   * Whether the caller is unauthenticated. The entries of `audit` are then truncated, and of many
   * failures only the first get entries of their own: the others are counted (`audit/flood.ts`).
   */
  readonly anonymous?: boolean;
  /** The answer for repetitions of the request. */
  readonly answer?: KeptAnswer;
}

/**
 * The result of a write. `conflict`: nothing was written because of a concurrent write; look up and
 * decide again.
 */
export type Applied = "done" | "conflict";

/** A record, and the stored forms of its code. */
export interface StoredRecord {
  /** The record, without `code`. */
  readonly known: Recorded;
  /** The keyed digest; empty once the value has been removed. */
  readonly digest: Uint8Array;
  /** The encrypted code, if it is stored. */
  readonly sealedCode?: Uint8Array;
}

/** Selects entries of the audit trail, which must match all given members. */
export interface AuditFilter {
  readonly record?: string;
  /** The subject (canonical key). */
  readonly subject?: string;
  /** Only entries after this number (`AuditLine.seq`); 0 for all. */
  readonly after: number;
  /** The maximum number of entries. */
  readonly limit: number;
}

/**
 * An entry of the audit trail with its number among the tenant's entries. The first number is 1,
 * and each further one is one higher, so that numbers reveal nothing about other tenants. Entries
 * that are older than numbers per tenant keep their number in the store's whole trail.
 */
export interface AuditLine {
  readonly seq: number;
  readonly purpose?: Purpose;
  readonly row: AuditRow;
}

/** A mail that is waiting to be sent. */
export interface WaitingMail {
  readonly tenant: string;
  readonly purpose: Purpose;
  /** The last second in which the code is valid. */
  readonly notAfter: number;
  /** The number of attempts so far. */
  readonly attempts: number;
  /** When the next attempt is due; 0 before the first one. */
  readonly nextAttemptAt: number;
  /** The fault of the last attempt. */
  readonly lastError?: MailFault;
  /** The mail as ordered. */
  readonly mail: NewMail;
}

/** A change of a waiting mail. */
export type MailStep =
  /**
   * An attempt starts: it is counted before the service is contacted, and reserves the mail until
   * `until`. If no other step follows, the last error is `unanswered`.
   */
  | { readonly kind: "try"; readonly until: number }
  /** The attempt failed. The next one is due at `againAt`. */
  | { readonly kind: "fail"; readonly againAt: number; readonly fault: MailFault }
  /** There are no further attempts: the encrypted code is deleted, the row is kept. */
  | { readonly kind: "die"; readonly at: number; readonly fault: MailFault }
  /** The next attempt is due at `at`. */
  | { readonly kind: "hurry"; readonly at: number };

/** A dead letter: a mail that was not and will not be sent. */
export interface DeadMail {
  readonly tenant: string;
  readonly purpose: Purpose;
  readonly record: string;
  readonly to: string;
  readonly attempts: number;
  readonly diedAt: number;
  readonly fault: MailFault;
}

/** The numbers of mails. */
export interface MailCounts {
  readonly waiting: number;
  readonly dead: number;
}

/**
 * A durable store. One {@link Store.apply} is one transaction.
 *
 * Every method rejects with a `CodemintError` whose code begins with `store-` if the store cannot
 * be read, or if a change could not be made durable: then nothing of it was written.
 */
export interface Store {
  /**
   * Returns the live codes (pending or locked, expired or not) of these subjects for a purpose, in
   * ascending order of `LiveCode.subject`, the position in `subjects`.
   */
  liveCodes(tenant: string, purpose: Purpose, subjects: readonly string[]): Promise<LiveCode[]>;

  /**
   * Returns a subject's records for a purpose: all live ones, oldest first, then at most `ended`
   * others, newest first.
   */
  recordsOf(
    tenant: string,
    purpose: Purpose,
    subject: string,
    ended: number,
  ): Promise<StoredRecord[]>;

  /** Returns the tenant's record with this ID. */
  record(tenant: string, id: string): Promise<StoredRecord | undefined>;

  /**
   * Returns at most `limit` records of a tenant that match all criteria of the search at the time
   * `now`, newest first (`search.limit` is ignored).
   *
   * The order is that of the commits, and within a write that of its records, regardless of their
   * IDs: a record that becomes visible after a search comes before everything that the search
   * returned. `search.before` is the ID of a record of the tenant; for any other ID the list is
   * empty.
   *
   * Times of searches by phase do not go back: a store may use the latest `now` that it was given.
   */
  search(tenant: string, search: Search, now: number, limit: number): Promise<StoredRecord[]>;

  /** Returns the answer that is stored under this key, unless it has expired at `now`. */
  keptAnswer(tenant: string, key: AnswerKey, now: number): Promise<KeptAnswer | undefined>;

  /** Returns the latest time (`Write.at`) of all writes that were ever applied. */
  latest(): Promise<number | undefined>;

  /**
   * Applies all of a write durably, or nothing of it.
   *
   * It is a `conflict` if a superseded record no longer has this version or is no longer live; if a
   * change is not possible (`use` requires a pending code in this version; `try` a pending one;
   * `void` a live one in this version; `unlock` a locked one in this version); if a new code
   * conflicts with a live one (`NewRecord.several`); if an ID is taken; or if an unexpired answer
   * is stored under this key.
   */
  apply(write: Write): Promise<Applied>;

  /**
   * Removes the values of at most `limit` live codes whose `removeAt` is not after `now`: digest,
   * encrypted code, note and terms. A waiting mail with such a code dies (`expired`). Each record
   * becomes a tombstone in the state `removed`, its version one higher. Returns the number of
   * removed codes: less than `limit` if there are no more.
   */
  removeExpired(now: number, limit: number): Promise<number>;

  /** Returns the entries of a tenant's audit trail that match the filter, oldest first. */
  auditTrail(tenant: string, filter: AuditFilter): Promise<AuditLine[]>;

  /** Resolves if the store can be read and written at present. */
  ready(): Promise<void>;

  /**
   * Returns at most `limit` waiting mails of a tenant that are due at `now`, ordered by
   * `nextAttemptAt` and then by age, oldest first.
   */
  dueMails(tenant: string, now: number, limit: number): Promise<WaitingMail[]>;

  /**
   * Durably changes the state of a mail if it is still waiting and has had `attempts` attempts.
   * Returns `false` otherwise: another process has changed it, and this call changed nothing.
   */
  stepMail(record: string, attempts: number, step: MailStep): Promise<boolean>;

  /**
   * Deletes a mail that was sent, and its encrypted code. A missing mail is not an error: it was
   * sent and deleted before.
   */
  forgetMail(record: string): Promise<void>;

  /** Returns at most `limit` dead letters of all tenants, in the order in which they died. */
  deadMails(limit: number): Promise<DeadMail[]>;

  /** Returns how many mails of all tenants are waiting, and how many are dead. */
  mailCounts(): Promise<MailCounts>;
}
