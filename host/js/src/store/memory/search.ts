/**
 * Looks up records, in memory.
 *
 * @module
 */

import type { Purpose, Recorded, Search } from "../../module/types.js";
import type { StoredRecord } from "../store.js";
import { isLive, phaseOf } from "../phase.js";
import { storedRecord } from "./copies.js";
import { type Code, ownerKey, type Tables } from "./tables.js";

/** All codes of an owner, live or not, oldest first. */
function codesOf(tables: Tables, tenant: string, purpose: Purpose, subject: string): Code[] {
  const ids = tables.owned.get(ownerKey(tenant, purpose, subject)) ?? [];
  return ids.flatMap((id) => tables.codes.get(id) ?? []);
}

/** The live codes of an owner, oldest first. */
export function liveOf(tables: Tables, tenant: string, purpose: Purpose, subject: string): Code[] {
  return codesOf(tables, tenant, purpose, subject).filter((code) => isLive(code.state));
}

/** All live codes of an owner, oldest first, then at most `ended` others, newest first. */
export function recordsOf(
  tables: Tables,
  [tenant, purpose, subject]: readonly [string, Purpose, string],
  ended: number,
): StoredRecord[] {
  const live = liveOf(tables, tenant, purpose, subject);
  const all = codesOf(tables, tenant, purpose, subject);
  const others = all.filter((code) => !isLive(code.state)).reverse();
  return [...live, ...others.slice(0, ended)].map(storedRecord);
}

/** The tenant's records that match a search, newest first: a map iterates in insertion order. */
export function search(
  tables: Tables,
  tenant: string,
  wanted: Search,
  now: number,
): StoredRecord[] {
  const codes = [...tables.codes.values()].filter((code) => code.tenant === tenant);
  const found = codes.map(storedRecord);
  const { before } = wanted;
  const end = found.findIndex(({ known }) => known.id === before);
  // Before an ID that the tenant does not have there is nothing.
  const older = before === undefined ? found : found.slice(0, Math.max(end, 0));
  return older.filter(({ known }) => fits(known, wanted, now)).reverse();
}

function fits(known: Recorded, wanted: Search, now: number): boolean {
  return (
    (wanted.subject === undefined || wanted.subject === known.subject) &&
    (wanted.purpose === undefined || wanted.purpose === known.purpose) &&
    (wanted.phase === undefined || wanted.phase === phaseOf(known, now)) &&
    (wanted.batch === undefined || wanted.batch === known.batch)
  );
}
