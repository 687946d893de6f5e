/**
 * Removes the values of expired codes, in memory.
 *
 * @module
 */

import { isLive } from "../phase.js";
import { tombstone } from "./copies.js";
import { died } from "./mails.js";
import type { Code, Tables } from "./tables.js";

/** Replaces at most `limit` codes that are due by tombstones. Returns how many. */
export function removeExpired(tables: Tables, now: number, limit: number): number {
  const isDue = ({ state, new: { removeAt } }: Code): boolean =>
    isLive(state) && removeAt !== undefined && removeAt <= now;
  const removeAt = (code: Code): number => code.new.removeAt ?? 0;
  const due = [...tables.codes.values()].filter(isDue);
  due.sort((one, other) => removeAt(one) - removeAt(other));
  const some = due.slice(0, limit);
  for (const code of some) remove(tables, code, now);
  deleteAnswers(tables, now, limit);
  return some.length;
}

function remove(tables: Tables, code: Code, now: number): void {
  const { id } = code.new;
  const version = code.version + 1;
  tables.codes.set(id, { ...code, new: tombstone(code.new), state: "removed", version });
  const queued = tables.mails.get(id);
  if (queued !== undefined && queued.deadAt === undefined) {
    tables.mails.set(id, died(queued, now, "expired"));
  }
}

/** Deletes at most `limit` expired answers, in the order of their expiry. */
function deleteAnswers(tables: Tables, now: number, limit: number): void {
  const expired = [...tables.answers].filter(([, answer]) => answer.until < now);
  expired.sort(([, one], [, other]) => one.until - other.until);
  for (const [key] of expired.slice(0, limit)) tables.answers.delete(key);
}
