/**
 * Coexisting codes of one subject.
 *
 * @module
 */

import type { NewRecord } from "../store/store.js";
import { equal } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { beside, codes, id, issue, nothing, record, reissue, seen, TENANT } from "./writes.js";

/** The n-th code with the digest of another one. */
const twin = (n: number, subject: string, other: number): NewRecord => ({
  ...beside(n, subject),
  digest: record(other, subject).digest,
});

export async function severalCodesCoexist(fixture: Fixture): Promise<void> {
  await fixture.done(codes(beside(1, "a")));
  await fixture.done(codes(beside(2, "a"), beside(3, "a")));
  equal(await fixture.sortedIds("a"), [1, 2, 3].map(id), "all are live");
  for (const n of [1, 2, 3]) {
    equal((await fixture.stored(n))?.digest, record(n, "a").digest, `code ${n}`);
  }
  // The others remain if one is superseded.
  await fixture.done({ ...nothing, superseded: [seen(2, 1)] });
  equal(await fixture.sortedIds("a"), [1, 3].map(id));
}

export async function twinConflicts(fixture: Fixture): Promise<void> {
  await fixture.done(codes(beside(1, "a")));
  await fixture.conflict(codes(twin(2, "a", 1)));
  await fixture.conflict(codes(beside(3, "a"), twin(4, "a", 3)));
  await fixture.conflict(codes(beside(5, "a"), twin(6, "a", 1)));
  equal(await fixture.liveIds("a"), [id(1)]);
  for (const n of [2, 3, 4, 5, 6]) equal(await fixture.stored(n), undefined, `code ${n}`);
  // Another subject, tenant or purpose may have the same code.
  await fixture.done(codes(twin(7, "b", 1)));
  await fixture.done({ ...codes(twin(8, "a", 1)), tenant: "other" });
  await fixture.done({ ...codes(twin(9, "a", 1)), purpose: "activation" });
  equal((await fixture.liveOf(TENANT, "activation", ["a"])).length, 1);
}

export async function supersededDigestIsFree(fixture: Fixture): Promise<void> {
  await fixture.done(codes(beside(1, "a"), beside(2, "a")));
  await fixture.done({ ...codes(twin(3, "a", 1)), superseded: [seen(1, 1)] });
  await fixture.conflict(codes(twin(4, "a", 1)));
  await fixture.done({ ...nothing, superseded: [seen(3, 1)] });
  await fixture.done(codes(twin(4, "a", 1)));
  equal(await fixture.sortedIds("a"), [2, 4].map(id));
}

export async function singleAndCoexisting(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  await fixture.done(codes(beside(2, "a"), twin(3, "a", 1)));
  await fixture.conflict(issue(4, "a"));
  await fixture.done(reissue(5, "a", seen(1, 1)));
  equal(await fixture.sortedIds("a"), [2, 3, 5].map(id));
}
