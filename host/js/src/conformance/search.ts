/**
 * Looks up records.
 *
 * @module
 */

import type { Phase, Search } from "../module/types.js";
import { equal } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { at, beside, change, codes, id, issue, nothing, PURPOSE, seen, TENANT } from "./writes.js";

export async function recordsOfASubjectAreLiveThenEnded(fixture: Fixture): Promise<void> {
  await fixture.done(codes(...[1, 2, 3, 4].map((n) => beside(n, "a"))));
  await fixture.done(codes(beside(5, "a"), beside(6, "b")));
  await fixture.done({ ...nothing, superseded: [seen(1, 1), seen(2, 1), seen(4, 1)] });
  const ids = async (ended: number): Promise<string[]> => {
    const found = await fixture.store.recordsOf(TENANT, PURPOSE, "a", ended);
    return found.map((stored) => stored.known.id);
  };
  equal(await ids(0), [3, 5].map(id));
  equal(await ids(2), [3, 5, 4, 2].map(id));
  equal(await ids(9), [3, 5, 4, 2, 1].map(id));
  // An expired code is live until it is removed.
  await fixture.done(codes({ ...beside(7, "c"), notAfter: at(0) }));
  equal((await fixture.records("c")).map(({ known }) => known.id), [id(7)]);
}

/** The IDs that a search finds. */
async function found(
  fixture: Fixture,
  search: Omit<Search, "limit">,
  seconds: number,
  limit: number,
): Promise<string[]> {
  // The limit of the search itself is ignored.
  const records = await fixture.store.search(TENANT, { ...search, limit: 1 }, at(seconds), limit);
  return records.map((stored) => stored.known.id);
}

export async function searchesReturnWhatMatches(fixture: Fixture): Promise<void> {
  const batch = id(50);
  const ofBatch = [{ ...beside(2, "a"), batch }, { ...beside(3, "b"), batch }];
  await fixture.done(codes(beside(1, "a"), ...ofBatch, { ...beside(4, "b"), notBefore: at(100) }));
  await fixture.done({ ...issue(5, "a"), purpose: "password-reset" });
  await fixture.done({ ...issue(6, "a"), tenant: "other" });
  await fixture.done(change(1, 1, "void"));
  equal(await found(fixture, {}, 0, 10), [5, 4, 3, 2, 1].map(id), "newest first");
  equal(await found(fixture, {}, 0, 2), [5, 4].map(id));
  equal(await found(fixture, { before: id(4) }, 0, 2), [3, 2].map(id));
  for (const before of [6, 77].map(id)) {
    equal(await found(fixture, { before }, 0, 9), [], "before an ID that the tenant does not have");
  }
  equal(await found(fixture, { subject: "a" }, 0, 9), [5, 2, 1].map(id));
  equal(await found(fixture, { purpose: "password-reset" }, 0, 9), [id(5)]);
  equal(await found(fixture, { batch }, 0, 9), [3, 2].map(id));
  const inPhase = (phase: Phase, seconds: number): Promise<string[]> =>
    found(fixture, { phase }, seconds, 9);
  equal(await inPhase("voided", 0), [id(1)]);
  equal(await inPhase("not-yet-valid", 99), [id(4)]);
  equal(await inPhase("pending", 99), [5, 3, 2].map(id));
  equal(await inPhase("pending", 100), [5, 4, 3, 2].map(id));
  equal((await inPhase("pending", 600)).length, 4);
  equal(await inPhase("expired", 600), []);
  equal(await inPhase("expired", 601), [5, 4, 3, 2].map(id));
  equal(await inPhase("pending", 601), []);
  equal(await inPhase("redeemed", 601), []);
}
