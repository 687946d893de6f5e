/**
 * Reading the audit trail.
 *
 * @module
 */

import type { AuditFilter, AuditLine, AuditRow } from "../store/store.js";
import { PURPOSES } from "../store/words.js";
import { equal, holds } from "./equal.js";
import { type Fixture, isAscending } from "./fixture.js";
import { ALL, at, id, nothing, PURPOSE, TENANT } from "./writes.js";

const EVERYTHING: AuditFilter = { after: 0, limit: ALL };

/** The n-th entry; two of three are about a record, and every second about one subject. */
function row(n: number): AuditRow {
  const subject = n % 2 === 0 ? "a" : "b";
  const about = n % 3 === 0 ? {} : { record: id(n % 3) };
  return { at: at(0), actor: "operator", subject, event: "issued", detail: `entry ${n}`, ...about };
}

/** Writes entries, some of them together, and those of another tenant between them. */
async function fill(fixture: Fixture, count: number): Promise<AuditRow[]> {
  const all = Array.from({ length: count }, (_, n) => row(n + 1));
  for (let n = 0; n < count; n += 3) {
    const audit = all.slice(n, n + 3);
    await fixture.done({ ...nothing, audit });
    await fixture.done({ ...nothing, tenant: "other", audit });
  }
  return all;
}

async function told(fixture: Fixture, filter: AuditFilter): Promise<AuditLine[]> {
  const lines = await fixture.store.auditTrail(TENANT, filter);
  holds(lines.length <= filter.limit, `more than ${filter.limit}`);
  return lines;
}

/** All that a filter lets through, in pages of so many. */
async function inPages(fixture: Fixture, wanted: AuditFilter, limit: number): Promise<AuditRow[]> {
  const all: AuditRow[] = [];
  for (let after = 0; ; ) {
    holds(all.length <= 100, `no page ends it: ${all.length} entries`);
    const page = await told(fixture, { ...wanted, after, limit });
    const last = page.at(-1);
    if (last === undefined) return all;
    after = last.seq;
    all.push(...page.map((line) => line.row));
  }
}

export async function toldOfARecord(fixture: Fixture): Promise<void> {
  const all = await fill(fixture, 20);
  for (const record of [1, 2, 3].map(id)) {
    const ofIt = all.filter((entry) => entry.record === record);
    equal(await inPages(fixture, { ...EVERYTHING, record }, 50), ofIt);
    const both = { ...EVERYTHING, record, subject: "a" };
    equal(await inPages(fixture, both, 50), ofIt.filter((entry) => entry.subject === "a"));
  }
}

export async function toldOfASubject(fixture: Fixture): Promise<void> {
  const all = await fill(fixture, 20);
  const { subject: _, ...rest } = row(21);
  const nobody: AuditRow = { ...rest, event: "not-understood" };
  await fixture.done({ ...nothing, audit: [nobody] });
  all.push(nobody);
  for (const subject of ["a", "b", "", "A", "c"]) {
    const ofIt = all.filter((entry) => entry.subject === subject);
    equal(await inPages(fixture, { ...EVERYTHING, subject }, 50), ofIt, subject);
  }
}

export async function toldInPages(fixture: Fixture): Promise<void> {
  const all = await fill(fixture, 20);
  for (const limit of [1, 7, 20, 21]) equal(await inPages(fixture, EVERYTHING, limit), all);
  equal(await told(fixture, { ...EVERYTHING, limit: 0 }), []);
  const last = (await told(fixture, EVERYTHING)).at(-1)?.seq ?? 0;
  for (const after of [last, ALL]) equal(await told(fixture, { ...EVERYTHING, after }), []);
  const ofA = all.filter((entry) => entry.subject === "a");
  for (const limit of [1, 3]) {
    equal(await inPages(fixture, { ...EVERYTHING, subject: "a" }, limit), ofA);
  }
}

export async function toldWithPurposes(fixture: Fixture): Promise<void> {
  for (const [n, purpose] of PURPOSES.entries()) {
    await fixture.done({ ...nothing, purpose, audit: [row(n + 1)] });
  }
  await fixture.done({ ...nothing, tenant: "other", purpose: PURPOSE, audit: [row(9)] });
  const lines = await told(fixture, EVERYTHING);
  equal(lines.map((line) => line.purpose), PURPOSES);
  holds(isAscending(lines), "the numbers of the trail do not grow");
  for (const tenant of ["", "nobody"]) {
    equal(await fixture.store.auditTrail(tenant, EVERYTHING), [], tenant);
  }
}

export async function toldWithOwnNumbers(fixture: Fixture): Promise<void> {
  await fill(fixture, 20);
  const numbers = async (filter: AuditFilter): Promise<number[]> =>
    (await told(fixture, filter)).map((line) => line.seq);
  const all = Array.from({ length: 20 }, (_, n) => n + 1);
  equal(await numbers(EVERYTHING), all, "others wrote in between");
  equal(await numbers({ ...EVERYTHING, subject: "a" }), all.filter((n) => n % 2 === 0));
}
