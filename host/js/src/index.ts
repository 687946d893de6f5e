/**
 * Activation and enrolment codes: validates requests, mints codes, draws QR symbols, and serves the
 * APIs of three vendors and one of its own.
 *
 * @packageDocumentation
 */

export type { Clock, ClockEvent } from "./clock.js";
export { systemClock } from "./clock.js";
export { Deadline } from "./deadline.js";
export type { Directory, DirectoryEntry, ElevationEntry } from "./directory.js";
export type { Entropy } from "./entropy.js";
export { systemEntropy } from "./entropy.js";
export { CodemintError, type ErrorCode } from "./errors.js";
export {
  AuditKeys,
  type Checkpoint,
  type CheckpointKind,
  type CheckpointTerms,
  type Vouched,
} from "./keys/audit.js";
export type { Binding } from "./keys/digest.js";
export { Keys } from "./keys/keys.js";
export type { Part } from "./keys/parts.js";
export { KeyRing } from "./keys/ring.js";
export { RootKey } from "./keys/root.js";
export type { Mail, Mailer, MailFault } from "./mail/mailer.js";
export { type MailEvent, type MailQueue, Outbox, type OutboxParts } from "./mail/outbox.js";
export { DEFAULT_RETRIES, type Retries } from "./mail/retries.js";
export { createHandler, type Handler, type HandlerOptions } from "./handler/handler.js";
export type { HandlerEvent } from "./handler/events.js";
export type { FetchRequest, FetchResponse } from "./globals.js";
export type { RequestTarget } from "./handler/target.js";
export type { AccessKey, Account, Operator, Site, TenantSite } from "./handler/site.js";
export { type Known, knownSecret } from "./handler/auth/known.js";
export { hashPassword, type PasswordCheck, pbkdf2 } from "./handler/auth/password.js";
export type { Admission, Asking } from "./issuer/admission.js";
export type { Caller, Role } from "./issuer/caller.js";
export { Issuer, type IssuerOptions } from "./issuer/issuer.js";
export type { Answer, Failure, IssueRequest } from "./issuer/request.js";
export type { PurposeRules, TenantRules } from "./issuer/tenants.js";
export { plan, reject, routes, settle, settleByObjects } from "./module/calls.js";
export type * from "./module/types.js";
export { Computer } from "./offline/computer.js";
export { deviceKeyFromHex, deviceKeyToHex, OfflineKey } from "./offline/key.js";
export { MemoryStore } from "./store/memory.js";
export { canonicalKey } from "./store/directory/key.js";
export type { RuleEntry, SubjectEntry } from "./store/directory/entries.js";
export { MemoryDirectory, type TenantEntries } from "./store/directory/memory.js";
export { SqlDirectory } from "./store/directory/sql.js";
export { type D1Like, d1Store } from "./store/sql/d1.js";
export type { Outcome, Row, SqlDriver, SqlValue, Statement } from "./store/sql/driver.js";
export { type DurableObjectStorageLike, durableObjectStore } from "./store/sql/durable-object.js";
export { nodeSqliteStore, type SqliteDatabase } from "./store/sql/node-sqlite.js";
export { SqlStore } from "./store/sql/store.js";
export type * from "./store/store.js";
export * from "./tools.js";
export { type Unsent, validate, type Validation } from "./validate.js";
