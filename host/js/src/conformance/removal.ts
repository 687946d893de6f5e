/**
 * Codes that are over, and what is left of them.
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

/** The n-th code, to be removed in that second. */
const due = (n: number, subject: string, seconds: number): NewRecord => ({
  ...beside(n, subject),
  sealedCode: bytes(`seal ${n}`),
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
  for (const n of [1, 3, 6]) equal(await fixture.stands(n), ["removed", 2], `code ${n} was due`);
  for (const n of [2, 4]) equal(await fixture.stands(n), ["pending", 1], `code ${n} was not due`);
  equal(await fixture.stands(5), ["superseded", 2], "code 5 was not live");
  equal((await fixture.stored(5))?.digest, record(5, "c").digest, "code 5 was not live");
  // Once is enough.
  equal(await fixture.remove(100, 10), 0);
  equal(await fixture.stands(1), ["removed", 2]);
  // Without a time for it a code stays for ever.
  equal(await fixture.remove(0xffff_ffff, 10), 1);
  equal(await fixture.liveIds("a"), [id(4)]);
}

/** How many of a code's values are held. */
async function left(fixture: Fixture, n: number): Promise<number> {
  const held = await fixture.held(n);
  const { digest } = due(n, "a", 0);
  const values = [bytes(`note ${n}`), bytes(`terms ${n}`), digest, bytes(`seal ${n}`)];
  return values.filter((value) => contains(held, value)).length;
}

export async function removedCodeIsATombstone(fixture: Fixture): Promise<void> {
  const records = [due(1, "a", 100), due(2, "a", 200)];
  await fixture.done({ ...codes(...records), mails: [mail(1), mail(2)] });
  equal(await left(fixture, 1), 4, "all is held before");
  equal(await fixture.remove(100, 10), 1);
  equal(await left(fixture, 1), 0, "nothing of its value is held");
  holds(contains(await fixture.held(1), bytes("a")), "whose it was is held");
  equal(await fixture.stored(1), { digest: new Uint8Array(), state: "removed", version: 2 });
  const kept = (await fixture.kept("a")).map((one) => one.id);
  equal([kept, await fixture.liveIds("a")], [[id(2)], [id(2)]]);
  equal(await fixture.waitingIds(10), [id(2)], "its mail is gone, and no other");
  equal(await left(fixture, 2), 4, "the other one's values are held");
  await fixture.conflict({ ...nothing, superseded: [seen(1, 2)] });
  await fixture.conflict(codes(beside(1, "b")));
}

export async function limitIsKept(fixture: Fixture): Promise<void> {
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
  // Tombstones are in nobody's way, however many there are.
  for (let n = 10; n < 20; n += 1) {
    await fixture.done(codes(due(n, "b", 100), due(n + 100, "b", 100)));
    equal(await fixture.remove(100, 10), 2);
  }
}
