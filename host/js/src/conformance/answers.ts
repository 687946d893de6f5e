/**
 * Stored answers of repeated requests.
 *
 * @module
 */

import type { AnswerKey, KeptAnswer, Write } from "../store/store.js";
import { equal, holds } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { at, issue, nothing, TENANT } from "./writes.js";

const key = (n: number): AnswerKey => ({ actor: "operator", name: new Uint8Array(32).fill(n) });

/** The n-th answer, which expires after that second. */
const answer = (n: number, until: number): KeptAnswer => ({
  key: key(n),
  request: Uint8Array.of(1, 0, 0, 0, n),
  status: 200,
  contentType: "application/json",
  sealedBody: Uint8Array.of(1, 9, 9, 9, n, 7),
  until: at(until),
});

function kept(
  fixture: Fixture,
  tenant: string,
  key: AnswerKey,
  seconds: number,
): Promise<KeptAnswer | undefined> {
  return fixture.store.keptAnswer(tenant, key, at(seconds));
}

export async function answerIsKeptUntilItExpires(fixture: Fixture): Promise<void> {
  const first = answer(1, 100);
  await fixture.done({ ...issue(1, "a"), answer: first });
  equal(await kept(fixture, TENANT, key(1), 100), first);
  equal(await kept(fixture, TENANT, key(1), 101), undefined, "after it expired");
  equal(await kept(fixture, "other", key(1), 0), undefined, "another tenant's");
  const foreign = { ...key(1), actor: "other" };
  equal(await kept(fixture, TENANT, foreign, 0), undefined, "another caller's");
  equal(await kept(fixture, TENANT, key(2), 0), undefined);
}

export async function secondAnswerConflicts(fixture: Fixture): Promise<void> {
  await fixture.done({ ...issue(1, "a"), answer: answer(1, 100) });
  const other = { ...answer(1, 300), status: 201 };
  const late = (seconds: number): Write => ({ ...issue(2, "b"), at: at(seconds), answer: other });
  await fixture.conflict(late(100));
  equal(await fixture.liveIds("b"), [], "nothing of the second was written");
  equal(await kept(fixture, TENANT, key(1), 50), answer(1, 100));
  await fixture.done(late(101));
  equal(await kept(fixture, TENANT, key(1), 200), other, "in place of an expired one");
}

export async function expiredAnswersAreRemoved(fixture: Fixture): Promise<void> {
  await fixture.done({ ...nothing, answer: answer(1, 100) });
  await fixture.done({ ...nothing, answer: answer(2, 200) });
  await fixture.remove(150, 10);
  const gone = await kept(fixture, TENANT, key(1), 0);
  equal(gone, undefined, "it is removed, even for an earlier time");
  const other = await kept(fixture, TENANT, key(2), 0);
  holds(other !== undefined, "an unexpired answer is removed");
}
