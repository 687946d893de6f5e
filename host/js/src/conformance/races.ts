/**
 * Many at once.
 *
 * @module
 */

import type { AuditRow, Write } from "../store/store.js";
import { equal, holds } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { audit, beside, change, codes, id, issue, reissue, TENANT } from "./writes.js";

/** How many race. */
const RACERS = 64;

/** How often those race whose outcome depends on luck. */
const ROUNDS = 16;

const racers: readonly number[] = Array.from({ length: RACERS }, (_, racer) => racer);

const rounds: readonly number[] = Array.from({ length: ROUNDS }, (_, round) => round);

/** A number that is one racer's of one round. */
const number = (round: number, racer: number): number => (round + 1) * 1000 + racer;

/** Lets everyone apply its write at once, and says which of them were done. */
async function race(fixture: Fixture, write: (racer: number) => Write): Promise<number[]> {
  const applied = await Promise.all(racers.map((racer) => fixture.apply(write(racer))));
  return racers.filter((racer) => applied[racer] === "done");
}

/** Exactly one was done, and what is stored is that one's. */
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
  equal(stored, losers.map(() => undefined), "a loser's code is not there");
}

/** There is one line of audit for each winner. */
async function audited(fixture: Fixture, count: number): Promise<void> {
  equal((await fixture.audited()).length, count, "one line of audit for each winner");
}

export async function oneInsertWins(fixture: Fixture): Promise<void> {
  for (const round of rounds) {
    const subject = `subject-${round}`;
    const done = await race(fixture, (racer) => issue(number(round, racer), subject));
    await oneWon(fixture, subject, done, round);
    await audited(fixture, round + 1);
  }
}

/** Of codes that stand beside others, equal ones too are there once. */
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
    const replaced = await fixture.store.storedCode(old);
    equal([replaced?.state, replaced?.version], ["superseded", 2]);
    old = (await fixture.liveIds("a")).join();
    await audited(fixture, round + 2);
  }
}

export async function differentSubjectsAllWin(fixture: Fixture): Promise<void> {
  const name = (racer: number): string => `subject-${racer}`;
  const done = await race(fixture, (racer) => issue(racer, name(racer)));
  equal(done, racers);
  for (const racer of racers) equal(await fixture.liveIds(name(racer)), [id(racer)]);
  const trail = await fixture.audited();
  const record = (row: AuditRow): string => row.record ?? "";
  trail.sort((one, other) => (record(one) < record(other) ? -1 : 1));
  equal(trail, racers.map((n) => audit(n, name(n))));
}

/** Stores that write together what comes together must still tell one from the other. */
export async function loserTakesNobodyWithIt(fixture: Fixture): Promise<void> {
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

export async function oneOfManyRedeemingsWins(fixture: Fixture): Promise<void> {
  for (const n of [0, 1, 2, 3, 4, 5, 6, 7]) {
    await fixture.done(issue(n, `s${n}`));
    const done = await race(fixture, () => change(n, 1, "use"));
    equal(done.length, 1, "so many of 64 redeemings were done");
  }
}

export async function onlySoManyOfManyTriesAreCounted(fixture: Fixture): Promise<void> {
  await fixture.done(issue(1, "a"));
  const done = await race(fixture, () => change(1, 1, "try"));
  equal(done.length, 5, "so many of 64 tries were counted");
  const known = (await fixture.store.record(TENANT, id(1)))?.known;
  equal([known?.state, known?.version, known?.tries, known?.uses], ["locked", 2, 5, 0]);
  await fixture.conflict(change(1, 2, "try"));
}
