/**
 * Removal of the values of codes.
 *
 * @module
 */

import type { NewRecord } from "../store/store.js";
import { equal, holds } from "./equal.js";
import { contains, type Fixture } from "./fixture.js";
import {
  at,
  beside,
  bytes,
  codes,
  id,
  issue,
  mail,
  nothing,
  PURPOSE,
  record,
  seen,
  TENANT,
} from "./writes.js";

/** The n-th code, which is due for removal in that second. */
const due = (n: number, subject: string, seconds: number): NewRecord => ({
  ...beside(n, subject),
  sealedCode: bytes(`encrypted ${n}`),
  note: `note ${n}`,
  terms: `terms ${n}`,
  removeAt: at(seconds),
});

export async function onlyDueCodesAreRemoved(fixture: Fixture): Promise<void> {
  equal(await fixture.remove(1000, 10), 0);
  const some = [due(1, "a", 100), due(2, "a", 101), due(3, "b", 99), beside(4, "a")];
  await fixture.done(codes(...some, due(5, "c", 50)));
  await fixture.done({ ...codes(due(6, "a", 100)), tenant: "other" });
  await fixture.done({ ...nothing, superseded: [seen(5, 1)] });
  equal(await fixture.remove(49, 10), 0);
  equal(await fixture.remove(100, 10), 3);
  for (const n of [1, 3]) equal(await fixture.stateOf(n), ["removed", 2], `code ${n} was due`);
  equal((await fixture.storedOf("other", 6))?.state, "removed", "code 6 was due");
  for (const n of [2, 4]) equal(await fixture.stateOf(n), ["pending", 1], `code ${n} was not due`);
  equal(await fixture.stateOf(5), ["superseded", 2], "code 5 was not live");
  equal((await fixture.stored(5))?.digest, record(5, "c").digest, "code 5 was not live");
  // They are not removed again.
  equal(await fixture.remove(100, 10), 0);
  equal(await fixture.stateOf(1), ["removed", 2]);
  // A code without `removeAt` is never removed.
  equal(await fixture.remove(0xffff_ffff, 10), 1);
  equal(await fixture.liveIds("a"), [id(4)]);
}

/** The number of a code's values that are stored. */
async function left(fixture: Fixture, n: number): Promise<number> {
  const held = await fixture.held(n);
  const { digest } = due(n, "a", 0);
  const values = [bytes(`note ${n}`), bytes(`terms ${n}`), digest, bytes(`encrypted ${n}`)];
  return values.filter((value) => contains(held, value)).length;
}

export async function removedCodeIsATombstone(fixture: Fixture): Promise<void> {
  const given = [due(1, "a", 100), due(2, "a", 200)];
  await fixture.done({ ...codes(...given), mails: [mail(1), mail(2)] });
  equal(await left(fixture, 1), 4, "all values are stored before");
  equal(await fixture.remove(100, 10), 1);
  equal(await left(fixture, 1), 0, "no value is stored after");
  holds(contains(await fixture.held(1), bytes("a")), "its subject is not stored");
  equal(await fixture.stored(1), { digest: new Uint8Array(), state: "removed", version: 2 });
  const records = (await fixture.records("a")).map(({ known }) => known.id);
  equal([records, await fixture.liveIds("a")], [[id(2)], [id(2)]]);
  equal(await fixture.waitingIds(10), [id(2)], "only its mail is removed");
  equal(await left(fixture, 2), 4, "the values of the other are stored");
  await fixture.conflict({ ...nothing, superseded: [seen(1, 2)] });
  await fixture.conflict(codes(beside(1, "b")));
}

export async function removalRespectsLimit(fixture: Fixture): Promise<void> {
  await fixture.done(codes(...[1, 2, 3, 4, 5].map((n) => due(n, "a", 100))));
  equal(await fixture.remove(100, 0), 0);
  for (const [removed, rest] of [[2, 3], [2, 1], [1, 0], [0, 0]]) {
    equal(await fixture.remove(100, 2), removed);
    equal((await fixture.liveIds("a")).length, rest);
  }
}

export async function removedCodeMakesRoom(fixture: Fixture): Promise<void> {
  await fixture.done(codes({ ...due(1, "a", 100), several: false }, due(2, "a", 100)));
  const again = codes({ ...beside(4, "a"), digest: record(2, "a").digest });
  await fixture.conflict(issue(3, "a"));
  await fixture.conflict(again);
  equal(await fixture.remove(100, 10), 2);
  await fixture.done(issue(3, "a"));
  await fixture.done(again);
  equal((await fixture.liveOf(TENANT, PURPOSE, ["a"])).length, 2);
  // Tombstones never conflict, however many there are.
  for (let n = 10; n < 20; n += 1) {
    await fixture.done(codes(due(n, "b", 100), due(n + 100, "b", 100)));
    equal(await fixture.remove(100, 10), 2);
  }
}
