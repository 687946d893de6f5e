/**
 * Applies a write to the tables in memory, in the same order as the SQL stores.
 *
 * @module
 */

import { toHex } from "../../bytes.js";
import { CodemintError } from "../../errors.js";
import type { Purpose, State } from "../../module/types.js";
import { MAIL_WITHOUT_RECORD, WITHOUT_PURPOSE } from "../faults.js";
import { counted, entryOf, hasEnded, isSuccess, truncated } from "../audit/flood.js";
import type { Applied, AuditRow, NewMail, NewRecord, Write } from "../store.js";
import { isLive } from "../phase.js";
import { change } from "./change.js";
import { answerKey, copyAnswer, copyRecord } from "./copies.js";
import { type Code, Draft, ownerKey, type Tables } from "./tables.js";

/**
 * Applies all of a write, or nothing of it. Synchronous, so that it is not interleaved with other
 * calls.
 *
 * @throws {CodemintError} `store-failed` for an invalid write.
 */
export function apply(tables: Tables, write: Write): Applied {
  if (write.purpose === undefined && write.records.length + write.mails.length > 0) {
    throw new CodemintError("store-failed", WITHOUT_PURPOSE);
  }
  const draft = new Draft(tables);
  const { purpose } = write;
  const fits =
    write.superseded.every(({ id, version }) => supersede(draft, write, id, version)) &&
    write.changed.every((wanted) => change(draft, write.tenant, wanted)) &&
    (purpose === undefined || issue(draft, write, purpose)) &&
    keepAnswer(draft, write);
  if (!fits) return "conflict";
  draft.commit(tables);
  tables.latest = Math.max(tables.latest ?? write.at, write.at);
  takeCounts(tables, write.at);
  for (const row of write.audit) addEntry(tables, write, row);
  return "done";
}

/** Adds an entry to the trail, unless it is only counted. */
function addEntry(tables: Tables, { tenant, purpose, at, anonymous }: Write, row: AuditRow): void {
  if (anonymous !== true) return tables.append(tenant, purpose, { ...row });
  const short = truncated(row);
  if (isSuccess(short.event)) return tables.append(tenant, purpose, short);
  const key = JSON.stringify([tenant, short.event]);
  const [flood, isWritten] = counted(tables.floods.get(key)?.flood, at, short.actor);
  tables.floods.set(key, { tenant, event: short.event, flood });
  if (isWritten) tables.append(tenant, purpose, short);
}

/** Moves the counts of ended intervals into the trail. */
function takeCounts(tables: Tables, at: number): void {
  for (const [key, { tenant, event, flood }] of tables.floods) {
    const taken = hasEnded(flood, at) ? entryOf(flood, event, at) : undefined;
    if (taken === undefined) continue;
    tables.floods.delete(key);
    tables.append(tenant, undefined, taken);
  }
}

/** Adds new codes and mails. */
function issue(draft: Draft, write: Write, purpose: Purpose): boolean {
  return (
    write.records.every((record) => insert(draft, write.tenant, purpose, record)) &&
    write.mails.every((mail) => order(draft, write.tenant, purpose, mail))
  );
}

function supersede(draft: Draft, write: Write, id: string, version: number): boolean {
  const code = draft.codes.get(id);
  if (code === undefined || !isLive(code.state) || code.version !== version) return false;
  if (code.tenant !== write.tenant || code.purpose !== write.purpose) return false;
  draft.codes.set(id, { ...code, state: "superseded" satisfies State, version: version + 1 });
  return true;
}

function insert(draft: Draft, tenant: string, purpose: Purpose, given: NewRecord): boolean {
  const owner = ownerKey(tenant, purpose, given.subject);
  const others = draft.owned.get(owner) ?? [];
  const conflicts = (id: string): boolean => {
    const other = draft.codes.get(id);
    return other !== undefined && isLive(other.state) && slot(other.new) === slot(given);
  };
  if (draft.codes.get(given.id) !== undefined || others.some(conflicts)) return false;
  const start = { state: "pending", version: 1, tries: 0, uses: 0 } as const;
  const code: Code = { tenant, purpose, new: copyRecord(given), ...start };
  draft.codes.set(given.id, code);
  draft.owned.set(owner, [...others, given.id]);
  return true;
}

/** Two live codes of the same owner conflict if their slots are equal. */
function slot(record: NewRecord): string {
  return record.several ? toHex(record.digest) : "";
}

function order(draft: Draft, tenant: string, purpose: Purpose, mail: NewMail): boolean {
  const code = draft.codes.get(mail.record);
  if (code === undefined || code.tenant !== tenant || code.purpose !== purpose) {
    throw new CodemintError("store-failed", MAIL_WITHOUT_RECORD);
  }
  if (draft.mails.get(mail.record) !== undefined) return false;
  draft.mailsEver += 1;
  draft.mails.set(mail.record, {
    place: draft.mailsEver,
    tenant,
    purpose,
    record: mail.record,
    to: mail.to,
    sealedCode: mail.sealedCode.slice(),
    locale: mail.locale,
    notAfter: code.new.notAfter,
    attempts: 0,
    nextAttemptAt: 0,
    lastError: undefined,
    deadAt: undefined,
  });
  return true;
}

function keepAnswer(draft: Draft, write: Write): boolean {
  const { answer } = write;
  if (answer === undefined) return true;
  const key = answerKey(write.tenant, answer.key);
  const kept = draft.answers.get(key);
  if (kept !== undefined && kept.until >= write.at) return false;
  draft.answers.set(key, copyAnswer(answer));
  return true;
}
