/**
 * The order of lists, and combinations of search criteria.
 *
 * @module
 */

import type { Phase, Purpose, Recorded, Search } from "../module/types.js";
import type { NewRecord } from "../store/store.js";
import { PURPOSES } from "../module/names.js";
import { equal, holds } from "./equal.js";
import type { Fixture } from "./fixture.js";
import { ALL, at, beside, change, codes, id, nothing, record, TENANT } from "./writes.js";

type Criteria = Omit<Search, "limit">;

async function listed(
  fixture: Fixture,
  search: Criteria,
  limit: number,
  seconds = 100,
): Promise<Recorded[]> {
  const wanted = { ...search, limit: 1 };
  const found = await fixture.store.search(TENANT, wanted, at(seconds), limit);
  return found.map(({ known }) => known);
}

/** Reads the newest records, down to the last ID that it knows. */
class Poller {
  #last: string | undefined;
  readonly seen: string[] = [];

  async poll(fixture: Fixture): Promise<void> {
    const news: string[] = [];
    for (let before: string | undefined; ; ) {
      const asked = before === undefined ? {} : { before };
      const page = (await listed(fixture, asked, 3)).map((known) => known.id);
      const known = this.#last === undefined ? -1 : page.indexOf(this.#last);
      news.push(...(known < 0 ? page : page.slice(0, known)));
      before = page.at(-1);
      if (known >= 0 || before === undefined) break;
    }
    this.#last = news[0] ?? this.#last;
    this.seen.push(...news.reverse());
  }
}

/** IDs in no order, as several hosts create them within one second. */
const scattered = (n: number): string => id((n * 7919 + 13) % 10_007);

export async function newestFirstIsCommitOrder(fixture: Fixture): Promise<void> {
  const poller = new Poller();
  const written: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    const some = [scattered(2 * n), scattered(2 * n + 1)];
    await fixture.done(codes(...some.map((id) => ({ ...record(n, id), id }))));
    written.push(...some);
    if (n % 3 === 0) await poller.poll(fixture);
  }
  await poller.poll(fixture);
  equal(poller.seen, written, "the records that the poller saw");
  // The order of concurrent writes is not changed by later writes.
  await Promise.all(
    Array.from({ length: 16 }, (_, n) =>
      fixture.done(codes({ ...record(n, `racer ${n}`), id: scattered(1000 + n) })),
    ),
  );
  const raced = (await listed(fixture, {}, ALL)).map((known) => known.id);
  await fixture.done(codes({ ...record(20_000, "last") }));
  equal((await listed(fixture, {}, ALL)).map((known) => known.id), [id(20_000), ...raced]);
}

/** Compares every combination with a filter over all records. */
export async function searchCriteriaCombine(fixture: Fixture): Promise<void> {
  let n = 0;
  for (const purpose of PURPOSES) {
    for (const subject of ["a", "b"]) {
      for (const batch of [undefined, id(900), id(901)]) {
        n = await fill(fixture, n, purpose, subject, batch);
      }
    }
  }
  const all = await listed(fixture, {}, ALL);
  equal(all.length, 120);
  for (const search of combinations(all[60]?.id ?? "")) {
    const after = all.findIndex((known) => known.id === search.before) + 1;
    const wanted = all.slice(after).filter((known) => fits(known, search));
    const text = JSON.stringify(search);
    equal((await listed(fixture, search, ALL)).map(idOf), wanted.map(idOf), text);
    equal((await listed(fixture, search, 2)).map(idOf), wanted.slice(0, 2).map(idOf), text);
  }
}

const idOf = (known: Recorded): string => known.id;

/** Codes of a subject, one in each of five phases. */
async function fill(
  fixture: Fixture,
  first: number,
  purpose: Purpose,
  subject: string,
  batch: string | undefined,
): Promise<number> {
  const ofBatch = batch === undefined ? {} : { batch };
  const spans = [[0, 600], [0, 600], [0, 600], [300, 600], [0, 50]] as const;
  const records: NewRecord[] = spans.map(([from, until], n) => ({
    ...beside(first + n, subject),
    ...ofBatch,
    notBefore: at(from),
    notAfter: at(until),
  }));
  await fixture.done({ ...nothing, purpose, records });
  await fixture.done(change(first + 1, 1, "void"));
  for (const _ of [1, 2, 3, 4, 5]) await fixture.done(change(first + 2, 1, "try"));
  return first + spans.length;
}

function fits(known: Recorded, search: Criteria): boolean {
  const { subject, purpose, phase, batch } = search;
  return (
    (subject === undefined || subject === known.subject) &&
    (purpose === undefined || purpose === known.purpose) &&
    (batch === undefined || batch === known.batch) &&
    (phase === undefined || phase === phaseOf(known))
  );
}

/** The phase of a code of {@link fill} at 100 seconds. */
function phaseOf({ state, notBefore, notAfter }: Recorded): Phase {
  if (state !== "pending") return state;
  if (notAfter < at(100)) return "expired";
  return notBefore > at(100) ? "not-yet-valid" : "pending";
}

const PHASES: readonly Phase[] = [
  ...["pending", "not-yet-valid", "expired", "redeemed"] as const,
  ...["voided", "superseded", "locked", "removed"] as const,
];

function combinations(cursor: string): readonly Criteria[] {
  holds(cursor !== "", "the list is empty");
  const subjects: readonly Criteria[] = [{}, { subject: "a" }, { subject: "absent" }];
  const purposes: readonly Criteria[] = [{}, { purpose: "enrolment" }, { purpose: "elevation" }];
  const phases: readonly Criteria[] = [{}, ...PHASES.map((phase) => ({ phase }))];
  const batches: readonly Criteria[] = [{}, { batch: id(900) }];
  const cursors: readonly Criteria[] = [{}, { before: cursor }];
  const product = (one: readonly Criteria[], other: readonly Criteria[]): readonly Criteria[] =>
    one.flatMap((left) => other.map((right) => ({ ...left, ...right })));
  return [purposes, phases, batches, cursors].reduce(product, subjects);
}
