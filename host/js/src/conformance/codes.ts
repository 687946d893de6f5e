/**
 * Codes in consecutive writes.
 *
 * @module
 */

import { equal } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { at, codes, id, issue, nothing, PURPOSE, record, reissue, seen, TENANT } from "./writes.js";

export async function newCodeIsLive(fixture: Fixture): Promise<void> {
  equal(await fixture.live(["a"]), []);
  equal(await fixture.stored(1), undefined);
  await fixture.done(issue(1, "a"));
  const times = { notBefore: at(0), notAfter: at(600) };
  const live = { subject: 0, id: id(1), version: 1, state: "pending", ...times, format: 0 };
  equal(await fixture.live(["a"]), [live]);
  const { digest } = record(1, "a");
  equal(await fixture.stored(1), { digest, state: "pending", version: 1 });
  equal(await fixture.stored(2), undefined);
}

export async function liveCodesAreInSubjectOrder(fixture: Fixture): Promise<void> {
  for (const [n, subject] of ["d", "a", "c"].entries()) await fixture.done(issue(n + 1, subject));
  const live = await fixture.live(["absent", "c", "a", "missing", "d", "a"]);
  const found = live.map((code) => [code.subject, code.id]);
  equal(found, [[1, id(3)], [2, id(2)], [4, id(1)], [5, id(2)]]);
  equal(await fixture.live([]), []);
}

export async function supersededMakesRoom(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  await fixture.done(reissue(2, "a", seen(1, 1)));
  equal(await fixture.liveIds("a"), [id(2)]);
  equal(await fixture.stateOf(1), ["superseded", 2], "the old code still exists");
  equal(await fixture.stateOf(2), ["pending", 1]);
  // Without a new code the subject has none.
  await fixture.done({ ...nothing, superseded: [seen(2, 1)] });
  equal(await fixture.live(["a"]), []);
  await fixture.done(issue(3, "a"));
}

export async function staleVersionConflicts(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  for (const version of [0, 2, 0xffff_ffff]) {
    await fixture.conflict(reissue(2, "a", seen(1, version)));
    equal(await fixture.liveIds("a"), [id(1)]);
  }
  equal(await fixture.stateOf(1), ["pending", 1]);
}

export async function endedCodeConflicts(fixture: Fixture): Promise<void> {
  await fixture.conflict(reissue(2, "a", seen(1, 1)));
  await fixture.done(issue(1, "a"));
  await fixture.done({ ...nothing, superseded: [seen(1, 1)] });
  for (const version of [1, 2]) {
    await fixture.conflict({ ...nothing, superseded: [seen(1, version)] });
  }
  await fixture.done(issue(2, "a"));
  await fixture.conflict({ ...nothing, superseded: [seen(2, 1), seen(2, 1)] });
  await fixture.conflict({ ...nothing, superseded: [seen(2, 1), seen(2, 2)] });
  equal(await fixture.liveIds("a"), [id(2)]);
}

export async function secondLiveCodeConflicts(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  await fixture.conflict(issue(2, "a"));
  equal(await fixture.liveIds("a"), [id(1)]);
  equal(await fixture.stored(2), undefined);
  await fixture.conflict(codes(record(3, "b"), record(4, "b")));
  equal(await fixture.live(["b"]), []);
  // Superseding another subject's code makes no room.
  await fixture.done(issue(5, "c"));
  await fixture.conflict(reissue(6, "a", seen(5, 1)));
  // Similar subjects are different.
  for (const [n, other] of ["A", "a ", " a", "aa", "", "ä"].entries()) {
    await fixture.done(issue(10 + n, other));
  }
  await fixture.done({ ...issue(20, "a"), purpose: "password-reset" });
  await fixture.done({ ...issue(21, "a"), tenant: "other" });
}

export async function takenIdConflicts(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  await fixture.conflict(issue(1, "b"));
  await fixture.conflict({ ...issue(1, "b"), tenant: "other" });
  await fixture.conflict(codes(record(2, "b"), record(2, "c")));
  equal(await fixture.live(["b", "c"]), []);
  // The ID of a code that is no longer live remains taken, even in the same write.
  await fixture.conflict(reissue(1, "a", seen(1, 1)));
  await fixture.done({ ...nothing, superseded: [seen(1, 1)] });
  await fixture.conflict(issue(1, "b"));
  equal((await fixture.stored(1))?.digest, record(1, "a").digest);
}

export async function textsAreUnchanged(fixture: Fixture): Promise<void> {
  const quotes = ["'; DROP TABLE records; --", '"', "%", "_", "\\", "?1"];
  for (const [place, text] of [...quotes, "Σ\u0301", "\u{10ffff}"].entries()) {
    const n = place + 1;
    const digest = new Uint8Array(40 * n).map((_, k) => [0, 255, 39, 128][k % 4] ?? 0);
    await fixture.done({ ...codes({ ...record(n, text), digest }), tenant: text });
    equal((await fixture.liveOf(text, PURPOSE, [text])).length, 1, text);
    equal(await fixture.liveOf(TENANT, PURPOSE, [text]), [], text);
    equal((await fixture.storedOf(text, n))?.digest, digest, text);
  }
}
