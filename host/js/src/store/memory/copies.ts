/**
 * Copies: what a caller does to what it gave or got changes nothing in the store.
 *
 * @module
 */

import { createdAt } from "../ids.js";
import type {
  AnswerKey,
  DeadMail,
  KeptAnswer,
  KeptCode,
  NewRecord,
  StoredRecord,
  WaitingMail,
} from "../store.js";
import type { Code, QueuedMail } from "./tables.js";

/** The record with bytes of its own. */
export function copyRecord(record: NewRecord): NewRecord {
  return { ...record, digest: record.digest.slice(), ...sealOf(record) };
}

/** The record without what would tell its code once more. */
export function withoutSeal({ sealedCode: _, ...rest }: NewRecord): NewRecord {
  return rest;
}

/** What is left of a record whose value is removed: what names it. */
export function tombstone(record: NewRecord): NewRecord {
  const { note: _note, terms: _terms, ...rest } = withoutSeal(record);
  return { ...rest, digest: new Uint8Array() };
}

/** The sealed code as a member, where there is one. */
function sealOf({ sealedCode }: NewRecord): { readonly sealedCode?: Uint8Array } {
  return sealedCode === undefined ? {} : { sealedCode: sealedCode.slice() };
}

/** The remark as a member, where there is one. */
function noteOf({ note }: NewRecord): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

/** What is told of a code. */
export function told(code: Code): StoredRecord {
  const { purpose, new: given, state, version, tries, uses } = code;
  const { id, subject, notBefore, notAfter, maxTries, maxUses } = given;
  const { hidden, format, batch, issuer, note, terms } = given;
  return {
    known: {
      ...{ id, version, purpose, subject, state, created: createdAt(id), notBefore, notAfter },
      ...{ tries, maxTries, uses, maxUses, hidden, format, batch, issuer, note, terms },
      code: undefined,
    },
    digest: given.digest.slice(),
    ...sealOf(given),
  };
}

/** What is kept of a live code. */
export function kept({ new: given }: Code): KeptCode {
  const { id, hidden, notAfter, issuer } = given;
  const digest = given.digest.slice();
  const rest = { ...sealOf(given), ...noteOf(given) };
  return { id, digest, hidden, created: createdAt(id), notAfter, issuer, ...rest };
}

/** A mail that waits. */
export function waiting(queued: QueuedMail): WaitingMail {
  const { tenant, purpose, notAfter, attempts, nextAttemptAt, lastError } = queued;
  const { record, to, locale } = queued;
  const mail = { record, to, sealedCode: queued.sealedCode.slice() };
  return {
    ...{ tenant, purpose, notAfter, attempts, nextAttemptAt },
    ...(lastError === undefined ? {} : { lastError }),
    mail: locale === undefined ? mail : { ...mail, locale },
  };
}

/** A dead letter; `undefined` where the mail waits. */
export function dead(queued: QueuedMail): DeadMail | undefined {
  const { tenant, purpose, record, to, attempts, deadAt, lastError } = queued;
  if (deadAt === undefined || lastError === undefined) return undefined;
  return { tenant, purpose, record, to, attempts, diedAt: deadAt, fault: lastError };
}

/** The answer with bytes of its own. */
export function copyAnswer(answer: KeptAnswer): KeptAnswer {
  const { key, request, sealedBody } = answer;
  return {
    ...answer,
    key: { actor: key.actor, name: key.name.slice() },
    request: request.slice(),
    sealedBody: sealedBody.slice(),
  };
}

/** What tells answers apart: whose they are, and the request's name. */
export function answerKey(tenant: string, key: AnswerKey): string {
  return JSON.stringify([tenant, key.actor, [...key.name]]);
}
