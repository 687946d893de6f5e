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
export type * from "./store/store.js";
export * from "./tools.js";
