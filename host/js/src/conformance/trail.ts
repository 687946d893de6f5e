/**
 * Queries of the audit trail.
 *
 * @module
 */

import type { AuditFilter, AuditLine, AuditRow } from "../store/store.js";
import { PURPOSES } from "../module/names.js";
import { equal, holds } from "./equal.js";
import { type Fixture, isAscending } from "./fixture.js";
import { ALL, at, id, nothing, PURPOSE, TENANT } from "./writes.js";

const EVERYTHING: AuditFilter = { after: 0, limit: ALL };

/** The n-th entry: two of three have a record, and every second one has the same subject. */
function row(n: number): AuditRow {
  const subject = n % 2 === 0 ? "a" : "b";
  const about = n % 3 === 0 ? {} : { record: id(n % 3) };
  return { at: at(0), actor: "operator", subject, event: "issued", detail: `entry ${n}`, ...about };
}

/** Writes entries, three at a time, alternating with those of another tenant. */
async function fill(fixture: Fixture, count: number): Promise<AuditRow[]> {
  const all = Array.from({ length: count }, (_, n) => row(n + 1));
  for (let n = 0; n < count; n += 3) {
    const audit = all.slice(n, n + 3);
    await fixture.done({ ...nothing, audit });
    await fixture.done({ ...nothing, tenant: "other", audit });
  }
  return all;
}

async function linesOf(fixture: Fixture, filter: AuditFilter): Promise<AuditLine[]> {
  const lines = await fixture.store.auditTrail(TENANT, filter);
  holds(lines.length <= filter.limit, `more than ${filter.limit}`);
  return lines;
}

/** All entries that match a filter, read in pages. */
async function inPages(fixture: Fixture, wanted: AuditFilter, limit: number): Promise<AuditRow[]> {
  const all: AuditRow[] = [];
  for (let after = 0; ; ) {
    holds(all.length <= 100, `the pages do not end: ${all.length} entries`);
    const page = await linesOf(fixture, { ...wanted, after, limit });
    const last = page.at(-1);
    if (last === undefined) return all;
    after = last.seq;
    all.push(...page.map((line) => line.row));
  }
}

export async function filteredByRecord(fixture: Fixture): Promise<void> {
  const all = await fill(fixture, 20);
  for (const record of [1, 2, 3].map(id)) {
    const ofIt = all.filter((entry) => entry.record === record);
    equal(await inPages(fixture, { ...EVERYTHING, record }, 50), ofIt);
    const both = { ...EVERYTHING, record, subject: "a" };
    equal(await inPages(fixture, both, 50), ofIt.filter((entry) => entry.subject === "a"));
  }
}

export async function filteredBySubject(fixture: Fixture): Promise<void> {
  const all = await fill(fixture, 20);
  const { subject: _, ...rest } = row(21);
  const anonymous: AuditRow = { ...rest, event: "not-understood" };
  await fixture.done({ ...nothing, audit: [anonymous] });
  all.push(anonymous);
  for (const subject of ["a", "b", "", "A", "c"]) {
    const ofIt = all.filter((entry) => entry.subject === subject);
    equal(await inPages(fixture, { ...EVERYTHING, subject }, 50), ofIt, subject);
  }
}

export async function readInPages(fixture: Fixture): Promise<void> {
  const all = await fill(fixture, 20);
  for (const limit of [1, 7, 20, 21]) equal(await inPages(fixture, EVERYTHING, limit), all);
  equal(await linesOf(fixture, { ...EVERYTHING, limit: 0 }), []);
  const last = (await linesOf(fixture, EVERYTHING)).at(-1)?.seq ?? 0;
  for (const after of [last, ALL]) equal(await linesOf(fixture, { ...EVERYTHING, after }), []);
  const ofA = all.filter((entry) => entry.subject === "a");
  for (const limit of [1, 3]) {
    equal(await inPages(fixture, { ...EVERYTHING, subject: "a" }, limit), ofA);
  }
}

export async function hasPurposesOfItsTenant(fixture: Fixture): Promise<void> {
  for (const [n, purpose] of PURPOSES.entries()) {
    await fixture.done({ ...nothing, purpose, audit: [row(n + 1)] });
  }
  await fixture.done({ ...nothing, tenant: "other", purpose: PURPOSE, audit: [row(9)] });
  const lines = await linesOf(fixture, EVERYTHING);
  equal(lines.map((line) => line.purpose), PURPOSES);
  holds(isAscending(lines), "the numbers of the trail are not ascending");
  for (const tenant of ["", "absent"]) {
    equal(await fixture.store.auditTrail(tenant, EVERYTHING), [], tenant);
  }
}

export async function isNumberedPerTenant(fixture: Fixture): Promise<void> {
  await fill(fixture, 20);
  const numbers = async (filter: AuditFilter): Promise<number[]> =>
    (await linesOf(fixture, filter)).map((line) => line.seq);
  const all = Array.from({ length: 20 }, (_, n) => n + 1);
  equal(await numbers(EVERYTHING), all, "with entries of another tenant in between");
  equal(await numbers({ ...EVERYTHING, subject: "a" }), all.filter((n) => n % 2 === 0));
}
