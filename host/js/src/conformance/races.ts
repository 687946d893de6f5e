/**
 * Concurrent writes.
 *
 * @module
 */

import type { AuditRow, Write } from "../store/store.js";
import { equal, holds } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { audit, beside, change, codes, id, issue, reissue, TENANT } from "./writes.js";

/** The number of concurrent writes. */
const RACERS = 64;

/** The number of repetitions of a race whose outcome is random. */
const ROUNDS = 16;

const racers: readonly number[] = Array.from({ length: RACERS }, (_, racer) => racer);

const rounds: readonly number[] = Array.from({ length: ROUNDS }, (_, round) => round);

/** A number that is unique for a racer and a round. */
const number = (round: number, racer: number): number => (round + 1) * 1000 + racer;

/** Applies one write per racer concurrently. Returns the racers whose write was done. */
async function race(fixture: Fixture, write: (racer: number) => Write): Promise<number[]> {
  const applied = await Promise.all(racers.map((racer) => fixture.apply(write(racer))));
  return racers.filter((racer) => applied[racer] === "done");
}

/** Checks that exactly one write was done, and only its code is stored. */
async function oneWon(
  fixture: Fixture,
  subject: string,
  done: readonly number[],
  round: number,
): Promise<void> {
  holds(done.length === 1, `of ${RACERS} writes these were done: ${done.join(", ")}`);
  const winners = done.map((racer) => id(number(round, racer)));
  equal(await fixture.liveIds(subject), winners, "the winner's code is live");
  const losers = racers.filter((racer) => !done.includes(racer));
  const stored = await Promise.all(losers.map((racer) => fixture.stored(number(round, racer))));
  equal(stored, losers.map(() => undefined), "the other codes do not exist");
}

/** Checks that there is one audit entry per winner. */
async function audited(fixture: Fixture, count: number): Promise<void> {
  equal((await fixture.audited()).length, count, "one audit entry per winner");
}

export async function oneInsertWins(fixture: Fixture): Promise<void> {
  for (const round of rounds) {
    const subject = `subject-${round}`;
    const done = await race(fixture, (racer) => issue(number(round, racer), subject));
    await oneWon(fixture, subject, done, round);
    await audited(fixture, round + 1);
  }
}

/** Of equal coexisting codes only one is stored. */
export async function oneTwinWins(fixture: Fixture): Promise<void> {
  const digest = new Uint8Array(37).fill(7);
  for (const round of rounds) {
    const subject = `subject-${round}`;
    const done = await race(fixture, (racer) => ({
      ...codes({ ...beside(number(round, racer), subject), digest }),
      audit: [audit(round, subject)],
    }));
    await oneWon(fixture, subject, done, round);
    await audited(fixture, round + 1);
  }
}

export async function oneReplacementWins(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  let old = id(1);
  for (const round of rounds) {
    const seen = { id: old, version: 1 };
    const done = await race(fixture, (racer) => reissue(number(round, racer), "a", seen));
    await oneWon(fixture, "a", done, round);
    const replaced = (await fixture.store.record(TENANT, old))?.known;
    equal([replaced?.state, replaced?.version], ["superseded", 2]);
    old = (await fixture.liveIds("a")).join();
    await audited(fixture, round + 2);
  }
}

export async function differentSubjectsAllSucceed(fixture: Fixture): Promise<void> {
  const name = (racer: number): string => `subject-${racer}`;
  const done = await race(fixture, (racer) => issue(racer, name(racer)));
  equal(done, racers);
  for (const racer of racers) equal(await fixture.liveIds(name(racer)), [id(racer)]);
  const trail = await fixture.audited();
  const record = (row: AuditRow): string => row.record ?? "";
  trail.sort((one, other) => (record(one) < record(other) ? -1 : 1));
  equal(trail, racers.map((n) => audit(n, name(n))));
}

/** A store that commits several writes together must still report a result for each. */
export async function conflictDoesNotFailOthers(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "taken"));
  const odd = racers.filter((racer) => racer % 2 === 1);
  for (const round of rounds) {
    const name = (racer: number): string =>
      racer % 2 === 0 ? "taken" : `subject-${number(round, racer)}`;
    const done = await race(fixture, (racer) => issue(number(round, racer), name(racer)));
    equal(done, odd);
    for (const racer of done) {
      equal(await fixture.liveIds(name(racer)), [id(number(round, racer))]);
    }
    await audited(fixture, 1 + (round + 1) * odd.length);
  }
  equal(await fixture.liveIds("taken"), [id(1)]);
}

export async function oneRedemptionWins(fixture: Fixture): Promise<void> {
  for (const n of [0, 1, 2, 3, 4, 5, 6, 7]) {
    await fixture.done(issue(n, `s${n}`));
    const done = await race(fixture, () => change(n, 1, "use"));
    equal(done.length, 1, "successful redemptions of 64");
  }
}

export async function onlyAllowedAttemptsAreCounted(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  const done = await race(fixture, () => change(1, 1, "try"));
  equal(done.length, 5, "counted attempts of 64");
  const known = (await fixture.store.record(TENANT, id(1)))?.known;
  equal([known?.state, known?.version, known?.tries, known?.uses], ["locked", 2, 5, 0]);
  await fixture.conflict(change(1, 2, "try"));
}
