/**
 * What a write does to the store in memory, step by step in the order of the SQL stores.
 *
 * @module
 */

import { toHex } from "../../bytes.js";
import { CodemintError } from "../../errors.js";
import type { Purpose, State } from "../../module/types.js";
import { MAIL_WITHOUT_RECORD, WITHOUT_PURPOSE } from "../faults.js";
import type { Applied, NewMail, NewRecord, Write } from "../store.js";
import { isLive } from "../words.js";
import { change } from "./change.js";
import { answerKey, copyAnswer, copyRecord } from "./copies.js";
import { type Code, Draft, ownerKey, type Tables } from "./tables.js";

/**
 * Applies all of a write, or nothing of it. Synchronous, so that nothing comes between.
 *
 * @throws {CodemintError} `store-failed` for a write that cannot be meant.
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
  for (const row of write.audit) {
    const line = { seq: tables.trail.length + 1, row: { ...row } };
    const told = purpose === undefined ? line : { ...line, purpose };
    tables.trail.push({ tenant: write.tenant, line: told });
  }
  return "done";
}

/** New codes and mails. */
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
  const isInTheWay = (id: string): boolean => {
    const other = draft.codes.get(id);
    return other !== undefined && isLive(other.state) && slot(other.new) === slot(given);
  };
  if (draft.codes.get(given.id) !== undefined || others.some(isInTheWay)) return false;
  const start = { state: "pending", version: 1, tries: 0, uses: 0 } as const;
  const code: Code = { tenant, purpose, new: copyRecord(given), ...start };
  draft.codes.set(given.id, code);
  draft.owned.set(owner, [...others, given.id]);
  return true;
}

/** What is in the way of a code: a live one of its owner that has the same here. */
function slot(record: NewRecord): string {
  return record.several ? toHex(record.digest) : "";
}

function order(draft: Draft, tenant: string, purpose: Purpose, mail: NewMail): boolean {
  const code = draft.codes.get(mail.record);
  if (code === undefined || code.tenant !== tenant || code.purpose !== purpose) {
    throw new CodemintError("store-failed", MAIL_WITHOUT_RECORD);
  }
  if (draft.posts.get(mail.record) !== undefined) return false;
  draft.mailsEver += 1;
  draft.posts.set(mail.record, {
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
