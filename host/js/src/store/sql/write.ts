/**
 * The statements of a write, except for the audit trail. Each condition has a guard.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import type { Change, Purpose } from "../../module/types.js";
import { MAIL_WITHOUT_RECORD, WITHOUT_PURPOSE } from "../faults.js";
import { createdAt } from "../ids.js";
import type { KeptAnswer, NewMail, NewRecord, Write } from "../store.js";
import { chunks, MAX_VALUES, type SqlValue, type Statement, times } from "./driver.js";
import { changedOrConflict, changedOrRefused } from "./guards.js";
import { blob, idOf, maybe } from "./values.js";

/**
 * The statements of a write, in order.
 *
 * @throws {CodemintError} `store-failed` for an invalid write.
 */
export function statementsOf(write: Write): readonly Statement[] {
  const { purpose, tenant, at } = write;
  if (purpose === undefined && write.records.length + write.mails.length > 0) {
    throw new CodemintError("store-failed", WITHOUT_PURPOSE);
  }
  return [
    ...supersede(write),
    ...write.changed.flatMap((change) => changing(tenant, change)),
    ...(purpose === undefined ? [] : issue(write, purpose)),
    ...(write.answer === undefined ? [] : keep(tenant, write.answer, at)),
    // No expired code may become valid again when the clock goes back.
    { sql: "UPDATE latest SET at = ? WHERE at < ?", values: [at, at] },
  ];
}

/** The error for a refused batch. */
export const refused = (): CodemintError => new CodemintError("store-failed", MAIL_WITHOUT_RECORD);

function supersede({ tenant, purpose, superseded }: Write): readonly Statement[] {
  return chunks(superseded, (MAX_VALUES - 2) / 2).flatMap((some) => [
    {
      sql: `UPDATE records SET state = 'superseded', version = version + 1
        FROM (VALUES ${times(some.length, "(?, ?)")}) AS asked
        WHERE records.id = asked.column1 AND records.version = asked.column2
        AND records.tenant = ? AND records.purpose = ? AND records.state IN ('pending', 'locked')`,
      values: [
        ...some.flatMap(({ id, version }) => [idOf(id), version]),
        tenant,
        purpose ?? "",
      ],
    },
    // A code that is listed twice is changed once, and the write is a conflict.
    changedOrConflict(some.length),
  ]);
}

/** What each transition changes, and under which condition. */
const TRANSITIONS = {
  use: {
    set: `uses = uses + 1, version = version + 1,
      state = CASE WHEN max_uses > 0 AND uses + 1 >= max_uses THEN 'redeemed' ELSE state END,
      sealed_code = CASE WHEN max_uses > 0 AND uses + 1 >= max_uses THEN NULL ELSE sealed_code END`,
    when: "version = ? AND state = 'pending'",
  },
  // Ignores the version, and increments it only when it locks: concurrent attempts are all counted,
  // and none of them conflicts with redeeming.
  try: {
    set: `tries = tries + 1, version = version + (tries + 1 >= max_tries),
      state = CASE WHEN tries + 1 >= max_tries THEN 'locked' ELSE state END`,
    when: "state = 'pending'",
  },
  void: {
    set: "state = 'voided', version = version + 1, sealed_code = NULL",
    when: "version = ? AND state IN ('pending', 'locked')",
  },
  unlock: {
    set: "state = 'pending', version = version + 1, tries = 0",
    when: "version = ? AND state = 'locked'",
  },
} as const satisfies Readonly<Record<Change["transition"], object>>;

function changing(tenant: string, { id, version, transition }: Change): readonly Statement[] {
  const { set, when } = TRANSITIONS[transition];
  const update = {
    sql: `UPDATE records SET ${set} WHERE id = ? AND tenant = ? AND ${when}`,
    values: [idOf(id), tenant, ...(transition === "try" ? [] : [version])],
  };
  const deleteMail = { sql: "DELETE FROM outbox WHERE record = ?", values: [idOf(id)] };
  return [update, changedOrConflict(1), ...(transition === "void" ? [deleteMail] : [])];
}

/** Inserts new codes and mails. */
function issue(write: Write, purpose: Purpose): readonly Statement[] {
  return [...insert(write, purpose), ...order(write.tenant, purpose, write.mails)];
}

const RECORD_COLUMNS = `id, tenant, purpose, subject, slot, digest, not_before, not_after,
  max_tries, max_uses, created, sealed_code, hidden, note, terms, issuer, remove_at, format, batch,
  stage, state, version`;

/** The stage of a code's validity: 0 before, 1 during, 2 after it. */
function stageOf({ notBefore, notAfter }: NewRecord, at: number): number {
  if (notAfter < at) return 2;
  return notBefore <= at ? 1 : 0;
}

/** Inserts records. Unique constraints are their guards. */
function insert({ tenant, records, at }: Write, purpose: Purpose): readonly Statement[] {
  const row = `(${times(20, "?")}, 'pending', 1)`;
  return chunks(records, MAX_VALUES / 20).map((some) => ({
    sql: `INSERT INTO records (${RECORD_COLUMNS}) VALUES ${times(some.length, row)}`,
    values: some.flatMap((record) => [
      ...recordValues(tenant, purpose, record),
      stageOf(record, at),
    ]),
  }));
}

function recordValues(tenant: string, purpose: Purpose, record: NewRecord): readonly SqlValue[] {
  const { id, subject, digest, several, notBefore, notAfter, maxTries, maxUses } = record;
  const { sealedCode, hidden, note, terms, issuer, removeAt, format, batch } = record;
  const slot = several ? digest : new Uint8Array();
  return [
    ...[idOf(id), tenant, purpose, subject, blob(slot), blob(digest), notBefore, notAfter],
    ...[maxTries, maxUses, createdAt(id), maybe(sealedCode, blob), hidden ? 1 : 0],
    ...[note ?? null, terms ?? null, issuer, removeAt ?? null, format, maybe(batch, idOf)],
  ];
}

/** Orders mails. A mail for a record that does not exist is a bug of the caller, and refused. */
function order(tenant: string, purpose: Purpose, mails: readonly NewMail[]): readonly Statement[] {
  return chunks(mails, (MAX_VALUES - 4) / 4).flatMap((some) => [
    {
      sql: `INSERT INTO outbox (record, tenant, purpose, recipient, sealed_code, not_after, locale)
        SELECT records.id, tenant, purpose, asked.column3, asked.column4, not_after, asked.column5
        FROM (VALUES ${some.map((_, n) => `(${n}, ?, ?, ?, ?)`).join(", ")}) AS asked
        CROSS JOIN records ON records.id = asked.column2
        WHERE tenant = ? AND purpose = ? ORDER BY asked.column1`,
      values: [...some.flatMap(mailValues), tenant, purpose],
    },
    changedOrRefused(some.length),
  ]);
}

const mailValues = ({ record, to, sealedCode, locale }: NewMail): readonly SqlValue[] => [
  idOf(record),
  to,
  blob(sealedCode),
  locale ?? null,
];

/** Stores an answer, replacing an expired one. */
function keep(tenant: string, answer: KeptAnswer, at: number): readonly Statement[] {
  const { key, request, status, contentType, sealedBody, until } = answer;
  return [
    {
      sql: `INSERT INTO answers
        (tenant, actor, name, request, status, content_type, sealed_body, until)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant, actor, name) DO UPDATE SET request = excluded.request,
        status = excluded.status, content_type = excluded.content_type,
        sealed_body = excluded.sealed_body, until = excluded.until WHERE answers.until < ?`,
      values: [
        ...[tenant, key.actor, blob(key.name), blob(request), status, contentType],
        ...[blob(sealedBody), until, at],
      ],
    },
    changedOrConflict(1),
  ];
}
