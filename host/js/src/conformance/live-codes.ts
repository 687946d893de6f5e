/**
 * The live records of a subject.
 *
 * @module
 */

import type { Purpose, State } from "../module/types.js";
import { createdAt } from "../store/ids.js";
import type { NewRecord, StoredRecord } from "../store/store.js";
import { equal } from "./equal.js";
import type { Fixture } from "./fixture.js";
import {
  at,
  audit,
  beside,
  codes,
  id,
  issue,
  PURPOSE,
  record,
  repeated,
  TENANT,
} from "./writes.js";

/** The n-th code with all optional members. */
function whole(n: number, subject: string): NewRecord {
  return {
    ...beside(n, subject),
    notBefore: at(n),
    notAfter: at(700 + n),
    sealedCode: repeated(n, 7, true),
    hidden: n % 2 === 0,
    maxUses: 0,
    note: `note ${n}`,
    terms: `{"span":${n}}`,
    issuer: `operator ${n}`,
    removeAt: at(10_000),
  };
}

/** The record that should be returned for it, still unchanged. */
function stored(given: NewRecord): StoredRecord {
  const { id, subject, digest, notBefore, notAfter, maxTries, maxUses } = given;
  const { hidden, format, batch, issuer, note, terms, sealedCode } = given;
  const state: State = "pending";
  const known = {
    ...{ id, version: 1, purpose: PURPOSE, subject, state, created: createdAt(id), notBefore },
    ...{ notAfter, tries: 0, maxTries, uses: 0, maxUses, hidden, format, batch, issuer, note },
    ...{ terms, code: undefined },
  };
  return { known, digest, ...(sealedCode && { sealedCode }) };
}

const ids = (records: readonly StoredRecord[]): string[] => records.map(({ known }) => known.id);

export async function recordsAreWhole(fixture: Fixture): Promise<void> {
  equal(await fixture.records("a"), []);
  const records = [whole(1, "a"), whole(2, "a"), beside(3, "a"), record(4, "a")];
  await fixture.done(codes(...records));
  equal(await fixture.records("a"), records.map(stored));
  equal(await fixture.records("A"), []);
}

export async function liveRecordsAreOldestFirst(fixture: Fixture): Promise<void> {
  // Neither in the order of the ids nor in that of the digests.
  for (const n of [7, 2, 300, 5, 1]) {
    await fixture.done(codes({ ...beside(n, "a"), digest: repeated(1000 - n, 4) }));
  }
  equal(ids(await fixture.records("a")), [7, 2, 300, 5, 1].map(id));
}

export async function recordsAreSeparate(fixture: Fixture): Promise<void> {
  const places: readonly (readonly [string, Purpose])[] = [
    [TENANT, PURPOSE],
    ["other", PURPOSE],
    [TENANT, "activation"],
  ];
  for (const [n, [tenant, purpose]] of places.entries()) {
    await fixture.done({ ...codes(whole(n + 1, "a")), tenant, purpose });
  }
  for (const [n, [tenant, purpose]] of places.entries()) {
    const found = ids(await fixture.recordsOf(tenant, purpose, "a"));
    equal(found, [id(n + 1)], `${tenant} ${purpose}`);
  }
  equal(await fixture.recordsOf("other", "activation", "a"), []);
  equal(await fixture.recordsOf("", PURPOSE, "a"), []);
}

export async function notesAreUnchanged(fixture: Fixture): Promise<void> {
  const quotes = ["", "'; DROP TABLE records; --", '"', "\0", "a\0b", "\r\n", "%_\\?1"];
  for (const [place, text] of [...quotes, "Σ\u0301\u{10ffff}"].entries()) {
    const n = place + 1;
    const given = { ...whole(n, "a"), note: text, terms: `${text}${n}`, issuer: text };
    const trail = [{ ...audit(n, "a"), detail: text }];
    const tenant = `t${n}`;
    await fixture.done({ ...codes(given), audit: trail, tenant });
    equal(await fixture.recordsOf(tenant, PURPOSE, "a"), [stored(given)]);
    const details = (await fixture.auditOf(tenant)).map((row) => row.detail);
    equal(details, [text]);
  }
  // An absent text differs from an empty one.
  await fixture.done(issue(100, "a"));
  equal((await fixture.records("a"))[0]?.known.note, undefined);
  equal((await fixture.audited())[0]?.detail, undefined);
}
