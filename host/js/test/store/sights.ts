/** Access to the data of stores beyond their interface. */

import type { Sight } from "../../src/conformance/index.js";
import { idBytes } from "../../src/store/ids.js";
import { MemoryStore } from "../../src/store/memory.js";
import { SqlStore } from "../../src/store/sql/store.js";
import type { Store, StoredRecord } from "../../src/store/store.js";
import { Alternating } from "./alternating.js";

const utf8 = new TextEncoder();

/** The texts and binary values of a record. */
export function values({ known, digest, sealedCode }: StoredRecord): Uint8Array[] {
  const { subject, issuer, note, terms } = known;
  const texts = [subject, issuer, note, terms].filter((text) => text !== undefined);
  return [...texts.map((text) => utf8.encode(text)), digest, ...(sealedCode ? [sealedCode] : [])];
}

const memory = (store: Store): MemoryStore => {
  if (store instanceof MemoryStore) return store;
  throw new TypeError("not a store in memory");
};

/** A store in memory has methods for that. */
export const memorySight: Sight = {
  held: async (store, record) => {
    const stored = memory(store).held(record);
    return stored === undefined ? [] : values(stored);
  },
  mailHeld: async (store, record) => {
    const held = memory(store).heldMail(record);
    return held === undefined ? [] : [held];
  },
};

/** The store in SQL, or the first of several that are used in turn. */
function sqlStore(store: Store): SqlStore {
  if (store instanceof SqlStore) return store;
  const first = store instanceof Alternating ? store.stores[0] : undefined;
  if (first instanceof SqlStore) return first;
  throw new TypeError("not a store in SQL");
}

/** The texts and binary values of a row, read through the store's own connection. */
async function held(store: Store, sql: string, record: string): Promise<Uint8Array[]> {
  const [row] = await sqlStore(store).database.rows(sql, [idBytes(record)]);
  const values = Object.values(row ?? {}).map((value) =>
    typeof value === "string" ? utf8.encode(value) : value,
  );
  return values.filter((value) => value instanceof Uint8Array);
}

/** A store in SQL: the rows of a record and its mail. */
export const sqlSight: Sight = {
  held: (store, record) => held(store, "SELECT * FROM records WHERE id = ?", record),
  mailHeld: (store, record) => held(store, "SELECT * FROM outbox WHERE record = ?", record),
};
