/**
 * Activation and enrolment codes: requests validated, codes minted, QR symbols drawn, three vendors'
 * APIs and one of our own served.
 *
 * @packageDocumentation
 */

export type { Clock } from "./clock.js";
export { systemClock } from "./clock.js";
export type { Directory, DirectoryEntry, ElevationEntry } from "./directory.js";
export type { Entropy } from "./entropy.js";
export { systemEntropy } from "./entropy.js";
export { CodemintError, type ErrorCode } from "./errors.js";
export type { Mail, Mailer, MailFault } from "./mail/mailer.js";
export { plan, reject, routes, settle } from "./module/calls.js";
export type * from "./module/types.js";
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
