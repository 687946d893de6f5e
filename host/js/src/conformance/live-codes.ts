/**
 * What is kept of live codes, to tell them once more.
 *
 * @module
 */

import type { Purpose } from "../module/types.js";
import { createdAt } from "../store/ids.js";
import type { KeptCode, NewRecord } from "../store/store.js";
import { equal } from "./equal.js";
import type { Fixture } from "./fixture.js";
import {
  at,
  audit,
  beside,
  codes,
  id,
  issue,
  nothing,
  PURPOSE,
  record,
  repeated,
  seen,
  TENANT,
} from "./writes.js";

/** The n-th code with everything that can be kept of one. */
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

/** What should be told of it. */
function told(given: NewRecord): Partial<KeptCode> {
  const { id, digest, hidden, notAfter, issuer, sealedCode, note } = given;
  const rest = { ...(sealedCode && { sealedCode }), ...(note !== undefined && { note }) };
  return { id, digest, hidden, created: createdAt(id), notAfter, issuer, ...rest };
}

const ids = (kept: readonly KeptCode[]): string[] => kept.map((one) => one.id);

export async function keptCodesAreWhole(fixture: Fixture): Promise<void> {
  equal(await fixture.kept("a"), []);
  const records = [whole(1, "a"), whole(2, "a"), beside(3, "a"), record(4, "a")];
  await fixture.done(codes(...records));
  equal(await fixture.kept("a"), records.map(told));
  equal(await fixture.kept("A"), []);
}

export async function keptCodesComeOldestFirst(fixture: Fixture): Promise<void> {
  // Neither in the order of the ids nor in that of the digests.
  for (const n of [7, 2, 300, 5, 1]) {
    await fixture.done(codes({ ...beside(n, "a"), digest: repeated(1000 - n, 4) }));
  }
  equal(ids(await fixture.kept("a")), [7, 2, 300, 5, 1].map(id));
}

export async function keptCodesAreLive(fixture: Fixture): Promise<void> {
  await fixture.done(codes(...[1, 2, 3, 4].map((n) => whole(n, "a"))));
  await fixture.done({ ...nothing, superseded: [seen(3, 1), seen(1, 1)] });
  equal(ids(await fixture.kept("a")), [2, 4].map(id));
  // One that is over is still live until it is removed.
  await fixture.done(codes({ ...whole(5, "b"), notBefore: at(0), notAfter: at(0) }));
  equal(ids(await fixture.kept("b")), [id(5)]);
}

export async function keptCodesNeverMeet(fixture: Fixture): Promise<void> {
  const places: readonly (readonly [string, Purpose])[] = [
    [TENANT, PURPOSE],
    ["other", PURPOSE],
    [TENANT, "activation"],
  ];
  for (const [n, [tenant, purpose]] of places.entries()) {
    await fixture.done({ ...codes(whole(n + 1, "a")), tenant, purpose });
  }
  for (const [n, [tenant, purpose]] of places.entries()) {
    const kept = ids(await fixture.keptOf(tenant, purpose, "a"));
    equal(kept, [id(n + 1)], `${tenant} ${purpose}`);
  }
  equal(await fixture.keptOf("other", "activation", "a"), []);
  equal(await fixture.keptOf("", PURPOSE, "a"), []);
}

export async function oddRemarksComeBack(fixture: Fixture): Promise<void> {
  const quotes = ["", "'; DROP TABLE records; --", '"', "\0", "a\0b", "\r\n", "%_\\?1"];
  for (const [place, text] of [...quotes, "Σ\u0301\u{10ffff}"].entries()) {
    const n = place + 1;
    const given = { ...whole(n, "a"), note: text, terms: `${text}${n}`, issuer: text };
    const trail = [{ ...audit(n, "a"), detail: text }];
    const tenant = `t${n}`;
    await fixture.done({ ...codes(given), audit: trail, tenant });
    equal(await fixture.keptOf(tenant, PURPOSE, "a"), [told(given)]);
    const details = (await fixture.auditOf(tenant)).map((row) => row.detail);
    equal(details, [text]);
    equal((await fixture.store.record(tenant, id(n)))?.known.terms, `${text}${n}`, "the terms");
  }
  // None is not the same as an empty one.
  await fixture.done(issue(100, "a"));
  equal((await fixture.kept("a"))[0]?.note, undefined);
  equal((await fixture.audited())[0]?.detail, undefined);
}
