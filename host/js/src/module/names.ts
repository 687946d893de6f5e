/**
 * The names of the contract's enumerations, in the module's order: for encoding, and for checking
 * what a store reads.
 *
 * @module
 */

import type { AuditEvent, Purpose, Standing, State } from "./types.js";

/** Lists the keys of an object whose type ensures that the list is complete. */
function names<T extends string>(all: Readonly<Record<T, true>>): readonly T[] {
  return Object.keys(all) as T[];
}

/** Every purpose. */
export const PURPOSES: readonly Purpose[] = names<Purpose>({
  enrolment: true,
  "password-reset": true,
  elevation: true,
  activation: true,
});

/** Every state of a code. */
export const STATES: readonly State[] = names<State>({
  pending: true,
  redeemed: true,
  voided: true,
  superseded: true,
  locked: true,
  removed: true,
});

/** Every standing of a subject. */
export const STANDINGS: readonly Standing[] = names<Standing>({
  unknown: true,
  active: true,
  disabled: true,
  "pending-deletion": true,
  unavailable: true,
});

/** Every event of the audit trail. */
export const AUDIT_EVENTS: readonly AuditEvent[] = names<AuditEvent>({
  issued: true,
  "not-understood": true,
  "subject-refused": true,
  undetermined: true,
  "purpose-forbidden": true,
  "validity-refused": true,
  "mail-domain-refused": true,
  "no-mail": true,
  "time-refused": true,
  "code-refused": true,
  "elevation-refused": true,
  listed: true,
  redeemed: true,
  checked: true,
  "code-wrong": true,
  "code-absent": true,
  "code-early": true,
  "code-expired": true,
  "code-locked": true,
  "code-spent": true,
  "code-mistyped": true,
  voided: true,
  unlocked: true,
  inspected: true,
  searched: true,
  "trail-read": true,
  "record-unknown": true,
  "state-refused": true,
});
