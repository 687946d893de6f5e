/**
 * Copies of values, so that a caller cannot change stored data through references.
 *
 * @module
 */

import { createdAt } from "../ids.js";
import type {
  AnswerKey,
  DeadMail,
  KeptAnswer,
  NewRecord,
  StoredRecord,
  WaitingMail,
} from "../store.js";
import type { Code, QueuedMail } from "./tables.js";

/** Copies a record and its bytes. */
export function copyRecord(record: NewRecord): NewRecord {
  return { ...record, digest: record.digest.slice(), ...sealedCodeOf(record) };
}

/** A record without its encrypted code. */
export function withoutSealedCode({ sealedCode: _, ...rest }: NewRecord): NewRecord {
  return rest;
}

/** A record without its value, as it remains after removal. */
export function tombstone(record: NewRecord): NewRecord {
  const { note: _note, terms: _terms, ...rest } = withoutSealedCode(record);
  return { ...rest, digest: new Uint8Array() };
}

/** The encrypted code as a member, if there is one. */
function sealedCodeOf({ sealedCode }: NewRecord): { readonly sealedCode?: Uint8Array } {
  return sealedCode === undefined ? {} : { sealedCode: sealedCode.slice() };
}

/** The stored record of a code. */
export function storedRecord(code: Code): StoredRecord {
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
    ...sealedCodeOf(given),
  };
}

/** A waiting mail. */
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

/** A dead letter; `undefined` if the mail is waiting. */
export function dead(queued: QueuedMail): DeadMail | undefined {
  const { tenant, purpose, record, to, attempts, deadAt, lastError } = queued;
  if (deadAt === undefined || lastError === undefined) return undefined;
  return { tenant, purpose, record, to, attempts, diedAt: deadAt, fault: lastError };
}

/** Copies an answer and its bytes. */
export function copyAnswer(answer: KeptAnswer): KeptAnswer {
  const { key, request, sealedBody } = answer;
  return {
    ...answer,
    key: { actor: key.actor, name: key.name.slice() },
    request: request.slice(),
    sealedBody: sealedBody.slice(),
  };
}

/** The map key of an answer. */
export function answerKey(tenant: string, key: AnswerKey): string {
  return JSON.stringify([tenant, key.actor, [...key.name]]);
}
