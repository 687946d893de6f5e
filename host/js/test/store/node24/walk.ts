/** Verifies the chain of the trail in a file. */

import { toHex } from "../../../src/bytes.js";
import type { DatabaseSync } from "node:sqlite";
import { beginning, linked } from "../../../src/store/audit/chain.js";

/** Returns the number of entries, and that of the first one with a wrong chain value. */
export async function walk(database: DatabaseSync): Promise<{ entries: number; misfit?: number }> {
  const bytes = (value: unknown): Uint8Array | undefined =>
    value instanceof Uint8Array ? value : undefined;
  const text = (value: unknown): string | undefined =>
    typeof value === "string" ? value : undefined;
  const writer = bytes(database.prepare("SELECT id FROM audit_writer").get()?.["id"]);
  let chain = await beginning(writer ?? new Uint8Array());
  const rows = database.prepare("SELECT * FROM audit ORDER BY seq").all();
  for (const [n, row] of rows.entries()) {
    chain = await linked(chain, {
      seq: n + 1,
      at: Number(row["at"]),
      tenant: String(row["tenant"]),
      actor: String(row["actor"]),
      purpose: text(row["purpose"]),
      subject: text(row["subject"]),
      event: String(row["event"]),
      record: bytes(row["record"]),
      detail: text(row["detail"]),
    });
    const stored = bytes(row["chain"]) ?? new Uint8Array();
    const isValid = row["seq"] === n + 1 && toHex(chain) === toHex(stored);
    if (!isValid) return { entries: rows.length, misfit: n + 1 };
  }
  return { entries: rows.length };
}
