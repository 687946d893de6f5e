/**
 * The statements of a write, but for its audit trail. Each condition has its guard.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import type { Change, Purpose } from "../../module/types.js";
import { MAIL_WITHOUT_RECORD, WITHOUT_PURPOSE } from "../faults.js";
import { createdAt } from "../ids.js";
import type { KeptAnswer, NewMail, NewRecord, Write } from "../store.js";
import { chunks, MOST_VALUES, type SqlValue, type Statement, times } from "./driver.js";
import { changedOrConflict, changedOrRefused } from "./guards.js";
import { blob, idOf, maybe } from "./values.js";

/**
 * What a write does, in order.
 *
 * @throws {CodemintError} `store-failed` for a write that cannot be meant.
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
    // A clock that goes back must not revive a code.
    { sql: "UPDATE latest SET at = ? WHERE at < ?", values: [at, at] },
  ];
}

/** What a refused batch means. */
export const refused = (): CodemintError => new CodemintError("store-failed", MAIL_WITHOUT_RECORD);

function supersede({ tenant, purpose, superseded }: Write): readonly Statement[] {
  return chunks(superseded, (MOST_VALUES - 2) / 2).flatMap((some) => [
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
    // A code that is named twice is changed once, and the write is a conflict.
    changedOrConflict(some.length),
  ]);
}

/** What each transition does to a code, and in which it can be made. */
const TRANSITIONS = {
  use: {
    set: `uses = uses + 1, version = version + 1,
      state = CASE WHEN max_uses > 0 AND uses + 1 >= max_uses THEN 'redeemed' ELSE state END,
      sealed_code = CASE WHEN max_uses > 0 AND uses + 1 >= max_uses THEN NULL ELSE sealed_code END`,
    when: "version = ? AND state = 'pending'",
  },
  // Looks at no version, and raises it only when it locks: tries that come together are all
  // counted, and none is in the way of a redeeming.
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
  const unsend = { sql: "DELETE FROM outbox WHERE record = ?", values: [idOf(id)] };
  return [update, changedOrConflict(1), ...(transition === "void" ? [unsend] : [])];
}

/** New codes and mails. */
function issue(write: Write, purpose: Purpose): readonly Statement[] {
  return [...insert(write, purpose), ...order(write.tenant, purpose, write.mails)];
}

const RECORD_COLUMNS = `id, tenant, purpose, subject, slot, digest, not_before, not_after,
  max_tries, max_uses, created, sealed_code, hidden, note, terms, issuer, remove_at, format, batch,
  stage, state, version`;

/** How far the time of a code has come: 0 before it is valid, 1 valid, 2 after that. */
function stageOf({ notBefore, notAfter }: NewRecord, at: number): number {
  if (notAfter < at) return 2;
  return notBefore <= at ? 1 : 0;
}

/** What is unique in them is its own guard. */
function insert({ tenant, records, at }: Write, purpose: Purpose): readonly Statement[] {
  const row = `(${times(20, "?")}, 'pending', 1)`;
  return chunks(records, MOST_VALUES / 20).map((some) => ({
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

/** Each mail carries the code of a record that is there; whoever orders another one is broken. */
function order(tenant: string, purpose: Purpose, mails: readonly NewMail[]): readonly Statement[] {
  return chunks(mails, (MOST_VALUES - 4) / 4).flatMap((some) => [
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

/** Keeps an answer, in the place of one whose time is over. */
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
