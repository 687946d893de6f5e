/**
 * Looking records up, in memory.
 *
 * @module
 */

import type { Phase, Purpose, Recorded, Search } from "../../module/types.js";
import type { StoredRecord } from "../store.js";
import { isLive } from "../words.js";
import { told } from "./copies.js";
import { type Code, ownerKey, type Tables } from "./tables.js";

/** All that an owner has and had, the oldest first. */
function codesOf(tables: Tables, tenant: string, purpose: Purpose, subject: string): Code[] {
  const ids = tables.owned.get(ownerKey(tenant, purpose, subject)) ?? [];
  return ids.flatMap((id) => tables.codes.get(id) ?? []);
}

/** The live codes of an owner, the oldest first. */
export function liveOf(tables: Tables, tenant: string, purpose: Purpose, subject: string): Code[] {
  return codesOf(tables, tenant, purpose, subject).filter((code) => isLive(code.state));
}

/** The live codes of an owner, and some of those that are over. */
export function recordsOf(
  tables: Tables,
  [tenant, purpose, subject]: readonly [string, Purpose, string],
  ended: number,
): StoredRecord[] {
  const live = liveOf(tables, tenant, purpose, subject);
  const all = codesOf(tables, tenant, purpose, subject);
  const over = all.filter((code) => !isLive(code.state)).reverse();
  return [...live, ...over.slice(0, ended)].map(told);
}

/** The tenant's records that a search finds, the newest first: a map has them as they came. */
export function search(
  tables: Tables,
  tenant: string,
  wanted: Search,
  now: number,
): StoredRecord[] {
  const found = [...tables.codes.values()].filter((code) => code.tenant === tenant).map(told);
  const { before } = wanted;
  const end = found.findIndex(({ known }) => known.id === before);
  // An id that the tenant does not have stands before everything.
  const older = before === undefined ? found : found.slice(0, Math.max(end, 0));
  return older.filter(({ known }) => fits(known, wanted, now)).reverse();
}

function fits(known: Recorded, wanted: Search, now: number): boolean {
  return (
    (wanted.subject === undefined || wanted.subject === known.subject) &&
    (wanted.purpose === undefined || wanted.purpose === known.purpose) &&
    (wanted.phase === undefined || wanted.phase === phase(known, now)) &&
    (wanted.batch === undefined || wanted.batch === known.batch)
  );
}

/** Where a record stands at a time. */
function phase({ state, notBefore, notAfter }: Recorded, now: number): Phase {
  if (!isLive(state)) return state;
  if (now > notAfter) return "expired";
  return state === "pending" && now < notBefore ? "not-yet-valid" : state;
}
